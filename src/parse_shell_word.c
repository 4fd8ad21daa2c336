/* One written word of a shell script: quotes and expansions, each byte with its place. */
#include "parse_shell_private.h"

#include <string.h>

#include "text.h"

struct builder {
	struct text text;
	struct shell_char *chars;
	size_t n_chars;
	size_t capacity;
	uint32_t start; /* of the written word */
	bool begun;     /* there is a word, even if it is empty: "" */
	bool open;
	bool split; /* unquoted expansions are split at blanks */
	struct shell_words *words;
};

size_t shell_identifier(const char *text, size_t length)
{
	size_t i = 0;

	while (i < length &&
		((text[i] >= 'a' && text[i] <= 'z') || (text[i] >= 'A' && text[i] <= 'Z') ||
			text[i] == '_' || (i > 0 && text[i] >= '0' && text[i] <= '9')))
		i++;
	return i;
}

void shell_append_word(struct shell *shell, struct shell_words *words, struct shell_word word)
{
	words->items = arena_grow(shell->pass->arena, words->items, words->count, &words->capacity,
		sizeof(*words->items));
	words->items[words->count++] = word;
}

struct shell_word shell_word_tail(const struct shell_word *word, size_t start)
{
	struct shell_word tail = *word;

	tail.text += start;
	/* An empty word has none, and nothing may be added to a null pointer. */
	if (start != 0)
		tail.chars += start;
	tail.length -= start;
	return tail;
}

static void add_char(struct shell *shell, struct builder *builder, char c, struct shell_char place)
{
	builder->chars = arena_grow(shell->pass->arena, builder->chars, builder->n_chars,
		&builder->capacity, sizeof(*builder->chars));
	builder->chars[builder->n_chars++] = place;
	text_add_char(&builder->text, c);
	builder->begun = true;
}

/* The byte at offset, as it stands there. */
static void add_byte(struct shell *shell, struct builder *builder, uint32_t offset, bool unknown)
{
	add_char(shell, builder, shell->bytes[offset],
		(struct shell_char){offset, builder->start, offset, offset + 1, unknown});
}

/* An expansion that cannot be followed stands in the word as it is written. */
static void add_unknown(
	struct shell *shell, struct builder *builder, uint32_t start, uint32_t end, bool quoted)
{
	for (uint32_t i = start; i < end; i++)
		add_byte(shell, builder, i, true);
	builder->open |= builder->split && !quoted;
}

static void finish_word(struct shell *shell, struct builder *builder)
{
	if (!builder->begun)
		return;
	text_add(&builder->text, "");
	shell_append_word(shell, builder->words,
		(struct shell_word){
			.text = builder->text.bytes,
			.chars = builder->chars,
			.length = builder->n_chars,
			.open = builder->open,
		});
	text_init(&builder->text, shell->pass->arena);
	builder->chars = NULL;
	builder->n_chars = 0;
	builder->capacity = 0;
	builder->begun = false;
	builder->open = false;
}

/* One word of a variable's value, brought by the expansion at [start, end). */
static void add_value(struct shell *shell, struct builder *builder, const struct shell_word *value,
	uint32_t start, uint32_t end, bool quoted)
{
	bool split = builder->split && !quoted;

	builder->begun |= quoted;
	for (size_t i = 0; i < value->length; i++) {
		struct shell_char place = value->chars[i];
		char c = value->text[i];

		if (split && !place.unknown && (shell_is_blank(c) || c == '\n')) {
			finish_word(shell, builder);
			continue;
		}
		place.used = start;
		place.used_end = end;
		add_char(shell, builder, c, place);
		builder->open |= place.unknown && split;
	}
	builder->open |= value->open;
}

static bool take_budget(struct shell *shell, const struct shell_variable *variable)
{
	size_t needed = 0;

	for (size_t i = 0; i < variable->n_words; i++)
		needed += variable->words[i].length + 1;
	if (needed > shell->budget)
		return false;
	shell->budget -= needed;
	return true;
}

/* $name, or all of an array; [start, end) is the whole expansion. */
static void add_variable(struct shell *shell, struct builder *builder, struct shell_name name,
	uint32_t start, uint32_t end, bool quoted, bool all)
{
	const struct shell_variable *variable = shell_get(shell, name);

	if (variable == NULL || !take_budget(shell, variable)) {
		add_unknown(shell, builder, start, end, quoted && !all);
		return;
	}
	for (size_t i = 0; i < (all ? variable->n_words : 1) && i < variable->n_words; i++) {
		if (i > 0)
			finish_word(shell, builder);
		add_value(shell, builder, &variable->words[i], start, end, quoted);
	}
}

