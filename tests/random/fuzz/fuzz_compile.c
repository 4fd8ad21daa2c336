/*
 * A whole compilation from memory. The input is a line with a release ("v2.3", or empty for the
 * default), the scenario, a line FUZZ_BOARD, the board. The layout is proved by the verifier
 * within, and what it finds ends the run.
 */
#include <string.h>

#include "fuzz.h"

#define FUZZ_BOARD "\n====\n"
#define MAX_RELEASE 16
/* The report is made by a stylesheet, which takes three times as long as all the rest. */
#define REPORT_SHARE 16u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *line_end = size == 0 ? NULL : memchr(data, '\n', size);
	char release[MAX_RELEASE] = "";
	struct acrn_cfgc_target target = {NULL, NULL};

	if (line_end == NULL || line_end - data >= MAX_RELEASE)
		return 0;
	memcpy(release, data, (size_t)(line_end - data));
	for (size_t i = 0; acrn_cfgc_target(i, &target); i++) {
		if (strcmp(target.name, release) == 0)
			break;
		target.name = NULL;
	}

	const uint8_t *scenario = line_end + 1;
	size_t left = size - (size_t)(scenario - data);
	const uint8_t *board = memmem(scenario, left, FUZZ_BOARD, strlen(FUZZ_BOARD));

	if (board == NULL)
		return 0;

	size_t scenario_size = (size_t)(board - scenario);

	board += strlen(FUZZ_BOARD);

	bool report = fuzz_is_chosen(data, size, REPORT_SHARE);
	struct acrn_cfgc_request request = {
		.scenario = {"scenario.xml", scenario, scenario_size},
		.board = {"board.xml", board, size - (size_t)(board - data)},
		.target = target.name,
		.emit = report ? ACRN_CFGC_ALL_GROUPS : ACRN_CFGC_ALL_GROUPS & ~ACRN_CFGC_REPORT,
	};

	fuzz_compile(&request);
	return 0;
}
