/*
 * Diagnostics for people, in the form editors know from compilers. Everything that is quoted from
 * a file or a file name is shown escaped: it can neither command the terminal nor disguise itself.
 */
#include "diag/render.h"

#include <string.h>

#include "base/each.h"
#include "base/utf8.h"

/* Columns of one shown source line, its line number included; not the terminal's, so that the
   same input gives the same text. */
#define SHOWN_WIDTH 100u
#define ELLIPSIS "..."
#define ELLIPSIS_WIDTH 3u

enum style { STYLE_PLACE, STYLE_ERROR, STYLE_WARNING, STYLE_NOTE, STYLE_FIX };

/* The colours of gcc. */
static const char *const styles[] = {
	[STYLE_PLACE] = "\033[01m",
	[STYLE_ERROR] = "\033[01;31m",
	[STYLE_WARNING] = "\033[01;35m",
	[STYLE_NOTE] = "\033[01;36m",
	[STYLE_FIX] = "\033[32m",
};

struct printer {
	struct text *out;
	bool color;
};

/* The part of a source line that is shown; offsets in bytes of the line. */
struct excerpt {
	const char *line;
	size_t length;
	size_t begin; /* first and last (exclusive) byte shown */
	size_t end;
	size_t mark_begin; /* what the caret points at */
	size_t mark_end;
};

static void begin_style(const struct printer *printer, enum style style)
{
	if (printer->color)
		text_add(printer->out, styles[style]);
}

static void end_style(const struct printer *printer)
{
	if (printer->color)
		text_add(printer->out, "\033[m");
}

/* A tab is one blank in an excerpt, so that the caret line needs no tabs. */
static struct utf8_glyph next_glyph(const char *bytes, size_t length)
{
	if (bytes[0] == '\t')
		return (struct utf8_glyph){.valid = true, .size = 1, .columns = 1, .escape = " "};
	return utf8_glyph(bytes, length);
}

static void add_safely(struct text *out, const char *string)
{
	utf8_add_shown(out, string, strlen(string));
}

/* Columns of bytes [from, to) of the line; gives up counting soon after limit. */
static size_t columns_between(const char *line, size_t from, size_t to, size_t limit)
{
	size_t columns = 0;

	while (from < to && columns <= limit) {
		struct utf8_glyph glyph = next_glyph(line + from, to - from);

		columns += glyph.columns;
		from += glyph.size;
	}
	return columns;
}

/* The farthest byte from which [byte, from) takes no more than so many columns. */
static size_t step_back(const char *line, size_t from, size_t columns)
{
	size_t used = 0;

	while (from > 0) {
		size_t before = utf8_before(line, from);

		used += next_glyph(line + before, from - before).columns;
		if (used > columns)
			break;
		from = before;
	}
	return from;
}

static size_t step_forward(const char *line, size_t from, size_t length, size_t columns)
{
	size_t used = 0;

	while (from < length) {
		struct utf8_glyph glyph = next_glyph(line + from, length - from);

		used += glyph.columns;
		if (used > columns)
			break;
		from += glyph.size;
	}
	return from;
}

static size_t clip(size_t value, size_t low, size_t high)
{
	return value < low ? low : value > high ? high : value;
}

/* Chooses what to show of a line that is too wide: a third of the room for what follows. */
static void trim_excerpt(struct excerpt *excerpt, size_t width)
{
	const char *line = excerpt->line;
	size_t length = excerpt->length;
	size_t mark = excerpt->mark_begin;
	/* The caret takes a column at the end of the line, too. */
	size_t after = clip(columns_between(line, mark, length, width), 1, width / 3);

	excerpt->begin = step_back(line, mark, width - after);
	if (excerpt->begin > 0) {
		width -= ELLIPSIS_WIDTH;
		excerpt->begin = step_back(line, mark, width - after);
	}
	excerpt->end = step_forward(line, excerpt->begin, length, width);
	if (excerpt->end < length)
		excerpt->end = step_forward(line, excerpt->begin, length, width - ELLIPSIS_WIDTH);
}

static struct excerpt make_excerpt(const struct diag *diag, size_t width)
{
	struct excerpt excerpt = {0};
	struct loc line = source_line(diag->loc);
	size_t start = line.offset;

