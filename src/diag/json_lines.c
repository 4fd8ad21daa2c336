/* Diagnostics as JSON lines: for editors and scripts. The members are a promise to both. */
#include <jansson.h>

#include "base/each.h"
#include "base/json.h"
#include "diag/render.h"

static json_t *make_file(const char *name)
{
	return name != NULL ? json_text(name) : json_null();
}

static json_t *make_loc_file(struct loc loc)
{
	return make_file(loc.source != NULL ? loc.source->name : NULL);
}

/* file, line and column: null, 0 and 0 for what is about no place. */
static json_t *make_note(const struct diag_note *note)
{
	return json_pack("{s:o, s:o, s:I, s:I}", "message", json_text(note->message), "file",
		make_loc_file(note->loc), "line", (json_int_t)note->position.line, "column",
		(json_int_t)note->position.column);
}

static json_t *make_fix(const struct diag_fix *fix)
{
	return json_pack("{s:o, s:o, s:I, s:I, s:I, s:o}", "message", json_text(fix->message),
		"file", make_loc_file(fix->loc), "line", (json_int_t)fix->position.line, "column",
		(json_int_t)fix->position.column, "length", (json_int_t)fix->position.length,
		"replacement", json_text(fix->replacement));
}

static json_t *make_line(const struct diag *diag)
{
	const struct diag_info *info = &diag_infos[diag->code];
	json_t *notes = json_array();
	json_t *fixes = json_array();

	EACH (const struct diag_note, note, diag, notes) {
		json_append(notes, make_note(note));
	}
	EACH (const struct diag_fix, fix, diag, fixes) {
		json_append(fixes, make_fix(fix));
	}
	return json_pack("{s:s, s:s, s:s, s:o, s:o*, s:o, s:I, s:I, s:I, s:o, s:o}", "code",
		info->code, "name", info->name, "severity",
		diag->severity == DIAG_WARNING ? "warning" : "error", "message",
		json_text(diag->message), "hint", diag->hint != NULL ? json_text(diag->hint) : NULL,
		"file", make_file(diag->file), "line", (json_int_t)diag->position.line, "column",
		(json_int_t)diag->position.column, "length", (json_int_t)diag->position.length,
		"notes", notes, "fixes", fixes);
}

void diag_render_json(struct text *out, const struct diag_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		json_print(out, make_line(list->items[i]), JSON_COMPACT);
		text_add_char(out, '\n');
	}
}

/* The members of every other line are here too; code null says that it is about no rule. */
void diag_render_json_left_out(struct text *out, const struct diag_left_out *left_out)
{
	struct text message;

	if (left_out->n_errors + left_out->n_warnings == 0)
		return;
	text_init(&message, out->arena);
	diag_render_left_out(&message, left_out);
	json_print(out,
		json_pack("{s:n, s:s, s:s, s:s, s:n, s:i, s:i, s:i, s:[], s:[], s:{s:I, s:I}}",
			"code", "name", "left-out", "severity", "note", "message", message.bytes,
			"file", "line", 0, "column", 0, "length", 0, "notes", "fixes", "left_out",
			"errors", (json_int_t)left_out->n_errors, "warnings",
			(json_int_t)left_out->n_warnings),
		JSON_COMPACT);
	text_add_char(out, '\n');
}
