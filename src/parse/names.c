/*
 * Elements and attributes that are not known at their places. A misspelt element is reported and
 * then read as what was meant, so that nothing is said to be missing that is there, and faults in
 * it are found in the same run. Other unknown names, and those of some releases only, are listed in
 * the model: which releases count is known after RESOLVE, and rules judge them (check/structure.c).
 *
 * Within IVSHMEM every unknown element is reported here, in every release. A word that some release
 * knows there is never a misspelling.
 */
#include <string.h>

#include "base/nearest.h"
#include "model/words.h"
#include "parse/elements.h"
#include "parse/parse.h"
#include "base/text.h"

#define MAX_GUESSES 200u /* unknown words that are compared; a hostile file has more */

struct names {
	struct context *ctx;
	struct config *config; /* where unknown names are listed */
	uint32_t releases;     /* of the scenario's form, as far as one look at it tells */
	size_t n_guesses;
};

/* Outside of IVSHMEM a guess has to be a good one: a name may be of a release that is not known. */
static size_t strict_limit(const char *name)
{
	size_t length = strlen(name);

	return length < 4 ? 1 : length < 7 ? 2 : 3;
}

static bool is_there(struct xml_node *parent, const struct element_word *word)
{
	return word->use == ELEMENT_ONCE && xml_has(parent, word->name);
}

/* "SIZE" or "REGION_SIZE" for "IVSHMEM_SIZE" */
static bool ends_alike(const char *name, const char *word)
{
	const char *name_end = strrchr(name, '_');
	const char *word_end = strrchr(word, '_');

	return nearest_is_same_but_case(name_end != NULL ? name_end + 1 : name,
		       word_end != NULL ? word_end + 1 : word) &&
	       !nearest_is_same_but_case(name, word);
}

/* The one word that name was most likely meant to be, of those releases and not there yet. */
static const struct element_word *guess(
	const struct element *element, struct xml_node *parent, const char *name, uint32_t releases)
{
	const struct element_word *word = NULL;
	struct nearest nearest;

	nearest_begin(&nearest, name);
	if (!element->strict)
		nearest.limit = strict_limit(name);
	while ((word = element_next_word(element, word)) != NULL) {
		if ((word->releases & releases) == 0 || is_there(parent, word) ||
			element_find_word(element, word->name) != word)
			continue;
		if (element->strict && ends_alike(name, word->name))
			return word;
		nearest_offer(&nearest, word->name);
	}
	return nearest_only(&nearest) == NULL ? NULL : element_find_word(element, nearest.best);
}

static const char *list_words(struct context *ctx, const struct element *element)
{
	struct text out;

	text_init(&out, ctx->arena);
	for (const struct element_word *word = element->words; word->name != NULL; word++) {
		if (word != element->words)
			text_add(&out, word[1].name == NULL ? " and " : ", ");
		text_add(&out, word->name);
	}
	return out.bytes;
}

