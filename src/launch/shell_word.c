/* One written word of a shell script: quotes and expansions, each byte with its place. */
#include "launch/shell_private.h"

#include <string.h>

#include "base/text.h"

/* The word that is being read. */
struct builder {
	struct shell *shell;
	struct shell_words *words; /* where it goes when it is complete */
	struct text text;
	struct shell_char *chars; /* one for each byte of the text */
	uint32_t start;           /* of the written word */
	bool begun;               /* there is a word, even if it is empty: "" */
	bool open;
	bool split; /* unquoted expansions are split at blanks */
};

static void add_char(struct builder *builder, char c, struct shell_char place)
{
	size_t count = builder->text.length;

	builder->chars =
		arena_grow(builder->text.arena, builder->chars, count, sizeof(*builder->chars));
	builder->chars[count] = place;
	text_add_char(&builder->text, c);
	builder->begun = true;
}

/* The byte at offset, as it is written. */
static void add_byte(struct builder *builder, uint32_t offset, bool unknown)
{
	add_char(builder, builder->shell->bytes[offset],
		(struct shell_char){offset, builder->start, offset, offset + 1, unknown});
}

/* An expansion that is not followed: from the position to end, as it is written. */
static void add_unknown(struct builder *builder, uint32_t end, bool quoted)
{
	while (builder->shell->position < end)
		add_byte(builder, builder->shell->position++, true);
	builder->open |= builder->split && !quoted;
}

static void finish_word(struct builder *builder)
{
	if (!builder->begun)
		return;
	text_add(&builder->text, "");
	*SHELL_ADD_WORD(builder->shell, builder->words) = (struct shell_word){
		.text = builder->text.bytes,
		.chars = builder->chars,
		.length = builder->text.length,
		.open = builder->open,
	};
	text_init(&builder->text, builder->shell->ctx->arena);
	builder->chars = NULL;
	builder->begun = false;
	builder->open = false;
}

/* The text of another word, with its places. */
static void add_word(struct builder *builder, const struct shell_word *word)
{
	for (size_t i = 0; i < word->length; i++)
		add_char(builder, word->text[i], word->chars[i]);
	builder->open |= word->open;
}

/* ---- variables --------------------------------------------------------------------------- */

/* One word of a variable's value, for the expansion from the position to end. */
static void add_value(
	struct builder *builder, const struct shell_word *value, uint32_t end, bool quoted)
{
	bool split = builder->split && !quoted;

	builder->begun |= quoted;
	for (size_t i = 0; i < value->length; i++) {
		struct shell_char place = value->chars[i];
		char c = value->text[i];

		if (split && !place.unknown && (shell_is_blank(c) || c == '\n')) {
			finish_word(builder);
			continue;
		}
		place.used = builder->shell->position;
		place.used_end = end;
		add_char(builder, c, place);
		builder->open |= place.unknown && split;
	}
	builder->open |= value->open;
}

/* $name, or all of an array; the expansion is from the position to end. */
static void add_variable(
	struct builder *builder, struct shell_name name, uint32_t end, bool quoted, bool all)
{
	struct shell *shell = builder->shell;
	const struct shell_variable *variable = shell_get(shell, name);

	if (variable == NULL || !shell_take_budget(shell, variable->words, variable->n_words)) {
		add_unknown(builder, end, quoted && !all);
		return;
	}
	for (size_t i = 0; i < variable->n_words && (all || i == 0); i++) {
		if (i > 0)
			finish_word(builder);
		add_value(builder, &variable->words[i], end, quoted);
	}
	shell->position = end;
}

/* ${name}, ${name[@]}; every other form is unknown, and may assign: ${name:=value}. */
static void read_braces(struct builder *builder, bool quoted)
{
	struct shell *shell = builder->shell;
	uint32_t start = shell->position;
	uint32_t end = shell_find_close(shell, start + 1, '{', '}', quoted);
	const char *text = shell->bytes + start + 2;
	size_t length = end - start > 3 ? end - start - 3 : 0;
	struct shell_name name = {text, shell_identifier(text, length)};
	struct shell_name rest = {text + name.length, length - name.length};
	bool all = shell_name_is(rest, "[@]") || (!quoted && shell_name_is(rest, "[*]"));

	if (name.length > 0 && shell->bytes[end - 1] == '}' && (rest.length == 0 || all)) {
		add_variable(builder, name, end, quoted, all);
		return;
	}
	if (name.length > 0 && memchr(rest.bytes, '=', rest.length) != NULL)
		shell_forget(shell, name);
	add_unknown(builder, end, quoted);
}

