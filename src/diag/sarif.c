/*
 * Diagnostics as SARIF 2.1.0, for code scanning services and viewers. The rules are those of the
 * results, in the order in which they occur first.
 */
#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "diag/render.h"

#define SARIF_SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"
#define PROJECT_PAGE "https://projectacrn.org"

struct diag_sarif {
	json_t *results;
	json_t *rules;
	size_t places[DIAG_CODE_COUNT]; /* of the code's rule in rules, plus 1; 0: it is not there
					 */
	bool failed; /* a DIAG_FAILURE was among them: the run itself did not succeed */
};

/* ---- small parts ------------------------------------------------------------------------- */

/* The object with one more member. */
static json_t *with(json_t *object, const char *key, json_t *value)
{
	json_set(object, key, value);
	return object;
}

static json_t *make_message(const char *text)
{
	return with(json_object(), "text", json_text(text));
}

static const char *level_name(enum diag_severity severity)
{
	return severity == DIAG_WARNING ? "warning" : "error";
}

/*
 * A file name as the reference that RFC 3986 wants: a relative one stays relative, every byte
 * that is not unreserved is percent-encoded. A first segment with a colon would be a scheme, so
 * colons are encoded too.
 */
static json_t *make_uri(const char *name)
{
	static const char prefix[] = "file://";
	static const char digits[] = "0123456789ABCDEF";
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
	size_t size = strlen(name);
	char *uri = malloc(sizeof(prefix) + 3 * size);
	char *end = uri;
	json_t *value;

	if (uri == NULL)
		memory_exhausted();
	if (name[0] == '/') {
		memcpy(end, prefix, sizeof(prefix) - 1);
		end += sizeof(prefix) - 1;
	}
	for (const char *p = name; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;

		if (strchr(plain, *p) != NULL) {
			*end++ = *p;
		} else {
			*end++ = '%';
			*end++ = digits[c >> 4];
			*end++ = digits[c & 15u];
		}
	}
	*end = '\0';
	value = json_string(uri);
	free(uri);
	return value;
}

static json_t *make_artifact(const char *file)
{
	return with(json_object(), "uri", make_uri(file));
}

/* endColumn is the one after the last character; a place may end on a later line. */
static json_t *make_region(struct arena *arena, struct loc loc, struct position position)
{
	struct loc end_loc = {loc.source, loc.offset + loc.length, 0};
	struct position end = source_position(arena, end_loc);
	json_t *region = json_object();

	region = with(region, "startLine", json_integer(position.line));
	region = with(region, "startColumn", json_integer(position.column));
	if (end.line != position.line)
		region = with(region, "endLine", json_integer(end.line));
	return with(region, "endColumn", json_integer(end.column));
}

static json_t *make_location(
	struct arena *arena, const char *file, struct loc loc, struct position position)
{
	json_t *physical = with(json_object(), "artifactLocation", make_artifact(file));

	if (position.line != 0)
		physical = with(physical, "region", make_region(arena, loc, position));
	return with(json_object(), "physicalLocation", physical);
}

/* ---- one result -------------------------------------------------------------------------- */

static json_t *make_related(struct arena *arena, const struct diag *diag)
{
	json_t *related = json_array();
	int id = 0;

	for (const struct diag_note *note = diag->notes; note != NULL; note = note->next) {
		json_t *location = note->loc.source != NULL
					   ? make_location(arena, note->loc.source->name, note->loc,
						     note->position)
					   : json_object();

		location = with(location, "id", json_integer(id++));
		location = with(location, "message", make_message(note->message));
		json_append(related, location);
	}
	return related;
}

static json_t *make_replacement(struct arena *arena, const struct diag_fix *fix)
{
	json_t *replacement =
		with(json_object(), "deletedRegion", make_region(arena, fix->loc, fix->position));

	return with(replacement, "insertedContent", make_message(fix->replacement));
}

/* One edit of one file is an artifact change of one replacement. */
static json_t *make_fix(struct arena *arena, const struct diag_fix *fix)
{
	json_t *change =
		with(json_object(), "artifactLocation", make_artifact(fix->loc.source->name));

	change = with(change, "replacements", json_pack("[o]", make_replacement(arena, fix)));

	json_t *object = with(json_object(), "description", make_message(fix->message));

	return with(object, "artifactChanges", json_pack("[o]", change));
}

static json_t *make_fixes(struct arena *arena, const struct diag *diag)
{
	json_t *fixes = json_array();

	for (const struct diag_fix *fix = diag->fixes; fix != NULL; fix = fix->next) {
		if (fix->loc.source != NULL)
			json_append(fixes, make_fix(arena, fix));
	}
	return fixes;
}

/* The hint has no place of its own here, so it ends the message. */
static json_t *make_result_message(struct arena *arena, const struct diag *diag)
{
	return make_message(diag->hint == NULL
				    ? diag->message
				    : arena_printf(arena, "%s; %s", diag->message, diag->hint));
}