uint32_t shell_find_close(
	const struct shell *shell, uint32_t start, char open, char close, bool quoted)
{
	uint32_t depth = 0;
	char quote = '\0';

	for (uint32_t i = start; i < shell->end; i++) {
		char c = shell->bytes[i];

		if (quote != '\0') {
			i += c == '\\' && quote == '"';
			quote = c == quote ? '\0' : quote;
		} else if (c == '\\') {
			i++;
		} else if (c == '"' || (c == '\'' && !quoted)) {
			quote = c;
		} else if (c == open) {
			depth++;
		} else if (c == close && --depth == 0) {
			return i + 1;
		}
	}
	return shell->end;
}

/* ${...}: the plain forms, and := whose effect is not followed. */
static void read_braces(struct shell *shell, struct builder *builder, bool quoted)
{
	uint32_t start = shell->position;
	uint32_t end = shell_find_close(shell, start + 1, '{', '}', quoted);
	struct shell_name name = {shell->bytes + start + 2, 0};

	shell->position = end;
	if (end - start > 3)
		name.length = shell_identifier(name.bytes, end - start - 3);

	struct shell_name rest = {name.bytes + name.length, end - start - 3 - name.length};

	if (end - start <= 3 || name.length == 0 || shell->bytes[end - 1] != '}') {
		add_unknown(shell, builder, start, end, quoted);
		return;
	}
	if (rest.length == 0) {
		add_variable(shell, builder, name, start, end, quoted, false);
	} else if (shell_name_is(rest, "[@]") || shell_name_is(rest, "[*]")) {
		bool joined = quoted && rest.bytes[1] == '*';

		if (joined)
			add_unknown(shell, builder, start, end, true);
		else
			add_variable(shell, builder, name, start, end, quoted, true);
	} else {
		if (rest.bytes[0] == '=' || (rest.length > 1 && rest.bytes[1] == '='))
			shell_forget(shell, name);
		add_unknown(shell, builder, start, end, quoted);
	}
}

static void read_arithmetic(struct shell *shell, struct builder *builder, bool quoted)
{
	uint32_t start = shell->position;
	uint32_t end = shell_find_close(shell, start + 1, '(', ')', quoted);

	shell->position = end;
	if (memchr(shell->bytes + start, '=', end - start) != NULL ||
		memmem(shell->bytes + start, end - start, "++", 2) != NULL ||
		memmem(shell->bytes + start, end - start, "--", 2) != NULL)
		shell_forget_names(shell, start, end);
	add_unknown(shell, builder, start, end, quoted);
}

/* A command substitution at [start, end) whose command is [inner, inner_end). */
static void add_substitution(struct shell *shell, struct builder *builder, uint32_t start,
	uint32_t inner, uint32_t inner_end, bool quoted)
{
	uint32_t end = shell->position;

	if (!quoted && builder->split && !builder->begun && inner <= inner_end &&
		shell_expand_helper(shell, inner, inner_end, builder->words)) {
		shell->position = end;
		return;
	}
	shell->position = end;
	add_unknown(shell, builder, start, end, quoted);
}

static void read_substitution(struct shell *shell, struct builder *builder, bool quoted)
{
	uint32_t start = shell->position;

	shell->position = shell_find_close(shell, start + 1, '(', ')', false);
	add_substitution(shell, builder, start, start + 2, shell->position - 1, quoted);
}

static void read_backtick(struct shell *shell, struct builder *builder, bool quoted)
{
	uint32_t start = shell->position;
	uint32_t i = start + 1;

	while (i < shell->end && shell->bytes[i] != '`')
		i += shell->bytes[i] == '\\' && i + 1 < shell->end ? 2 : 1;
	shell->position = i < shell->end ? i + 1 : shell->end;
	add_substitution(shell, builder, start, start + 1, shell->position - 1, quoted);
}

/* $'...': rare in launch scripts; its escapes are not followed. */
static void read_ansi_quotes(struct shell *shell, struct builder *builder)
{
	uint32_t start = shell->position;
	uint32_t i = start + 2;

	while (i < shell->end && shell->bytes[i] != '\'')
		i += shell->bytes[i] == '\\' && i + 1 < shell->end ? 2 : 1;
	shell->position = i < shell->end ? i + 1 : shell->end;
	add_unknown(shell, builder, start, shell->position, true);
}

