/*
 * CHECK: a const table of rules over the resolved model (check/list.def). A rule only reads the
 * model and reports; it skips a value whose form another rule already blames.
 */
#ifndef ACRNCFGC_CHECK_H
#define ACRNCFGC_CHECK_H

#include "model/model.h"
#include "model/context.h"

/* Runs every rule in table order; the list knows what was found. */
void check_config(struct context *ctx, const struct config *config);
/* "CPU: 9 of 11 rules applied\n" for each subject: the others are for other releases or need a
 * board. */
const char *check_list_applied(const struct context *ctx, const struct config *config);
/* The releases that a code's rules are for, as bits of enum release; all for what is no rule. */
uint32_t check_code_releases(const char *code);

#endif
