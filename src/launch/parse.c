/*
 * The acrn-dm commands of a launch script: options as getopt_long() reads them, then the fields of
 * every -s argument.
 */
#include "launch/launch.h"

#include <string.h>

#include "parse/parse.h"
#include "launch/shell.h"
#include "base/nearest.h"
#include "base/utf8.h"

/* Short options of acrn-dm that take an argument, of any release. */
static const char options_with_argument[] = "BEGUciklmprs";

/* Long ones, besides --pci_slot. */
static const char *const long_options_with_argument[] = {"acpidev_pt", "bootargs", "cmd_monitor",
	"cpu_affinity", "dump", "elf_file", "gvtargs", "iasl", "intr_monitor", "ioc_node", "kernel",
	"logger_setting", "lpc", "mac_seed", "memsize", "mmiodev_pt", "ovmf", "part_info",
	"pm_by_vuart", "pm_notify_channel", "ramdisk", "ssram", "uuid", "virtio_poll", "vmcfg",
	"vsbl", "vtpm2", NULL};

/* Of an ivshmem device: slot, device, name, size, region id. */
#define MAX_FIELDS 5u

/* Commands that start the command after their own options. */
static const char *const wrappers[] = {"chrt", "command", "env", "exec", "gdb", "ionice", "nice",
	"nohup", "numactl", "setsid", "stdbuf", "strace", "sudo", "taskset", "time", "timeout",
	"valgrind", NULL};

struct launch_parser {
	struct context *ctx;
	struct source *source;
	struct launch_invocation *invocation;
	struct launch_field positional; /* the last so far */
	bool positional_open;
	size_t n_options;
	bool blanks; /* around a field that has been read */
};

static struct launch_field field_of(
	struct launch_parser *parser, const struct shell_word *word, size_t start, size_t length)
{
	return (struct launch_field){
		.text = arena_strndup(parser->ctx->arena, word->text + start, length),
		.known = shell_word_known(word, start, length),
		.loc = shell_word_loc(parser->source, word, start, length),
		.used = shell_word_used(parser->source, word, start, length),
	};
}

/* ---- one -s argument --------------------------------------------------------------------- */

static bool is_blank(const struct shell_word *word, size_t at)
{
	return word->text[at] == ' ' && !word->chars[at].unknown;
}

/* The field at *position without the blanks around it; *position moves after its comma. After the
   last field, an absent one. */
static struct launch_field next_field(
	struct launch_parser *parser, const struct shell_word *word, size_t *position)
{
	size_t start = *position;
	size_t end = start;

	if (start > word->length) {
		struct launch_field absent = {
			.known = true,
			.loc = shell_word_loc(parser->source, word, word->length, 0),
			.used = shell_word_used(parser->source, word, word->length, 0),
		};

		return absent;
	}
	/* A comma inside an unknown expansion is no comma of the argument. */
	while (end < word->length && (word->text[end] != ',' || word->chars[end].unknown))
		end++;
	*position = end + 1;
	for (; start < end && is_blank(word, start); start++)
		parser->blanks = true;
	for (; end > start && is_blank(word, end - 1); end--)
		parser->blanks = true;
	return field_of(parser, word, start, end - start);
}

static struct number number_of(const struct launch_field *field)
{
	struct value value =
		field->text != NULL ? value_of(field->text, field->loc) : value_absent(field->loc);

	return field->known ? parse_number(value) : number_absent(field->loc);
}

/* A decimal number at *text, which moves after it. A number above all limits stays above them. */
static bool read_place_number(const char **text, unsigned *number)
{
	size_t digits = strspn(*text, "0123456789");

	*number = 0;
	for (size_t i = 0; i < digits && *number < 1000; i++)
		*number = *number * 10 + (unsigned)((*text)[i] - '0');
	*text += digits;
	return digits > 0;
}

/* slot, slot:function or bus:slot:function */
static void read_place(struct launch_device *device)
{
	const char *text = device->place.text;
	unsigned numbers[3] = {0, 0, 0};
	size_t count = 0;

	if (!device->place.known)
		return;
	do {
		if (count == 3 || !read_place_number(&text, &numbers[count++]))
			return;
	} while (*text++ == ':');
	if (text[-1] != '\0')
		return;
	device->place_read = true;
	device->bus = count == 3 ? numbers[0] : 0;
	device->slot = numbers[count == 3 ? 1 : 0];
	device->function = count == 1 ? 0 : numbers[count - 1];
	device->place_valid = device->bus < LAUNCH_BUSES && device->slot < LAUNCH_SLOTS &&
			      device->function < LAUNCH_FUNCTIONS;
}

static bool is_nearly(const char *text, const char *meant)
{
	return nearest_distance(text, meant, 2) <= 2 || nearest_is_same_but_case(text, meant);
}