static json_t *make_result(struct arena *arena, const struct diag *diag, size_t rule)
{
	json_t *result = json_object();

	result = with(result, "ruleId", json_string(diag_infos[diag->code].code));
	result = with(result, "ruleIndex", json_integer((json_int_t)rule));
	result = with(result, "level", json_string(level_name(diag->severity)));
	result = with(result, "message", make_result_message(arena, diag));
	if (diag->file != NULL)
		result = with(result, "locations",
			json_pack("[o]",
				make_location(arena, diag->file, diag->loc, diag->position)));
	if (diag->notes != NULL)
		result = with(result, "relatedLocations", make_related(arena, diag));
	if (diag->fixes != NULL)
		result = with(result, "fixes", make_fixes(arena, diag));
	return result;
}

/* ---- the document ------------------------------------------------------------------------ */

static json_t *make_help(const struct diag_explanation *explanation)
{
	return json_pack("{s:o}", "text",
		json_sprintf("Rule: %s.\nWhy: %s.\nWrong: %s\nRight: %s\n", explanation->rule,
			explanation->why, explanation->wrong, explanation->right));
}

/* docs/diagnostics.md has an anchor for each code, in lower case. */
static json_t *make_help_uri(const struct diag_info *info)
{
	char anchor[8] = "";

	for (size_t i = 0; i < sizeof(anchor) - 1 && info->code[i] != '\0'; i++)
		anchor[i] = (char)tolower((unsigned char)info->code[i]);
	return json_sprintf("%s#%s", ACRNCFGC_DIAGNOSTICS_URI, anchor);
}

static json_t *make_rule(enum diag_code code)
{
	const struct diag_info *info = &diag_infos[code];
	const struct diag_explanation *explanation = &diag_explanations[code];
	json_t *rule = json_object();

	rule = with(rule, "id", json_string(info->code));
	rule = with(rule, "name", json_string(info->name));
	rule = with(rule, "shortDescription", make_message(info->title));
	rule = with(rule, "fullDescription", make_message(explanation->rule));
	rule = with(rule, "help", make_help(explanation));
	rule = with(rule, "helpUri", make_help_uri(info));
	return with(rule, "defaultConfiguration",
		with(json_object(), "level", json_string(level_name(info->severity))));
}

/* The index of the code's rule, which is made when it is needed first. */
static size_t take_rule(struct diag_sarif *sarif, enum diag_code code)
{
	if (sarif->places[code] == 0) {
		json_append(sarif->rules, make_rule(code));
		sarif->places[code] = json_array_size(sarif->rules);
	}
	return sarif->places[code] - 1;
}

static json_t *make_tool(const struct diag_sarif *sarif)
{
	json_t *driver = json_object();

	driver = with(driver, "name", json_string("acrn-cfgc"));
	driver = with(driver, "version", json_string(ACRNCFGC_VERSION));
	driver = with(driver, "informationUri", json_string(PROJECT_PAGE));
	driver = with(driver, "rules", json_incref(sarif->rules));
	return with(json_object(), "driver", driver);
}

/* What is left out is the only thing that the run has to say of itself. */
static json_t *make_invocation(const struct diag_sarif *sarif, const char *left_out)
{
	json_t *invocation = json_pack("{s:b}", "executionSuccessful", (int)!sarif->failed);

	if (left_out == NULL)
		return invocation;
	return with(invocation, "toolExecutionNotifications",
		json_pack("[{s:s, s:{s:s}}]", "level", "note", "message", "text", left_out));
}

static json_t *make_document(const struct diag_sarif *sarif, const char *left_out)
{
	json_t *run = with(json_object(), "tool", make_tool(sarif));

	run = with(run, "invocations", json_pack("[o]", make_invocation(sarif, left_out)));
	run = with(run, "columnKind", json_string("unicodeCodePoints"));
	run = with(run, "results", json_incref(sarif->results));

	json_t *document = with(json_object(), "$schema", json_string(SARIF_SCHEMA));

	document = with(document, "version", json_string("2.1.0"));
	return with(document, "runs", json_pack("[o]", run));
}

struct diag_sarif *diag_sarif_new(void)
{
	struct diag_sarif *sarif = calloc(1, sizeof(*sarif));

	if (sarif == NULL)
		memory_exhausted();
	sarif->results = json_array();
	sarif->rules = json_array();
	return sarif;
}

void diag_sarif_add(struct diag_sarif *sarif, const struct diag_list *list)
{
	sarif->failed |= list->failed;
	for (size_t i = 0; i < list->count; i++)
		json_append(sarif->results, make_result(list->arena, list->items[i],
						    take_rule(sarif, list->items[i]->code)));
}

void diag_sarif_finish(
	struct diag_sarif *sarif, const struct diag_left_out *left_out, struct text *out)
{
	struct text words;

	text_init(&words, out->arena);
	diag_render_left_out(&words, left_out);
	json_print(out, make_document(sarif, words.bytes), JSON_INDENT(2));
	text_add_char(out, '\n');
}

void diag_sarif_free(struct diag_sarif *sarif)
{
	if (sarif == NULL)
		return;
	json_decref(sarif->results);
	json_decref(sarif->rules);
	free(sarif);
}
