/*
 * Diagnostics as SARIF 2.1.0, for code scanning services and viewers. The rules are those of the
 * results, in the order in which they occur first.
 */
#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/each.h"
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

static json_t *make_message(const char *text)
{
	return json_pack("{s:o}", "text", json_text(text));
}

static const char *level_name(enum diag_severity severity)
{
	return severity == DIAG_WARNING ? "warning" : "error";
}

/* ---- places ------------------------------------------------------------------------------ */

/*
 * A file name as the reference that RFC 3986 wants: a relative one stays relative, every byte
 * that is not unreserved is percent-encoded. A first segment with a colon would be a scheme, so
 * colons are encoded too.
 */
static json_t *make_artifact(struct arena *arena, const char *name)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
	struct text uri;

	text_init(&uri, arena);
	text_add(&uri, name[0] == '/' ? "file://" : "");
	for (const char *p = name; *p != '\0'; p++) {
		if (strchr(plain, *p) != NULL)
			text_add_char(&uri, *p);
		else
			text_addf(&uri, "%%%02X", (unsigned)(unsigned char)*p);
	}
	return json_pack("{s:s}", "uri", uri.bytes);
}

/* endColumn is the one after the last character; a place may end on a later line. */
static json_t *make_region(struct arena *arena, struct loc loc, struct position position)
{
	struct loc end_loc = {loc.source, loc.offset + loc.length, 0};
	struct position end = source_position(arena, end_loc);

	return json_pack("{s:I, s:I, s:o*, s:I}", "startLine", (json_int_t)position.line,
		"startColumn", (json_int_t)position.column, "endLine",
		end.line != position.line ? json_integer(end.line) : NULL, "endColumn",
		(json_int_t)end.column);
}

static json_t *make_location(
	struct arena *arena, const char *file, struct loc loc, struct position position)
{
	return json_pack("{s:{s:o, s:o*}}", "physicalLocation", "artifactLocation",
		make_artifact(arena, file), "region",
		position.line != 0 ? make_region(arena, loc, position) : NULL);
}

/* ---- one result -------------------------------------------------------------------------- */

static json_t *make_locations(struct arena *arena, const struct diag *diag)
{
	if (diag->file == NULL)
		return NULL;
	return json_pack("[o]", make_location(arena, diag->file, diag->loc, diag->position));
}

static json_t *make_related(struct arena *arena, const struct diag *diag)
{
	json_t *related = diag->n_notes != 0 ? json_array() : NULL;

	for (size_t i = 0; i < diag->n_notes; i++) {
		const struct diag_note *note = &diag->notes[i];
		json_t *location = note->loc.source != NULL
					   ? make_location(arena, note->loc.source->name, note->loc,
						     note->position)
					   : json_object();

		json_set(location, "id", json_integer((json_int_t)i));
		json_set(location, "message", make_message(note->message));
		json_append(related, location);
	}
	return related;
}

/* One edit of one file is an artifact change of one replacement. */
static json_t *make_fix(struct arena *arena, const struct diag_fix *fix)
{
	return json_pack("{s:o, s:[{s:o, s:[{s:o, s:o}]}]}", "description",
		make_message(fix->message), "artifactChanges", "artifactLocation",
		make_artifact(arena, fix->loc.source->name), "replacements", "deletedRegion",
		make_region(arena, fix->loc, fix->position), "insertedContent",
		make_message(fix->replacement));
}

static json_t *make_fixes(struct arena *arena, const struct diag *diag)
{
	json_t *fixes = diag->n_fixes != 0 ? json_array() : NULL;

	EACH (const struct diag_fix, fix, diag, fixes) {
		if (fix->loc.source != NULL)
			json_append(fixes, make_fix(arena, fix));
	}
	return fixes;
}

/* SARIF has no member for the hint, so it ends the message. */
static json_t *make_result_message(struct arena *arena, const struct diag *diag)
{
	return make_message(diag->hint == NULL
				    ? diag->message
				    : arena_printf(arena, "%s; %s", diag->message, diag->hint));
}

static json_t *make_result(struct arena *arena, const struct diag *diag, size_t rule)
{
	return json_pack("{s:s, s:I, s:s, s:o, s:o*, s:o*, s:o*}", "ruleId",
		diag_infos[diag->code].code, "ruleIndex", (json_int_t)rule, "level",
		level_name(diag->severity), "message", make_result_message(arena, diag),
		"locations", make_locations(arena, diag), "relatedLocations",
		make_related(arena, diag), "fixes", make_fixes(arena, diag));
}

/* ---- the document ------------------------------------------------------------------------ */

/* docs/diagnostics.md has an anchor for each code, in lower case. */
static json_t *make_help_uri(const char *code)
{
	return json_sprintf("%s#%c%c%c%s", ACRNCFGC_DIAGNOSTICS_URI, tolower(code[0]),
		tolower(code[1]), tolower(code[2]), code + 3);
}

static json_t *make_rule(enum diag_code code)
{
	const struct diag_info *info = &diag_infos[code];
	const struct diag_explanation *explanation = &diag_explanations[code];
	json_t *help = json_sprintf("Rule: %s.\nWhy: %s.\nWrong: %s\nRight: %s\n",
		explanation->rule, explanation->why, explanation->wrong, explanation->right);

	return json_pack("{s:s, s:s, s:{s:s}, s:{s:s}, s:{s:o}, s:o, s:{s:s}}", "id", info->code,
		"name", info->name, "shortDescription", "text", info->title, "fullDescription",
		"text", explanation->rule, "help", "text", help, "helpUri",
		make_help_uri(info->code), "defaultConfiguration", "level",
		level_name(info->severity));
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
	return json_pack("{s:{s:s, s:s, s:s, s:O}}", "driver", "name", "acrn-cfgc", "version",
		ACRNCFGC_VERSION, "informationUri", PROJECT_PAGE, "rules", sarif->rules);
}

/* The run itself only says how many results were left out. */
static json_t *make_invocation(const struct diag_sarif *sarif, const char *left_out)
{
	json_t *notes = NULL;

	if (left_out != NULL)
		notes = json_pack("[{s:s, s:{s:s}}]", "level", "note", "message", "text", left_out);
	return json_pack("{s:b, s:o*}", "executionSuccessful", (int)!sarif->failed,
		"toolExecutionNotifications", notes);
}

static json_t *make_document(const struct diag_sarif *sarif, const char *left_out)
{
	return json_pack("{s:s, s:s, s:[{s:o, s:[o], s:s, s:O}]}", "$schema", SARIF_SCHEMA,
		"version", "2.1.0", "runs", "tool", make_tool(sarif), "invocations",
		make_invocation(sarif, left_out), "columnKind", "unicodeCodePoints", "results",
		sarif->results);
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