static void read_fields(struct launch_parser *parser, struct launch_device *device,
	const struct shell_word *argument)
{
	size_t position = 0;

	parser->blanks = false;
	device->argument = field_of(parser, argument, 0, argument->length);
	device->place = next_field(parser, argument, &position);
	device->kind = next_field(parser, argument, &position);
	read_place(device);
	device->is_ivshmem = device->kind.text != NULL && device->kind.known &&
			     is_nearly(device->kind.text, "ivshmem");
	device->has_blanks = parser->blanks;
	if (!device->is_ivshmem)
		return;
	device->name = next_field(parser, argument, &position);
	device->land = device->name.text == NULL ? LAND_NONE : land_of_name(device->name.text);
	device->size_text = next_field(parser, argument, &position);
	device->size_mb = number_of(&device->size_text);
	device->id_text = next_field(parser, argument, &position);
	device->id = number_of(&device->id_text);
	device->rest = next_field(parser, argument, &position);
	device->has_blanks = parser->blanks;
}

/* Whether the next word was meant to be a field of the argument, which a comma ends. */
static bool is_cut(const struct shell_word *argument, const struct shell_word *next)
{
	size_t last = argument->length - 1;
	size_t n_commas = 0;

	if (argument->length == 0 || argument->text[last] != ',' || argument->chars[last].unknown)
		return false;
	for (size_t i = 0; i < argument->length; i++)
		n_commas += argument->text[i] == ',';
	if (n_commas == 1) /* a device with options */
		return strchr("0123456789", argument->text[0]) != NULL &&
		       strchr(next->text, ',') != NULL;
	if (strstr(argument->text, "ivshmem") == NULL)
		return false;
	return n_commas == 2 ? strchr(next->text, '/') != NULL
			     : next->text[0] >= '0' && next->text[0] <= '9';
}

/* Both words with a blank between them. */
static struct shell_word join_shell_words(
	struct launch_parser *parser, const struct shell_word *a, const struct shell_word *b)
{
	struct arena *arena = parser->ctx->arena;
	struct shell_word joined = *a;
	struct shell_char *chars = arena_array(arena, a->length + b->length + 1, sizeof(*chars));

	joined.text = arena_printf(arena, "%s %s", a->text, b->text);
	joined.length += b->length + 1;
	for (size_t i = 0; i < joined.length; i++)
		chars[i] = i < a->length ? a->chars[i] : b->chars[i - a->length - (i > a->length)];
	chars[a->length].unknown = false;
	joined.chars = chars;
	return joined;
}

/* The option -s in words[0], with its argument from byte `attached` on, or in the next word if that
   is 0. Returns how many words it takes: more than these if blanks cut the argument. */
static size_t add_device(struct launch_parser *parser, const struct launch_field *misspelt,
	const struct shell_word *words, size_t count, size_t attached)
{
	struct launch_invocation *invocation = parser->invocation;
	struct launch_device device = {0};
	size_t taken = attached != 0 ? 1 : 2;
	size_t most = taken - 1 + MAX_FIELDS;
	struct shell_word argument = shell_word_tail(&words[taken - 1], attached);

	while (taken < count && taken < most && is_cut(&argument, &words[taken]))
		argument = join_shell_words(parser, &argument, &words[taken++]);
	if (misspelt != NULL)
		device.option = *misspelt;
	read_fields(parser, &device, &argument);
	*ARRAY_ADD(parser->ctx->arena, invocation->devices, invocation->n_devices) = device;
	return taken;
}

/* ---- the options ------------------------------------------------------------------------- */

static void add_positional(struct launch_parser *parser, const struct shell_word *word)
{
	/* acrn-dm takes the last; an unknown word before it may become an option. */
	if (parser->positional.text != NULL && parser->positional_open &&
		parser->invocation->unknown.text == NULL)
		parser->invocation->unknown = parser->positional;
	parser->positional = field_of(parser, word, 0, word->length);
	parser->positional_open = word->open;
}

/* --name, --name=argument. Returns how many words of the command it took. */
static size_t read_long_option(
	struct launch_parser *parser, const struct shell_word *words, size_t count)
{
	size_t length = strcspn(words[0].text + 2, "=");
	const char *name = arena_strndup(parser->ctx->arena, words[0].text + 2, length);
	struct launch_field option = field_of(parser, &words[0], 0, length + 2);
	/* --pci_slot, also cut short as getopt_long() allows; --s and --pci-slot are no options of
	   acrn-dm, but meant to be -s. */
	bool is_slot = length >= strlen("pc") && strncmp(name, "pci_slot", length) == 0;
	bool is_meant =
		!is_slot && option.known && (strcmp(name, "s") == 0 || is_nearly(name, "pci_slot"));
	bool attached = words[0].text[length + 2] == '=';

