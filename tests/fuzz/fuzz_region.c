/* The grammar of a region's text, alone in a scenario of three VMs. */
#include <string.h>

#include "check.h"
#include "fuzz.h"
#include "parse.h"
#include "resolve.h"

#define BEFORE                                                                                     \
	"<acrn-config><hv><FEATURES><IVSHMEM><IVSHMEM_ENABLED>y</IVSHMEM_ENABLED><IVSHMEM_REGION>"
#define AFTER                                                                                      \
	"</IVSHMEM_REGION></IVSHMEM></FEATURES></hv>"                                              \
	"<vm id=\"0\"><vm_type>PRE_RT_VM</vm_type></vm>"                                           \
	"<vm id=\"1\"><vm_type>SOS_VM</vm_type></vm>"                                              \
	"<vm id=\"2\"><vm_type>POST_STD_VM</vm_type></vm></acrn-config>"

#define MAX_TEXT ((size_t)512)

/* What the rules promise of a region that they let through, in other words than theirs. */
static void require_sound(const struct region *region)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789_.-";
	const char *name = region->name.text;
	uint64_t size = region->size_mb.value;

	FUZZ_REQUIRE(strncmp(name, "hv:/", 4) == 0 || strncmp(name, "dm:/", 4) == 0);
	FUZZ_REQUIRE(name[4] != '\0' && strlen(name) < 32);
	FUZZ_REQUIRE(name[4 + strspn(name + 4, allowed)] == '\0');
	FUZZ_REQUIRE(size >= 2 && size <= 512 && (size & (size - 1)) == 0);
	FUZZ_REQUIRE(region->n_peers >= 2);
	for (size_t i = 0; i < region->n_peers; i++) {
		FUZZ_REQUIRE(region->peers[i].vm != NULL);
		for (size_t k = 0; k < i; k++)
			FUZZ_REQUIRE(region->peers[i].vm != region->peers[k].vm);
	}
}

static void check_scenario(struct fuzz_passes *passes)
{
	struct config config = {0};

	if (!parse_scenario(&passes->pass, &passes->document, &config))
		return;
	resolve_config(&passes->pass, &config);
	check_config(&passes->pass, &config);
	if (passes->diags.n_errors != 0)
		return;
	for (size_t i = 0; i < config.n_regions; i++)
		require_sound(&config.regions[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char document[sizeof(BEFORE) + MAX_TEXT + sizeof(AFTER)];
	size_t length = sizeof(BEFORE) - 1;

	if (size > MAX_TEXT)
		return 0;
	memcpy(document, BEFORE, length);
	if (size != 0)
		memcpy(document + length, data, size);
	length += size;
	memcpy(document + length, AFTER, sizeof(AFTER) - 1);
	length += sizeof(AFTER) - 1;
	fuzz_document((const uint8_t *)document, length, check_scenario);
	return 0;
}