/* From the name in the start tag to the name in the end tag: both have to be written. */
static void fix_tags(
	const struct names *names, struct diag *diag, struct xml_node *node, const char *right)
{
	struct loc name = xml_tag_loc(node);
	struct loc whole = xml_element_loc(node);
	const char *bytes = node->source->bytes;
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

static void report(struct names *names, const struct element *element, struct xml_node *node,
	const struct element_word *meant)
{
	struct context *ctx = names->ctx;
	const char *name = node->name;
	const struct element *parent = element_of_word(name, true, names->releases);
	struct loc loc = xml_tag_loc(node);
	struct diag *diag;

	if (element->strict)
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

/* ---- what rules judge ---- */

/* The names are copied, because the model outlives the tree. */
static void list_unknown(struct names *names, struct unknown_name unknown)
{
	struct config *config = names->config;

	unknown.name = arena_strdup(names->ctx->arena, unknown.name);
	unknown.parent = arena_strdup(names->ctx->arena, unknown.parent);
	*ARRAY_ADD(names->ctx->arena, config->unknown, config->n_unknown) = unknown;
}

static void list_element(struct names *names, struct xml_node *node, uint32_t releases)
{
	const char *name = node->name;
	const struct element *right =
		releases == 0 ? element_of_word(name, false, names->releases) : NULL;

	list_unknown(names, (struct unknown_name){
				    .loc = xml_tag_loc(node),
				    .name = name,
				    .parent = node->parent->name,
				    .right_parent = right != NULL ? right->name : NULL,
				    .releases = releases,
			    });
}

/* Whether SCH005 is about the attribute. */
static bool is_misspelt_attribute(struct xml_node *node, const char *name)
{
	static const char *const read[] = {"id", "board", "scenario"};

	for (size_t i = 0; i < sizeof(read) / sizeof(read[0]); i++) {
		const char *near = element_attribute_releases(node->name, read[i]) != 0
					   ? parse_near_attribute(node, read[i])
					   : NULL;

		if (near != NULL && strcmp(near, name) == 0)
			return true;
	}
	return false;
}

static void list_attributes(struct names *names, struct xml_node *node, uint32_t form)
{
	for (const struct xml_attribute *attribute = node->attributes; attribute != NULL;
		attribute = attribute->next) {
		const char *element = node->name;
		const char *name = attribute->name;
		uint32_t releases = element_attribute_releases(element, name);

		if (attribute->uri != NULL || (form & ~releases) == 0 ||
			(releases == 0 && is_misspelt_attribute(node, name)))
			continue;
		list_unknown(names, (struct unknown_name){
					    .loc = xml_attribute_name_loc(node, name),
					    .name = name,
					    .parent = element,
					    .releases = releases,
					    .is_attribute = true,
				    });
	}
}

/* What acrn-dm is given: nothing else reads these words, so that they are not in the model. */
static void check_value(const struct names *names, struct xml_node *node)
{
	const char *const *values = element_values(node->name);
	struct value value;
	struct text list;

	if (values == NULL || names->ctx->regions_only)
		return;
	value = xml_value(node);
	text_init(&list, names->ctx->arena);
	for (size_t i = 0; values[i] != NULL; i++) {
		if (value_is_blank(&value) || value_is(&value, values[i]))
			return;
		text_addf(&list, "%s%s",
			i == 0                  ? ""
			: values[i + 1] == NULL ? " or "
						: ", ",
			values[i]);
	}
	diag_add(names->ctx->diags, DIAG_SCH020, value.loc, "%s is %s; it must be %s", node->name,
		words_quote(names->ctx, value.text), list.bytes);
}

/* ---- the tree ---- */

/* The word that a child is or was most likely meant to be; NULL if it is unknown. */
static const struct element_word *correct_child(
	struct names *names, const struct element *element, struct xml_node *node)
{
	const char *name = node->name;
	const struct element_word *word = element_find_word(element, name);

	if (word != NULL)
		return word;
	if (names->n_guesses < MAX_GUESSES &&
		(!element->strict || element_of_word(name, true, names->releases) == NULL))
		word = guess(element, node->parent, name, names->releases);
	if (word == NULL && names->n_guesses < MAX_GUESSES && !element->strict)
		word = guess(element, node->parent, name, ~names->releases);
	names->n_guesses++;
	if (word != NULL || element->strict)
		report(names, element, node, word);
	if (word != NULL)
		xml_rename(node, word->name);
	return word;
}

bool parse_correct_children(struct xml_node *parent)
{
	struct names names = {.ctx = parent->ctx, .releases = target_releases(DIALECT_NONE)};
	const struct element *element = element_find(parent->name);
	bool unknown = false;

	if (element == NULL)
		return false;
	for (struct xml_node *node = xml_child(parent); node != NULL; node = xml_next(node)) {
		unknown |= element_find_word(element, node->name) == NULL;
		(void)correct_child(&names, element, node);
	}
	return unknown;
}

/*
 * form: the releases of the scenario's form that have the parent, which is listed for the others.
 * The depth is bounded by the loader. The children of IVSHMEM are corrected when it is read.
 */
static void correct_tree(struct names *names, struct xml_node *parent, uint32_t form)
{
	struct xml_node *child = xml_child(parent);
	const struct element *element = child != NULL ? element_find(parent->name) : NULL;

	list_attributes(names, parent, form);
	if (element != NULL && element->strict)
		return;
	for (; child != NULL; child = xml_next(child)) {
		const struct element_word *word =
			element != NULL ? correct_child(names, element, child) : NULL;
		uint32_t releases = word != NULL ? word->releases : 0;

		/* A misplaced IVSHMEM has been reported (SCH003). */
		if ((form & ~releases) != 0 && !xml_is(child, "IVSHMEM"))
			list_element(names, child, releases);
		if (word == NULL)
			continue;
		check_value(names, child);
		correct_tree(names, child, form & releases);
	}
}

static bool has_load_order(struct xml_node *root)
{
	for (struct xml_node *vm = NULL; (vm = xml_each(root, "vm", vm)) != NULL;) {
		if (xml_has(vm, "load_order"))
			return true;
	}
	return false;
}

void parse_correct_names(struct xml_node *root, struct config *config)
{
	struct names names = {
		.ctx = root->ctx,
		.config = config,
		.releases =
			target_releases(has_load_order(root) ? DIALECT_ELEMENT : DIALECT_STRING),
	};

	correct_tree(&names, root, names.releases);
}