/* ---- functions of generated scripts ------------------------------------------------------ */

/*
 * Launch scripts that ACRN generates (v3.0 and later) define functions that print arguments of
 * acrn-dm. Their names are trusted only in a script that defines them.
 */
struct helper {
	const char *name;
	const char *kind; /* of the device; NULL: the second argument says it */
	bool is_device;   /* false: it prints options, but never -s */
};

static const struct helper helpers[] = {
	{"add_virtual_device", NULL, true},
	{"add_passthrough_device", "passthru", true},
	{"add_cpus", NULL, false},
	{"add_rtvm_options", NULL, false},
	{"add_interrupt_storm_monitor", NULL, false},
	{"add_logger_settings", NULL, false},
};

static const struct helper *find_helper(const struct shell *shell, const struct shell_word *word)
{
	if (!shell_word_known(word, 0, word->length) ||
		!shell_is_function(shell, shell_name_of(word)))
		return NULL;
	for (size_t i = 0; i < sizeof(helpers) / sizeof(helpers[0]); i++) {
		if (strcmp(word->text, helpers[i].name) == 0)
			return &helpers[i];
	}
	return NULL;
}

/* Text that is not written in the script, but has the place at. */
static void add_literal(struct builder *builder, const char *text, struct loc at)
{
	for (; *text != '\0'; text++)
		add_char(builder, *text,
			(struct shell_char){at.offset, at.offset, at.offset, at.offset + 1, false});
}

/* What the function prints, if it is a device: -s slot,kind[,options] */
static void add_printed(
	struct builder *builder, const struct helper *helper, const struct shell_words *arguments)
{
	const struct shell_word *items = arguments->items;

	if (!helper->is_device)
		return;
	add_literal(builder, "-s", items[0].loc);
	finish_word(builder);
	builder->begun = true;
	for (size_t i = 1; i < arguments->count && i < 4; i++) {
		if (i > 1)
			add_literal(builder, ",", items[i].loc);
		if (i == 2 && helper->kind != NULL)
			add_literal(builder, helper->kind, items[i].loc);
		else
			add_word(builder, &items[i]);
	}
	finish_word(builder);
}

/* The words at [start, end), of which none holds a command; false if there is more than words. */
static bool read_plain_words(
	struct shell *shell, uint32_t start, uint32_t end, struct shell_words *words)
{
	uint32_t outer_position = shell->position;
	uint32_t outer_end = shell->end;

	shell->nested = true;
	shell->position = start;
	shell->end = end;

	bool plain = shell_read_list(shell, words) && shell->position == end;

	shell->position = outer_position;
	shell->end = outer_end;
	shell->nested = false;
	return plain;
}

/* A command substitution from the position to end, whose command starts after `skip` bytes. */
static void read_substitution(struct builder *builder, uint32_t skip, uint32_t end, bool quoted)
{
	struct shell *shell = builder->shell;
	struct shell_words arguments = {0};
	uint32_t start = shell->position + skip;
	const struct helper *helper = NULL;

	if (builder->split && !quoted && !builder->begun && !shell->nested && start < end &&
		read_plain_words(shell, start, end - 1, &arguments) && arguments.count > 0)
		helper = find_helper(shell, &arguments.items[0]);
	if (helper == NULL) {
		add_unknown(builder, end, quoted);
		return;
	}
	add_printed(builder, helper, &arguments);
	shell->position = end;
}

/* ---- quotes and expansions --------------------------------------------------------------- */

