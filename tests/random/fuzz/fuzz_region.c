/*
 * The grammar of a region's text, alone in a scenario of three VMs. Every string of bytes is a
 * text here: what XML cannot hold is turned into characters that it can. All but the
 * region is loaded once and only its text exchanged, so that this target runs many times as fast as
 * those which see the XML, too.
 */
#include <string.h>

#include "check/check.h"
#include "fuzz.h"
#include "parse/parse.h"
#include "model/resolve.h"
#include "xml/private.h"

/* The region comes last: a longer text moves only the ends of what it is in. */
#define BEFORE                                                                                     \
	"<acrn-config>"                                                                            \
	"<vm id=\"0\"><vm_type>PRE_RT_VM</vm_type></vm>"                                           \
	"<vm id=\"1\"><vm_type>SOS_VM</vm_type></vm>"                                              \
	"<vm id=\"2\"><vm_type>POST_STD_VM</vm_type></vm>"                                         \
	"<hv><FEATURES><IVSHMEM><IVSHMEM_ENABLED>y</IVSHMEM_ENABLED><IVSHMEM_REGION>"
#define AFTER "</IVSHMEM_REGION></IVSHMEM></FEATURES></hv></acrn-config>"

#define N_VMS 3u
#define MAX_TEXT ((size_t)512)
#define MAX_ESCAPED ((size_t)5) /* bytes for one: "&amp;" */

struct scene {
	char bytes[sizeof(BEFORE) + MAX_TEXT * MAX_ESCAPED + sizeof(AFTER)];
	size_t shift; /* how many bytes of text are in it */
	struct fuzz_passes passes;
	struct arena stays;   /* what follows lives in it */
	struct config config; /* without a region */
	struct xml_node *ivshmem;
};

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

/* One byte as XML may hold it: itself, a reference, or another character of its own. */
static size_t escape(char *to, uint8_t byte)
{
	if (byte == '<' || byte == '&') {
		memcpy(to, byte == '<' ? "&#60;" : "&amp;", MAX_ESCAPED);
		return MAX_ESCAPED;
	}
	if (byte >= 0x80) {
		to[0] = (char)(0xc0 | byte >> 6);
		to[1] = (char)(0x80 | (byte & 0x3f));
		return 2;
	}
	if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') {
		memcpy(to, "\xe2\x90\x80", 3); /* the pictures of the control characters */
		to[2] = (char)(0x80 | byte);
		return 3;
	}
	to[0] = (char)byte;
	return 1;
}

static void set_text(struct scene *scene, const uint8_t *data, size_t size)
{
	char *start = scene->bytes + sizeof(BEFORE) - 1;
	char *end = start;
	struct xml_node *node = scene->passes.document.root;

	for (size_t i = 0; i < size; i++)
		end += escape(end, data[i]);
	memcpy(end, AFTER, sizeof(AFTER) - 1);

	size_t shift = (size_t)(end - start);

	/* What load.c notes of an element's end, from the root down to the region. */
	for (; node != NULL; node = node->last) {
		node->end += (uint32_t)(shift - scene->shift);
		if (xml_is(node, "IVSHMEM"))
			scene->ivshmem = node;
	}
	scene->shift = shift;
	scene->passes.source = (struct source){
		.name = "input.xml",
		.bytes = scene->bytes,
		.size = sizeof(BEFORE) - 1 + shift + sizeof(AFTER) - 1,
	};
}

/* The scene without a region, made once; it stays for as long as the process lives. */
static void set_scene(struct scene *scene)
{
	struct fuzz_passes *passes = &scene->passes;

	memcpy(scene->bytes, BEFORE AFTER, sizeof(BEFORE AFTER));
	passes->source = (struct source){
		.name = "input.xml",
		.bytes = scene->bytes,
		.size = sizeof(BEFORE AFTER) - 1,
	};
	FUZZ_REQUIRE(xml_load(&passes->ctx, &passes->source, &passes->document));
	FUZZ_REQUIRE(parse_scenario(&passes->document, &scene->config));
	FUZZ_REQUIRE(scene->config.n_vms == N_VMS);
	scene->stays = passes->arena;
}

static void check_region(const struct scene *scene, struct fuzz_passes *passes)
{
	struct config config = scene->config;
	struct vm vms[N_VMS];

	memcpy(vms, config.vms, sizeof(vms));
	config.vms = vms;
	parse_ivshmem(scene->ivshmem, &config);
	resolve_config(&passes->ctx, &config);
	check_config(&passes->ctx, &config);
	FUZZ_REQUIRE(config.n_regions <= 1);
	if (config.n_regions == 1 && passes->diags.n_errors == 0)
		require_sound(&config.regions[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct scene scene;
	struct fuzz_passes *passes = &scene.passes;

	if (size > MAX_TEXT)
		return 0;
	fuzz_begin(passes);
	if (scene.ivshmem == NULL) {
		set_scene(&scene);
		fuzz_begin(passes);
	}
	set_text(&scene, data, size);
	check_region(&scene, passes);
	fuzz_end(passes, data, size);
	return 0;
}
