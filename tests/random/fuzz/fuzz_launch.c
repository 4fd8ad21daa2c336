/* A launch script of any bytes, beside a good one of its peer; there is no scenario. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char peer[] = "acrn-dm -s 5,ivshmem,dm:/a,2 -s 6,ivshmem,hv:/b,4 vm2\n";
	const struct acrn_cfgc_launch launches[] = {
		{.script = {"fuzz.sh", data, size}},
		{.script = {"peer.sh", peer, sizeof(peer) - 1}},
	};
	const struct acrn_cfgc_request request = {.launches = launches, .n_launches = 2};

	if (data != NULL && size <= (size_t)64 * 1024)
		fuzz_compile(&request);
	return 0;
}
