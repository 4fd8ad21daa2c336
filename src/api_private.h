/* What the files of the public API share. */
#ifndef ACRNCFGC_API_PRIVATE_H
#define ACRNCFGC_API_PRIVATE_H

#include "compile.h"

/* Runs step with a recovery point: when the arena is exhausted, the result says so. */
enum acrn_cfgc_status api_guard(struct acrn_cfgc_result *result,
	void (*step)(struct acrn_cfgc_result *, const void *), const void *argument);

#endif
