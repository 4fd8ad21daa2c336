/* The sums, and the table. */
#include "cli/times.h"

#include <inttypes.h>
#include <stdio.h>

void times_add(struct times *times, const struct acrn_cfgc_result *result)
{
	struct acrn_cfgc_pass_time pass;

	for (size_t i = 0; i < TIMES_MAX_PASSES && acrn_cfgc_pass_time(result, i, &pass); i++) {
		times->passes[i].name = pass.name;
		times->passes[i].nanoseconds += pass.nanoseconds;
		times->n_passes = i + 1;
	}
}

static void show_row(const char *name, uint64_t nanoseconds, uint64_t total)
{
	double share = total == 0 ? 0 : 100.0 * (double)nanoseconds / (double)total;

	(void)fprintf(stderr, "%-8s %10" PRIu64 " %6.1f\n", name, nanoseconds / 1000, share);
}

void times_show(const struct times *times)
{
	uint64_t total = 0;

	for (size_t i = 0; i < times->n_passes; i++)
		total += times->passes[i].nanoseconds;
	(void)fprintf(stderr, "%-8s %10s %6s\n", "pass", "us", "%");
	for (size_t i = 0; i < times->n_passes; i++) {
		if (times->passes[i].nanoseconds != 0)
			show_row(times->passes[i].name, times->passes[i].nanoseconds, total);
	}
	show_row("total", total, total);
}
