/*
 * A scenario of either dialect, migrated to both forms. The program itself proves that the result
 * means the same; here it is migrated again, which must not change a byte.
 */
#include <string.h>

#include "fuzz.h"

static void migrate(const void *data, size_t size, const char *release)
{
	struct acrn_cfgc_request request = {
		.scenario = {"scenario.xml", data, size},
		.migrate_to = release,
		.allow_loss = true,
	};
	struct acrn_cfgc_request again = request;
	struct acrn_cfgc_result *first;
	struct acrn_cfgc_result *second;
	struct acrn_cfgc_file made;
	struct acrn_cfgc_file same;
	enum acrn_cfgc_status status = acrn_cfgc_migrate(&request, &first);

	FUZZ_REQUIRE(status == ACRN_CFGC_OK || status == ACRN_CFGC_INPUT_ERRORS);
	FUZZ_REQUIRE((status == ACRN_CFGC_OK) == acrn_cfgc_file(first, 0, &made));
	if (status == ACRN_CFGC_OK) {
		again.scenario.data = made.data;
		again.scenario.size = made.size;
		again.target = release;
		FUZZ_REQUIRE(acrn_cfgc_migrate(&again, &second) == ACRN_CFGC_OK);
		FUZZ_REQUIRE(acrn_cfgc_file(second, 0, &same));
		FUZZ_REQUIRE(same.size == made.size);
		FUZZ_REQUIRE(memcmp(same.data, made.data, made.size) == 0);
		acrn_cfgc_free(second);
	}
	acrn_cfgc_free(first);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const void *bytes = size == 0 ? (const void *)"" : data;

	migrate(bytes, size, "v3.3");
	migrate(bytes, size, "v2.7");
	return 0;
}
