/*
 * A make rule: every output depends on every input. GNU make and ninja read it.
 *
 * make can quote a blank, '#', ':' and '$', and nothing else; a name that it cannot read is an
 * error, because a rule about another file would be a build that silently does not happen.
 */
#include <string.h>

#include "files/private.h"

#define STANDARD_INPUT "<stdin>"

/* The first character of name that make cannot take in that role; '\0' if all can be taken. */
static char unquotable(const char *name, bool target)
{
	for (const char *p = name; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;

		if (c < 0x20 || c == 0x7f || strchr("=;|", c) != NULL)
			return *p;
		if (target && c == '%')
			return *p;
		if (c == '\\' && p[1] == '\0')
			return *p;
	}
	return '\0';
}

static void add_name(struct text *out, const char *name)
{
	size_t backslashes = 0;

	for (const char *p = name; *p != '\0'; p++) {
		if (*p == ' ' || *p == '#' || *p == ':') {
			/* Backslashes before a quoted character are taken for quotes, too. */
			for (size_t i = 0; i < backslashes; i++)
				text_add_char(out, '\\');
			text_add_char(out, '\\');
		}
		if (*p == '$')
			text_add_char(out, '$');
		text_add_char(out, *p);
		backslashes = *p == '\\' ? backslashes + 1 : 0;
	}
}

static bool check_name(struct context *ctx, const char *depfile, const char *name, bool target)
{
	char bad = unquotable(name, target);

	if (bad == '\0')
		return true;
	if ((unsigned char)bad < 0x20 || bad == 0x7f)
		diag_add_file(ctx->diags, DIAG_OUT002, depfile,
			"cannot write '%s': make cannot read the control character in '%s'",
			depfile, name);
	else
		diag_add_file(ctx->diags, DIAG_OUT002, depfile,
			"cannot write '%s': make cannot read the '%c' in '%s'", depfile, bad, name);
	return false;
}

static bool add_rule(struct context *ctx, const struct output_list *outputs, const char *folder,
	const char *const *inputs, const char *depfile, struct text *out)
{
	for (size_t i = 0; i < outputs->count; i++) {
		const char *name = output_join(ctx->arena, folder, outputs->files[i].path);

		if (!check_name(ctx, depfile, name, true))
			return false;
		if (i != 0)
			text_add(out, " \\\n ");
		add_name(out, name);
	}
	text_add_char(out, ':');
	for (; *inputs != NULL; inputs++) {
		if (strcmp(*inputs, STANDARD_INPUT) == 0)
			continue;
		if (!check_name(ctx, depfile, *inputs, false))
			return false;
		text_add(out, " \\\n ");
		add_name(out, *inputs);
	}
	text_add_char(out, '\n');
	return true;
}

bool output_depfile(struct context *ctx, const struct output_list *outputs, const char *folder,
	const char *const *inputs, struct output_document *document)
{
	struct text text;

	text_init(&text, ctx->arena);
	if (outputs->count != 0 && !add_rule(ctx, outputs, folder, inputs, document->path, &text))
		return false;
	/* With a rule of its own for each input, an input that is gone does not stop make. */
	for (; *inputs != NULL; inputs++) {
		if (strcmp(*inputs, STANDARD_INPUT) == 0 || unquotable(*inputs, true) != '\0')
			continue;
		text_add_char(&text, '\n');
		add_name(&text, *inputs);
		text_add(&text, ":\n");
	}
	document->bytes = text.bytes;
	document->size = text.length;
	document->makes_folder = true;
	return true;
}
