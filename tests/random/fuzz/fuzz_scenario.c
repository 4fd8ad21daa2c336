/* A scenario of either dialect, without a board: everything up to the end of the checks. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct acrn_cfgc_request request = {
		.scenario = {"scenario.xml", size == 0 ? (const uint8_t *)"" : data, size},
	};

	fuzz_compile(&request);
	return 0;
}