	excerpt.line = diag->loc.source->bytes + start;
	excerpt.length = line.length;
	/* Places are those of whole characters, unless the input is not UTF-8. */
	excerpt.mark_begin = utf8_start(excerpt.line, excerpt.length,
		clip(diag->loc.offset, start, start + excerpt.length) - start);
	excerpt.mark_end = utf8_start(excerpt.line, excerpt.length,
		clip((size_t)diag->loc.offset + diag->loc.length, start, start + excerpt.length) -
			start);
	excerpt.mark_end = clip(excerpt.mark_end, excerpt.mark_begin, excerpt.length);
	trim_excerpt(&excerpt, width);
	if (excerpt.mark_end > excerpt.end)
		excerpt.mark_end = excerpt.end;
	return excerpt;
}

/* Bytes [from, to) of the line. */
static void add_part(struct text *out, const struct excerpt *excerpt, size_t from, size_t to)
{
	while (from < to) {
		struct utf8_glyph glyph = next_glyph(excerpt->line + from, to - from);

		utf8_add_glyph(out, excerpt->line + from, &glyph);
		from += glyph.size;
	}
}

/* Before the mark, the mark and after it; ellipses where the line goes on. */
static void add_parts(
	const struct excerpt *excerpt, struct text *before, struct text *marked, struct text *after)
{
	if (excerpt->begin > 0)
		text_add(before, ELLIPSIS);
	add_part(before, excerpt, excerpt->begin, excerpt->mark_begin);
	add_part(marked, excerpt, excerpt->mark_begin, excerpt->mark_end);
	add_part(after, excerpt, excerpt->mark_end, excerpt->end);
	if (excerpt->end < excerpt->length)
		text_add(after, ELLIPSIS);
}

void diag_excerpt(const struct diag *diag, size_t width, struct text *before, struct text *marked,
	struct text *after)
{
	struct excerpt excerpt = make_excerpt(diag, width);

	if (excerpt.mark_end == excerpt.mark_begin && excerpt.mark_end < excerpt.end)
		excerpt.mark_end +=
			utf8_glyph(excerpt.line + excerpt.mark_end, excerpt.end - excerpt.mark_end)
				.size;
	add_parts(&excerpt, before, marked, after);
}

static void add_caret_line(
	const struct printer *printer, const struct excerpt *excerpt, const struct diag *diag)
{
	struct text *out = printer->out;
	size_t indent =
		columns_between(excerpt->line, excerpt->begin, excerpt->mark_begin, SHOWN_WIDTH);
	size_t marked =
		columns_between(excerpt->line, excerpt->mark_begin, excerpt->mark_end, SHOWN_WIDTH);

	indent += excerpt->begin > 0 ? ELLIPSIS_WIDTH : 0;
	text_add_repeated(out, ' ', indent);
	begin_style(printer, diag->severity == DIAG_WARNING ? STYLE_WARNING : STYLE_ERROR);
	text_add_char(out, '^');
	if (marked > 1)
		text_add_repeated(out, '~', marked - 1);
	if (diag->hint != NULL) {
		text_add_char(out, ' ');
		add_safely(out, diag->hint);
	}
	end_style(printer);
	text_add_char(out, '\n');
}

static void add_excerpt(const struct printer *printer, const struct diag *diag)
{
	struct text *out = printer->out;
	size_t line_start = out->length;
	size_t gutter;

	text_addf(out, "%5u", (unsigned)diag->position.line);
	gutter = out->length - line_start;
	text_add(out, " | ");

	struct excerpt excerpt = make_excerpt(diag, SHOWN_WIDTH - gutter - 3);

	add_parts(&excerpt, out, out, out);
	while (out->bytes[out->length - 1] == ' ')
		out->bytes[--out->length] = '\0';
	text_add_char(out, '\n');
	text_pad_to(out, gutter);
	text_add(out, " | ");
	add_caret_line(printer, &excerpt, diag);
}

/* "FILE:LINE:COL: ", "FILE: " or the program's own name. */
static void add_place(const struct printer *printer, const char *file, struct position position)
{
	begin_style(printer, STYLE_PLACE);
	add_safely(printer->out, file != NULL ? file : "acrn-cfgc");
	if (position.line != 0)
		text_addf(
			printer->out, ":%u:%u", (unsigned)position.line, (unsigned)position.column);
	text_add_char(printer->out, ':');
	end_style(printer);
	text_add_char(printer->out, ' ');
}

/* "fix: write 4" */
static void add_labelled(
	const struct printer *printer, enum style style, const char *label, const char *message)
{
	begin_style(printer, style);
	text_add(printer->out, label);
	end_style(printer);
	text_add_char(printer->out, ' ');
	add_safely(printer->out, message);
}

