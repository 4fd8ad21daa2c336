/* Runs the check table. Each rule guards itself, so their order is that of the reader. */
#include "check/rules.h"

const struct check_rule check_rules[] = {
#define CHECK(function, codes) {function, codes},
#include "check/list.def"
#undef CHECK
};

const size_t n_check_rules = sizeof(check_rules) / sizeof(check_rules[0]);

void check_config(struct context *ctx, const struct config *config)
{
	for (size_t i = 0; i < n_check_rules; i++)
		check_rules[i].run(ctx, config);
}

bool check_applies(const struct context *ctx, uint32_t releases)
{
	return (ctx->releases & ~releases) == 0;
}
