/* SPDX-License-Identifier: BSD-3-Clause */
/* Gives the facts of one scenario and board, as facts.py wrote them, an address. */
#include "facts.h"

#include "facts_data.h"
