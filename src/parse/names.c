/*
 * Misspelt elements. Each is reported once and then read as what was meant, so that nothing is said
 * to be missing that is there, and faults in it are found in the same run.
 *
 * Within IVSHMEM every unknown element is a fault. Elsewhere a scenario holds much that does not
 * matter here, so only a word that is very near to one that is read, and missing, is taken for it;
 * a word that some release knows never is.
 */
#include <string.h>

#include "base/nearest.h"
#include "parse/parse.h"
#include "base/text.h"

#define MAX_WORDS 32u
#define MAX_GUESSES 200u /* unknown words that are compared; a hostile file has more */

enum use { READ_ONCE = 1, READ_OFTEN, NOT_READ };

struct word {
	const char *name;
	enum use use;
};

struct element {
	const char *name;
	bool all_read; /* what is unknown here is a fault */
	struct word words[MAX_WORDS];
};

static const struct element elements[] = {
	{"IVSHMEM", true, {{"IVSHMEM_ENABLED", READ_ONCE}, {"IVSHMEM_REGION", READ_OFTEN}}},
	{"IVSHMEM_REGION", true,
		{{"NAME", READ_ONCE}, {"PROVIDED_BY", READ_ONCE}, {"IVSHMEM_SIZE", READ_ONCE},
			{"IVSHMEM_REGION_ID", READ_ONCE}, {"IVSHMEM_VMS", READ_ONCE}}},
	{"IVSHMEM_VMS", true, {{"IVSHMEM_VM", READ_OFTEN}}},
	{"IVSHMEM_VM", true, {{"VM_NAME", READ_ONCE}, {"VBDF", READ_ONCE}}},
	{"acrn-config", false, {{"hv", READ_ONCE}, {"vm", READ_OFTEN}}},
	{"hv", false,
		{{"FEATURES", READ_ONCE}, {"MEMORY", READ_ONCE}, {"CAPACITIES", READ_ONCE},
			{"vuart_connections", READ_ONCE}, {"DEBUG_OPTIONS", NOT_READ},
			{"BUILD_TYPE", NOT_READ}, {"MISC_CFG", NOT_READ}}},
	{"FEATURES", false, {{"IVSHMEM", READ_ONCE}}},
	{"MEMORY", false,
		{{"HV_RAM_START", READ_ONCE}, {"HV_RAM_SIZE", READ_ONCE},
			{"UOS_RAM_SIZE", READ_ONCE}, {"SOS_RAM_SIZE", READ_ONCE},
			{"LOW_RAM_SIZE", NOT_READ}, {"STACK_SIZE", NOT_READ},
			{"PLATFORM_RAM_SIZE", NOT_READ}}},
	{"CAPACITIES", false,
		{{"MAX_EMULATED_MMIO", READ_ONCE}, {"MAX_MSIX_TABLE_NUM", READ_ONCE},
			{"MAX_PCI_DEV_NUM", READ_ONCE}}},
	{"vuart_connections", false, {{"vuart_connection", READ_OFTEN}}},
	{"vuart_connection", false,
		{{"name", READ_ONCE}, {"type", READ_ONCE}, {"endpoint", READ_OFTEN}}},
	{"endpoint", false, {{"vm_name", READ_ONCE}, {"vbdf", READ_ONCE}, {"io_port", NOT_READ}}},
	{"vm", false,
		{{"load_order", READ_ONCE}, {"vm_type", READ_ONCE}, {"name", READ_ONCE},
			{"memory", READ_ONCE}, {"pci_devs", READ_ONCE},
			{"console_vuart", READ_ONCE}, {"communication_vuart", READ_OFTEN},
			{"legacy_vuart", READ_OFTEN}, {"mmio_resources", READ_ONCE},
			{"os_type", NOT_READ}, {"vuart", NOT_READ}, {"vuart0", NOT_READ},
			{"pci_dev_num", NOT_READ}}},
	{"memory", false,
		{{"start_hpa", READ_ONCE}, {"size", READ_ONCE}, {"start_hpa2", READ_ONCE},
			{"size_hpa2", READ_ONCE}, {"hpa_region", READ_OFTEN}}},
	{"hpa_region", false, {{"start_hpa", READ_ONCE}, {"size_hpa", READ_ONCE}}},
	{"pci_devs", false, {{"pci_dev", READ_OFTEN}}},
	{"communication_vuart", false,
		{{"base", READ_ONCE}, {"target_vm_id", READ_ONCE}, {"target_uart_id", READ_ONCE}}},
	{"mmio_resources", false, {{"TPM2", READ_ONCE}, {"p2sb", READ_ONCE}}},
};

struct names {
	struct context *ctx;
	const struct xml_document *document;
	size_t n_guesses;
};

static const struct element *find_element(xmlNodePtr node)
{
	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++) {
		if (xml_is(node, elements[i].name))
			return &elements[i];
	}
	return NULL;
}

static const struct word *find_word(const struct element *element, const char *name)
{
	for (const struct word *word = element->words; word->name != NULL; word++) {
		if (strcmp(word->name, name) == 0)
			return word;
	}
	return NULL;
}

/* The element of the section that name belongs into; NULL if it is no word of the section. */
static const struct element *right_parent(const char *name)
{
	for (size_t i = 0; elements[i].all_read; i++) {
		if (find_word(&elements[i], name) != NULL)
			return &elements[i];
	}
	return NULL;
}

