/* Diagnostics as JSON lines: for editors and scripts. The members are a promise to both. */
#include <jansson.h>

#include "base/json.h"
#include "diag/render.h"

/* file, line and column: null, 0 and 0 for what is about no place. */
static void set_place(json_t *object, const char *file, struct position position)
{
	json_set(object, "file", file != NULL ? json_text(file) : json_null());
	json_set(object, "line", json_integer(position.line));
	json_set(object, "column", json_integer(position.column));
}

static const char *loc_file(struct loc loc)
{
	return loc.source != NULL ? loc.source->name : NULL;
}

static json_t *make_notes(const struct diag *diag)
{
	json_t *notes = json_array();

	for (const struct diag_note *note = diag->notes; note != NULL; note = note->next) {
		json_t *object = json_object();

		json_set(object, "message", json_text(note->message));
		set_place(object, loc_file(note->loc), note->position);
		json_append(notes, object);
	}
	return notes;
}

static json_t *make_fixes(const struct diag *diag)
{
	json_t *fixes = json_array();

	for (const struct diag_fix *fix = diag->fixes; fix != NULL; fix = fix->next) {
		json_t *object = json_object();

		json_set(object, "message", json_text(fix->message));
		set_place(object, loc_file(fix->loc), fix->position);
		json_set(object, "length", json_integer(fix->position.length));
		json_set(object, "replacement", json_text(fix->replacement));
		json_append(fixes, object);
	}
	return fixes;
}

static json_t *make_line(const struct diag *diag)
{
	const struct diag_info *info = &diag_infos[diag->code];
	const char *severity = diag->severity == DIAG_WARNING ? "warning" : "error";
	json_t *line = json_object();

	json_set(line, "code", json_string(info->code));
	json_set(line, "name", json_string(info->name));
	json_set(line, "severity", json_string(severity));
	json_set(line, "message", json_text(diag->message));
	if (diag->hint != NULL)
		json_set(line, "hint", json_text(diag->hint));
	set_place(line, diag->file, diag->position);
	json_set(line, "length", json_integer(diag->position.length));
	json_set(line, "notes", make_notes(diag));
	json_set(line, "fixes", make_fixes(diag));
	return line;
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
