/* One written word of a shell script: quotes and expansions, each byte with its place. */
#include "launch/shell_private.h"

#include <string.h>

#include "base/text.h"

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

/* The words at [start, end), of which none holds a command; false if there is more than words. */
static bool read_plain_words(
	struct shell *shell, uint32_t start, uint32_t end, struct shell_words *words)
{
	uint32_t outer_end = shell->end;
	bool plain = true;

	shell->nested = true;
	shell->position = start;
	shell->end = end;
	while (plain) {
		shell_skip_blanks(shell);
		if (shell->position >= shell->end)
			break;
		if (shell->bytes[shell->position] == '\n')
			shell->position++;
		else if (shell_is_meta(shell->bytes[shell->position]))
			plain = false;
		else
			shell_read_word(shell, words, true);
	}
	shell->end = outer_end;
	shell->nested = false;
	return plain;
}

/* A command substitution at [start, end) whose command is [inner, inner_end). */
static void add_substitution(struct shell *shell, struct builder *builder, uint32_t start,
	uint32_t inner, uint32_t inner_end, bool quoted)
{
	struct shell_words arguments = {0};
	uint32_t end = shell->position;
	bool splits = builder->split && !quoted && !builder->begun;
	bool expanded = splits && !shell->nested && inner <= inner_end &&
			read_plain_words(shell, inner, inner_end, &arguments) &&
			arguments.count > 0 &&
			shell_expand_helper(shell, &arguments, builder->words);

	shell->position = end;
	if (!expanded)
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

/* ---- functions of generated scripts -------------------------------------------------------- */

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
	struct shell_name name = {word->text, word->length};

	if (!shell_word_known(word, 0, word->length) || shell_find_function(shell, name) == 0)
		return NULL;
	for (size_t i = 0; i < sizeof(helpers) / sizeof(helpers[0]); i++) {
		if (shell_name_is(name, helpers[i].name))
			return &helpers[i];
	}
	return NULL;
}

struct joined {
	struct text text;
	struct shell_char *chars;
	size_t count;
	size_t capacity;
};

static void join_char(struct shell *shell, struct joined *joined, char c, struct shell_char place)
{
	joined->chars = arena_grow(shell->pass->arena, joined->chars, joined->count,
		&joined->capacity, sizeof(*joined->chars));
	joined->chars[joined->count++] = place;
	text_add_char(&joined->text, c);
}

/* ",word": what the function puts between arguments stands where the next argument does. */
static void join_text(struct shell *shell, struct joined *joined, const char *text, struct loc at)
{
	struct shell_char place = {at.offset, at.offset, at.offset, at.offset + 1, false};

	for (const char *p = text; *p != '\0'; p++)
		join_char(shell, joined, *p, place);
}

static void join_word(struct shell *shell, struct joined *joined, const struct shell_word *word)
{
	for (size_t i = 0; i < word->length; i++)
		join_char(shell, joined, word->text[i], word->chars[i]);
}

static void append_joined(
	struct shell *shell, struct shell_words *words, struct joined *joined, bool open)
{
	text_add(&joined->text, "");
	shell_append_word(shell, words,
		(struct shell_word){
			.text = joined->text.bytes,
			.chars = joined->chars,
			.length = joined->count,
			.open = open,
		});
}

/* -s slot,kind[,options] */
static void append_device(struct shell *shell, const struct helper *helper,
	const struct shell_words *arguments, struct shell_words *words)
{
	struct joined option = {0};
	struct joined device = {0};
	const struct shell_word *items = arguments->items;
	bool open = false;

	text_init(&option.text, shell->pass->arena);
	text_init(&device.text, shell->pass->arena);
	join_text(shell, &option, "-s", items[0].loc);
	append_joined(shell, words, &option, false);
	for (size_t i = 1; i < arguments->count && i < 4; i++) {
		if (i > 1)
			join_text(shell, &device, ",", items[i].loc);
		if (i == 2 && helper->kind != NULL)
			join_text(shell, &device, helper->kind, items[i].loc);
		else
			join_word(shell, &device, &items[i]);
		open |= items[i].open;
	}
	append_joined(shell, words, &device, open);
}

bool shell_expand_helper(
	struct shell *shell, const struct shell_words *arguments, struct shell_words *words)
{
	const struct helper *helper = find_helper(shell, &arguments->items[0]);

	if (helper == NULL)
		return false;
	if (helper->is_device)
		append_device(shell, helper, arguments, words);
	return true;
}