static const char *last_part(const char *name)
{
	const char *line = strrchr(name, '_');

	return line != NULL ? line + 1 : name;
}

/* Outside of the section nearly all names are not ours, so a guess has to be a good one. */
static size_t strict_limit(const char *name)
{
	size_t length = strlen(name);

	return length < 4 ? 1 : length < 7 ? 2 : 3;
}

static bool is_there(xmlNodePtr parent, const struct word *word)
{
	return word->use == READ_ONCE && xml_has(parent, word->name);
}

/* "SIZE" or "REGION_SIZE" for "IVSHMEM_SIZE" */
static bool ends_alike(const char *name, const char *word)
{
	return nearest_is_same_but_case(last_part(name), last_part(word)) &&
	       !nearest_is_same_but_case(name, word);
}

/* The one word that name was most likely meant to be, among those that are not there yet. */
static const struct word *guess(const struct element *element, xmlNodePtr parent, const char *name)
{
	struct nearest nearest;

	nearest_begin(&nearest, name);
	if (!element->all_read)
		nearest.limit = strict_limit(name);
	for (const struct word *word = element->words; word->name != NULL; word++) {
		if (word->use == NOT_READ || is_there(parent, word))
			continue;
		if (element->all_read && ends_alike(name, word->name))
			return word;
		nearest_offer(&nearest, word->name);
	}
	return nearest_only(&nearest) == NULL ? NULL : find_word(element, nearest.best);
}

static const char *list_words(struct context *ctx, const struct element *element)
{
	struct text out;

	text_init(&out, ctx->arena);
	for (const struct word *word = element->words; word->name != NULL; word++) {
		if (word != element->words)
			text_add(&out, word[1].name == NULL ? " and " : ", ");
		text_add(&out, word->name);
	}
	return out.bytes;
}

/* From the name in the start tag to the name in the end tag: both have to be written. */
static void fix_tags(
	const struct names *names, struct diag *diag, xmlNodePtr node, const char *right)
{
	struct loc name = xml_tag_loc(names->document, node);
	struct loc whole = xml_element_loc(names->document, node);
	const char *bytes = names->document->source->bytes;
	uint32_t end = whole.offset + whole.length;
	uint32_t rest = name.offset + name.length;

	if (bytes[end - 2] == '/') {
		diag_fix(names->ctx->diags, diag, name, right, "write %s", right);
		return;
	}
	while (bytes[end - 1] != '/')
		end--;

	struct loc loc = {name.source, name.offset, end + name.length - name.offset};

	diag_fix(names->ctx->diags, diag, loc,
		arena_printf(names->ctx->arena, "%s%.*s%s", right, (int)(end - rest), bytes + rest,
			right),
		"write %s in both tags", right);
}

static void report(struct names *names, const struct element *element, xmlNodePtr node,
	const struct word *meant)
{
	struct context *ctx = names->ctx;
	const char *name = (const char *)node->name;
	const struct element *parent = right_parent(name);
	struct loc loc = xml_tag_loc(names->document, node);
	struct diag *diag;

	if (element->all_read || meant == NULL)
		diag = diag_add(ctx->diags, DIAG_SCH001, loc,
			"element '%s' is not known in '%s' and would not be compiled", name,
			element->name);
	else
		diag = diag_add(ctx->diags, DIAG_SCH004, loc,
			"element '%s' is not known in '%s', which has no '%s'", name, element->name,
			meant->name);
	if (names->n_guesses >= MAX_GUESSES)
		return;
	if (meant != NULL && nearest_is_same_but_case(name, meant->name))
		fix_tags(names, diag, node, meant->name);
	else if (meant != NULL)
		diag_hint(ctx->diags, diag, "did you mean %s?", meant->name);
	else if (parent != NULL && parent != element)
		diag_hint(ctx->diags, diag, "it belongs in %s", parent->name);
	else
		diag_hint(ctx->diags, diag, "known here: %s", list_words(ctx, element));
}

static bool correct_children(struct names *names, const struct element *element, xmlNodePtr parent)
{
	bool unknown = false;

	for (xmlNodePtr node = xml_child(parent); node != NULL; node = xml_next(node)) {
		const char *name = (const char *)node->name;
		const struct word *meant = NULL;

		if (find_word(element, name) != NULL)
			continue;
		if (names->n_guesses < MAX_GUESSES &&
			(!element->all_read || right_parent(name) == NULL))
			meant = guess(element, parent, name);
		names->n_guesses++;
		if (meant == NULL && !element->all_read)
			continue;
		report(names, element, node, meant);
		unknown = true;
		if (meant != NULL)
			xml_rename(node, meant->name);
	}
	return unknown;
}

bool parse_correct_children(const struct xml_document *document, xmlNodePtr parent)
{
	struct names names = {.ctx = document->ctx, .document = document};
	const struct element *element = find_element(parent);

	return element != NULL && correct_children(&names, element, parent);
}

static void correct_tree(struct names *names, xmlNodePtr node)
{
	const struct element *element = find_element(node);

	if (element == NULL || element->all_read)
		return;
	(void)correct_children(names, element, node);
	for (xmlNodePtr child = xml_child(node); child != NULL; child = xml_next(child))
		correct_tree(names, child);
}

void parse_correct_names(const struct xml_document *document)
{
	struct names names = {.ctx = document->ctx, .document = document};

	correct_tree(&names, xmlDocGetRootElement(document->tree));
}