static void read_dollar(struct builder *builder, bool quoted)
{
	struct shell *shell = builder->shell;
	uint32_t start = shell->position;
	const char *text = shell->bytes + start;
	char next = shell_peek(shell, 1);
	uint32_t name = (uint32_t)shell_identifier(text + 1, shell->end - start - 1);

	if (next == '{') {
		read_braces(builder, quoted);
	} else if (next == '[' || (next == '(' && shell_peek(shell, 2) == '(')) {
		uint32_t end =
			shell_find_close(shell, start + 1, next, next == '[' ? ']' : ')', quoted);

		shell_forget_names(shell, start, end);
		add_unknown(builder, end, quoted);
	} else if (next == '(') {
		read_substitution(
			builder, 2, shell_find_close(shell, start + 1, '(', ')', false), quoted);
	} else if (next == '\'' && !quoted) {
		/* Escapes like \n are rare in launch scripts and not followed. */
		add_unknown(builder, shell_find_quote(shell, start + 2, '\''), true);
	} else if (next == '"' && !quoted) {
		shell->position++; /* a translated text: the quotes that follow are read next */
	} else if (name > 0) {
		add_variable(builder, (struct shell_name){text + 1, name}, start + 1 + name, quoted,
			false);
	} else if (next != '\0' && strchr("0123456789@*#?$!-", next) != NULL) {
		add_unknown(builder, start + 2, quoted && next != '@');
	} else {
		add_byte(builder, shell->position++, false);
	}
}

/* A backslash: before a line break nothing; in double quotes it escapes few characters. */
static void read_escape(struct builder *builder, bool quoted)
{
	struct shell *shell = builder->shell;
	uint32_t next = shell->position + 1;

	if (next >= shell->end) {
		add_byte(builder, shell->position, false);
	} else if (shell->bytes[next] != '\n') {
		if (quoted && strchr("$`\"\\", shell->bytes[next]) == NULL)
			add_byte(builder, shell->position, false);
		add_byte(builder, next, false);
	}
	shell->position = next < shell->end ? next + 1 : shell->end;
}

/* The position is at the first quote. */
static void read_single_quotes(struct builder *builder)
{
	struct shell *shell = builder->shell;

	builder->begun = true;
	while (++shell->position < shell->end && shell->bytes[shell->position] != '\'')
		add_byte(builder, shell->position, false);
	shell->position += shell->position < shell->end;
}

void shell_read_word(
	struct shell *shell, struct shell_words *words, bool split, const struct shell_word *before)
{
	struct builder builder = {
		.shell = shell, .words = words, .start = shell->position, .split = split};
	size_t first = words->count;
	bool quoted = false; /* by double quotes */
	char c;

	text_init(&builder.text, shell->ctx->arena);
	if (before != NULL)
		add_word(&builder, before);
	while (shell->position < shell->end &&
		(quoted || !shell_is_meta(shell->bytes[shell->position]))) {
		c = shell->bytes[shell->position];
		if (c == '"') {
			quoted = !quoted;
			builder.begun = true;
			shell->position++;
		} else if (c == '\'' && !quoted) {
			read_single_quotes(&builder);
		} else if (c == '\\') {
			read_escape(&builder, quoted);
		} else if (c == '$') {
			read_dollar(&builder, quoted);
		} else if (c == '`') {
			read_substitution(&builder, 1,
				shell_find_quote(shell, shell->position + 1, '`'), quoted);
		} else {
			add_byte(&builder, shell->position++, false);
		}
	}
	finish_word(&builder);
	for (size_t i = first; i < words->count; i++)
		words->items[i].loc =
			(struct loc){shell->source, builder.start, shell->position - builder.start};
}

bool shell_read_list(struct shell *shell, struct shell_words *words)
{
	bool plain = true;
	char c;

	for (shell_skip_blanks(shell); (c = shell_peek(shell, 0)) != '\0';
		shell_skip_blanks(shell)) {
		plain &= c == '\n' || c == ')' || (c != '[' && !shell_is_meta(c));
		if (c == '#') {
			shell_skip_line(shell);
		} else if (!shell_is_meta(c)) {
			shell_read_word(shell, words, true, NULL);
		} else {
			shell->position++;
			if (c == ')')
				break;
		}
	}
	return plain;
}
