/* What the group "hypervisor" refuses besides the rules of the check table. */
#ifndef ACRNCFGC_HYPERVISOR_CHECK_H
#define ACRNCFGC_HYPERVISOR_CHECK_H

#include "model/model.h"
#include "model/context.h"

/*
 * Reports what cannot become a whole configuration: another release, names that cannot be folders,
 * parts that no known-good configuration of the release proves, unreadable board sections. Runs
 * only when the group is wanted, on a model without errors and with a board.
 */
void hypervisor_check(struct context *ctx, const struct config *config);
/* The part of it that is about the board. */
void hypervisor_check_board(struct context *ctx, const struct board *board);

#endif
