/*
 * A scenario of either dialect, migrated to one form or the other. The program itself proves that
 * the result means the same; here some are migrated again, which must not change a byte.
 */
#include <string.h>

#include "fuzz.h"

#define NEW_FORM_SHARE 2u
#define AGAIN_SHARE 3u

static void migrate_again(
	const struct acrn_cfgc_request *request, const struct acrn_cfgc_file *made)
{
	struct acrn_cfgc_request again = *request;
	struct acrn_cfgc_result *result;
	struct acrn_cfgc_file same;

	again.scenario.data = made->data;
	again.scenario.size = made->size;
	again.target = request->migrate_to;
	/* What is not about regions is still in the form of the old release, and can be refused. */
	if (acrn_cfgc_migrate(&again, &result) == ACRN_CFGC_INPUT_ERRORS) {
		acrn_cfgc_free(result);
		return;
	}
	FUZZ_REQUIRE(acrn_cfgc_file(result, 0, &same));
	FUZZ_REQUIRE(same.size == made->size);
	FUZZ_REQUIRE(memcmp(same.data, made->data, made->size) == 0);
	acrn_cfgc_free(result);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct acrn_cfgc_request request = {
		.scenario = {"scenario.xml", size == 0 ? (const uint8_t *)"" : data, size},
		.migrate_to = fuzz_is_chosen(data, size, NEW_FORM_SHARE) ? "v3.3" : "v2.7",
		.allow_loss = true,
	};
	struct acrn_cfgc_result *result;
	struct acrn_cfgc_file made;
	enum acrn_cfgc_status status = acrn_cfgc_migrate(&request, &result);

	FUZZ_REQUIRE(status == ACRN_CFGC_OK || status == ACRN_CFGC_INPUT_ERRORS);
	FUZZ_REQUIRE((status == ACRN_CFGC_OK) == acrn_cfgc_file(result, 0, &made));
	if (status == ACRN_CFGC_OK && fuzz_is_chosen(data, size, AGAIN_SHARE))
		migrate_again(&request, &made);
	acrn_cfgc_free(result);
	return 0;
}
