/*
 * The functions that ACRN's generated launch scripts (v3.0 and later) define to print arguments
 * of acrn-dm. What they print follows from their arguments; they are believed only in a script
 * that defines them.
 */
#include "launch/shell_private.h"

#include <string.h>

#include "base/text.h"

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
};

static void join_char(struct shell *shell, struct joined *joined, char c, struct shell_char place)
{
	*ARRAY_ADD(shell->pass->arena, joined->chars, joined->count) = place;
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