static void add_notes_and_fixes(const struct printer *printer, const struct diag *diag)
{
	EACH (const struct diag_note, note, diag, notes) {
		if (note->loc.source != NULL)
			add_place(printer, note->loc.source->name, note->position);
		add_labelled(printer, STYLE_NOTE, "note:", note->message);
		text_add_char(printer->out, '\n');
	}
	EACH (const struct diag_fix, fix, diag, fixes) {
		add_labelled(printer, STYLE_FIX, "fix:", fix->message);
		text_add_char(printer->out, '\n');
	}
}

/* The first line of every form. */
static void add_heading(const struct printer *printer, const struct diag *diag)
{
	bool warning = diag->severity == DIAG_WARNING;

	add_place(printer, diag->file, diag->position);
	add_labelled(printer, warning ? STYLE_WARNING : STYLE_ERROR,
		warning ? "warning:" : "error:", diag->message);
}

static void add_diag(const struct printer *printer, const struct diag *diag)
{
	add_heading(printer, diag);
	text_addf(printer->out, " [%s]\n", diag_infos[diag->code].code);
	if (diag->position.line != 0) {
		add_excerpt(printer, diag);
	} else if (diag->hint != NULL) {
		add_labelled(printer, STYLE_NOTE, "note:", diag->hint);
		text_add_char(printer->out, '\n');
	}
	add_notes_and_fixes(printer, diag);
}

/* "; 6:25: first used here", with the file's name where it is another one. */
static void add_brief_note(
	const struct printer *printer, const struct diag *diag, const struct diag_note *note)
{
	const char *file = note->loc.source != NULL ? note->loc.source->name : NULL;

	text_add(printer->out, "; ");
	if (file != NULL && (diag->file == NULL || strcmp(file, diag->file) != 0)) {
		add_safely(printer->out, file);
		text_add_char(printer->out, ':');
	}
	if (file != NULL)
		text_addf(printer->out, "%u:%u: ", (unsigned)note->position.line,
			(unsigned)note->position.column);
	add_safely(printer->out, note->message);
}

/* All on one line, which ends like that of the full form: for runs over many files. */
static void add_brief_diag(const struct printer *printer, const struct diag *diag)
{
	add_heading(printer, diag);
	if (diag->hint != NULL) {
		text_add(printer->out, "; ");
		add_safely(printer->out, diag->hint);
	}
	EACH (const struct diag_note, note, diag, notes) {
		add_brief_note(printer, diag, note);
	}
	EACH (const struct diag_fix, fix, diag, fixes) {
		text_add(printer->out, "; ");
		add_labelled(printer, STYLE_FIX, "fix:", fix->message);
	}
	text_addf(printer->out, " [%s]\n", diag_infos[diag->code].code);
}

void diag_render_text(
	struct text *out, const struct diag_list *list, const struct diag_text_options *options)
{
	struct printer printer = {.out = out, .color = options->color};

	for (size_t i = 0; i < list->count; i++) {
		if (options->brief)
			add_brief_diag(&printer, list->items[i]);
		else
			add_diag(&printer, list->items[i]);
	}
}

static void add_counts(
	struct text *out, size_t n_errors, size_t n_warnings, const char *conjunction)
{
	if (n_errors != 0)
		text_addf(out, "%zu error%s", n_errors, n_errors == 1 ? "" : "s");
	if (n_errors != 0 && n_warnings != 0)
		text_add(out, conjunction);
	if (n_warnings != 0)
		text_addf(out, "%zu warning%s", n_warnings, n_warnings == 1 ? "" : "s");
}

void diag_render_summary(struct text *out, size_t n_errors, size_t n_warnings)
{
	add_counts(out, n_errors, n_warnings, ", ");
	if (n_errors != 0 || n_warnings != 0)
		text_add_char(out, '\n');
}

void diag_render_left_out(struct text *out, const struct diag_left_out *left_out)
{
	size_t count = left_out->n_errors + left_out->n_warnings;

	if (count == 0)
		return;
	add_counts(out, left_out->n_errors, left_out->n_warnings, " and ");
	text_addf(out, " more %s not shown", count == 1 ? "is" : "are");
	if (left_out->max_errors != 0)
		text_addf(out, " (--max-errors %zu)", left_out->max_errors);
}