static void read_dollar(struct shell *shell, struct builder *builder, bool quoted)
{
	uint32_t start = shell->position;
	size_t left = shell->end - start;
	const char *text = shell->bytes + start;
	char next = left > 1 ? text[1] : '\0';
	size_t name = left > 1 ? shell_identifier(text + 1, left - 1) : 0;

	if (next == '{') {
		read_braces(shell, builder, quoted);
	} else if (next == '(' && left > 2 && text[2] == '(') {
		read_arithmetic(shell, builder, quoted);
	} else if (next == '(') {
		read_substitution(shell, builder, quoted);
	} else if (next == '\'' && !quoted) {
		read_ansi_quotes(shell, builder);
	} else if (next == '"' && !quoted) {
		shell->position++; /* a translated text: the quotes that follow are read next */
	} else if (name > 0) {
		shell->position += (uint32_t)name + 1;
		add_variable(shell, builder, (struct shell_name){text + 1, name}, start,
			shell->position, quoted, false);
	} else if (next != '\0' && strchr("0123456789@*#?$!-", next) != NULL) {
		shell->position += 2;
		add_unknown(shell, builder, start, shell->position, quoted && next != '@');
	} else {
		shell->position++;
		add_byte(shell, builder, start, false);
	}
}

static void read_single_quotes(struct shell *shell, struct builder *builder)
{
	builder->begun = true;
	for (shell->position++; shell->position < shell->end; shell->position++) {
		if (shell->bytes[shell->position] == '\'') {
			shell->position++;
			return;
		}
		add_byte(shell, builder, shell->position, false);
	}
}

/* A backslash: before a line break nothing; in double quotes it escapes few characters. */
static void read_escape(struct shell *shell, struct builder *builder, bool quoted)
{
	uint32_t next = shell->position + 1;

	if (next >= shell->end) {
		add_byte(shell, builder, shell->position, false);
	} else if (shell->bytes[next] != '\n') {
		if (quoted && strchr("$`\"\\", shell->bytes[next]) == NULL)
			add_byte(shell, builder, shell->position, false);
		add_byte(shell, builder, next, false);
	}
	shell->position = next < shell->end ? next + 1 : shell->end;
}

static void read_double_quotes(struct shell *shell, struct builder *builder)
{
	builder->begun = true;
	shell->position++;
	while (shell->position < shell->end) {
		char c = shell->bytes[shell->position];

		if (c == '"') {
			shell->position++;
			return;
		}
		if (c == '\\')
			read_escape(shell, builder, true);
		else if (c == '$')
			read_dollar(shell, builder, true);
		else if (c == '`')
			read_backtick(shell, builder, true);
		else
			add_byte(shell, builder, shell->position++, false);
	}
}

void shell_read_word(struct shell *shell, struct shell_words *words, bool split)
{
	struct builder builder = {.start = shell->position, .split = split, .words = words};
	size_t first = words->count;

	text_init(&builder.text, shell->pass->arena);
	while (shell->position < shell->end && !shell_is_meta(shell->bytes[shell->position])) {
		char c = shell->bytes[shell->position];

		if (c == '\\')
			read_escape(shell, &builder, false);
		else if (c == '\'')
			read_single_quotes(shell, &builder);
		else if (c == '"')
			read_double_quotes(shell, &builder);
		else if (c == '$')
			read_dollar(shell, &builder, false);
		else if (c == '`')
			read_backtick(shell, &builder, false);
		else
			add_byte(shell, &builder, shell->position++, false);
	}
	finish_word(shell, &builder);
	for (size_t i = first; i < words->count; i++)
		words->items[i].loc =
			(struct loc){shell->source, builder.start, shell->position - builder.start};
}

/* ---- places ------------------------------------------------------------------------------ */

bool shell_word_known(const struct shell_word *word, size_t start, size_t length)
{
	for (size_t i = start; i < start + length; i++) {
		if (word->chars[i].unknown)
			return false;
	}
	return true;
}

struct loc shell_word_used(
	struct source *source, const struct shell_word *word, size_t start, size_t length)
{
	if (length == 0) {
		/* Nothing is there: the place where it would stand. */
		if (start == 0 || start > word->length)
			return (struct loc){source, word->loc.offset, 0};
		return (struct loc){source, word->chars[start - 1].used_end, 0};
	}

	uint32_t first = word->chars[start].used;
	uint32_t last = word->chars[start + length - 1].used_end;

	return (struct loc){source, first, last > first ? last - first : 0};
}

struct loc shell_word_loc(
	struct source *source, const struct shell_word *word, size_t start, size_t length)
{
	if (length == 0 && start > 0 && start <= word->length)
		return (struct loc){source, word->chars[start - 1].at + 1, 0};
	if (length == 0)
		return shell_word_used(source, word, start, length);

	const struct shell_char *first = &word->chars[start];
	const struct shell_char *last = &word->chars[start + length - 1];

	for (const struct shell_char *c = first; c <= last; c++) {
		if (c->home != first->home)
			return shell_word_used(source, word, start, length);
	}
	return (struct loc){
		source, first->at, last->at >= first->at ? last->at + 1 - first->at : 0};
}