	if (!attached && (count < 2 || (is_meant && words[1].text[0] == '-')))
		return 1;
	if (is_slot || is_meant)
		return add_device(
			parser, is_meant ? &option : NULL, words, count, attached ? length + 3 : 0);
	return !attached && shell_one_of(name, long_options_with_argument) ? 2 : 1;
}

/* -A, -s argument, -sargument, -As argument. */
static size_t read_short_options(
	struct launch_parser *parser, const struct shell_word *words, size_t count)
{
	for (size_t i = 1; i < words[0].length; i++) {
		char option = words[0].text[i];

		if (words[0].chars[i].unknown || strchr(options_with_argument, option) == NULL)
			continue;

		bool attached = i + 1 < words[0].length;

		if (!attached && count < 2)
			return 1;
		if (option == 's')
			return add_device(parser, NULL, words, count, attached ? i + 1 : 0);
		return attached ? 1 : 2;
	}
	return 1;
}

static void read_arguments(
	struct launch_parser *parser, const struct shell_word *words, size_t count)
{
	bool options = true;

	for (size_t i = 0; i < count;) {
		const struct shell_word *word = &words[i];
		bool dash = options && word->length > 1 && word->text[0] == '-' &&
			    !word->chars[0].unknown;

		if (!dash) {
			add_positional(parser, word);
			i++;
		} else if (word->length == 2 && word->text[1] == '-') {
			options = false;
			i++;
		} else {
			parser->n_options++;
			i += word->text[1] == '-' ? read_long_option(parser, word, count - i)
						  : read_short_options(parser, word, count - i);
		}
	}
}

/* ---- commands ---------------------------------------------------------------------------- */

static const char *base_name(const char *text)
{
	const char *slash = strrchr(text, '/');

	return slash != NULL ? slash + 1 : text;
}

/* The index of the word acrn-dm; n_words: the command is another. */
static size_t find_program(const struct shell_command *command)
{
	for (size_t i = 0; i < command->n_words; i++) {
		const struct shell_word *word = &command->words[i];
		const char *name = base_name(word->text);
		bool known = shell_word_known(word, 0, word->length);

		if (known && strcmp(name, "acrn-dm") == 0)
			return i;
		if (i == 0 && (!known || !shell_one_of(name, wrappers)))
			break;
	}
	return command->n_words;
}

static void read_invocation(
	struct launch_parser *parser, const struct shell_command *command, size_t program)
{
	struct launch_invocation *invocation = parser->invocation;

	invocation->loc = command->words[program].loc;
	read_arguments(parser, &command->words[program + 1], command->n_words - program - 1);
	invocation->vm_name = parser->positional;
	/* acrn-dm $options: all there is, and no name of a VM. */
	if (parser->n_options == 0 && parser->positional_open && invocation->unknown.text == NULL)
		invocation->unknown = parser->positional;
}

/* Options on the next line, as a command of their own: the line before was not continued. */
static void find_lost_options(struct launch_parser *parser, const struct shell_command *command,
	const struct shell_command *next)
{
	const struct shell_word *word = &next->words[0];

	if (!command->ends_line || word->length < 2 || word->text[0] != '-' ||
		word->chars[0].unknown)
		return;
	parser->invocation->lost = field_of(parser, word, 0, word->length);
	parser->invocation->after_return = command->ends_return;
}

/* A script is read by byte; what is no UTF-8 becomes '?', so that every message about it is. */
static void replace_foreign_bytes(struct context *ctx, struct source *source)
{
	char *bytes = arena_strndup(ctx->arena, source->bytes, source->size);

	for (size_t i = 0; i < source->size;) {
		struct utf8_glyph glyph = utf8_glyph(source->bytes + i, source->size - i);

		if (!glyph.valid || bytes[i] == '\0')
			bytes[i] = '?';
		i += glyph.size;
	}
	source->bytes = bytes;
}

void parse_launch(struct context *ctx, struct source *source, struct launch_script *script)
{
	struct shell_script shell;

	replace_foreign_bytes(ctx, source);
	parse_shell(ctx, source, &shell);
	script->source = source;
	for (size_t i = 0; i < shell.n_commands; i++) {
		const struct shell_command *command = &shell.commands[i];
		size_t program = find_program(command);
		struct launch_invocation invocation = {.script = script};
		struct launch_parser parser = {
			.ctx = ctx, .source = source, .invocation = &invocation};

		if (program == command->n_words)
			continue;
		read_invocation(&parser, command, program);
		if (i + 1 < shell.n_commands)
			find_lost_options(&parser, command, &shell.commands[i + 1]);
		*ARRAY_ADD(ctx->arena, script->invocations, script->n_invocations) = invocation;
	}
}
