/* SPDX-License-Identifier: BSD-3-Clause */
/* The consumer as a program: the facts and tables it was linked with, and an exit status. */
#include "consumer.h"

static unsigned int count_devices(const struct guests *guests)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < guests->count; i++)
		count += guests->guest[i].count;
	return count;
}

int main(void)
{
	static struct guests guests;
	struct report report = {.out = stderr};

	guests_load(&guests);
	check_all(&report, &guests);
	if (report.faults > 0)
		return 1;
	printf("consumer: ok (%u regions, %u devices)\n", facts.region_count,
		count_devices(&guests));
	return 0;
}
