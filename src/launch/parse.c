/*
 * The acrn-dm commands of a launch script: options as getopt_long() reads them, then the fields of
 * every -s argument.
 */
#include "launch/launch.h"

#include <string.h>

#include "parse/parse.h"
#include "launch/shell.h"
#include "base/utf8.h"

/* Short options of acrn-dm that take an argument, of any release. */
static const char options_with_argument[] = "BEGUciklmprs";

/* Long ones. "pci_slot" is -s. */
static const char *const long_options_with_argument[] = {
	"acpidev_pt",
	"bootargs",
	"cmd_monitor",
	"cpu_affinity",
	"dump",
	"elf_file",
	"gvtargs",
	"iasl",
	"intr_monitor",
	"ioc_node",
	"kernel",
	"logger_setting",
	"lpc",
	"mac_seed",
	"memsize",
	"mmiodev_pt",
	"ovmf",
	"part_info",
	"pci_slot",
	"pm_by_vuart",
	"pm_notify_channel",
	"ramdisk",
	"ssram",
	"uuid",
	"virtio_poll",
	"vmcfg",
	"vsbl",
	"vtpm2",
};

/* Commands that start the command behind their own options. */
static const char *const wrappers[] = {
	"chrt",
	"command",
	"env",
	"exec",
	"gdb",
	"ionice",
	"nice",
	"nohup",
	"numactl",
	"setsid",
	"stdbuf",
	"strace",
	"sudo",
	"taskset",
	"time",
	"timeout",
	"valgrind",
};

struct launch_parser {
	struct pass *pass;
	struct source *source;
	struct launch_invocation *invocation;
	size_t devices_capacity;
	struct launch_field positional; /* the last so far */
	bool positional_open;
	size_t n_options;
};

static struct launch_field field_of(
	struct launch_parser *parser, const struct shell_word *word, size_t start, size_t length)
{
	return (struct launch_field){
		.text = arena_strndup(parser->pass->arena, word->text + start, length),
		.known = shell_word_known(word, start, length),
		.loc = shell_word_loc(parser->source, word, start, length),
		.used = shell_word_used(parser->source, word, start, length),
	};
}

/* ---- one -s argument --------------------------------------------------------------------- */

/* The field that starts at *position, which moves behind its comma; absent behind the last. */
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
	return field_of(parser, word, start, end - start);
}

static struct number number_of(const struct launch_field *field)
{
	struct value value = {field->text, field->loc};

	return field->known ? parse_number(&value) : (struct number){.loc = field->loc};
}

/* A decimal number at *text, which moves behind it; what is too large for any limit stays so. */
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

static void add_device(struct launch_parser *parser, const struct shell_word *word, size_t start)
{
	struct launch_invocation *invocation = parser->invocation;
	struct launch_device device = {0};
	struct shell_word argument = shell_word_tail(word, start);
	size_t position = 0;

	device.argument = field_of(parser, &argument, 0, argument.length);
	device.place = next_field(parser, &argument, &position);
	device.kind = next_field(parser, &argument, &position);
	read_place(&device);
	device.is_ivshmem = device.kind.text != NULL && device.kind.known &&
			    strcmp(device.kind.text, "ivshmem") == 0;
	if (device.is_ivshmem) {
		device.name = next_field(parser, &argument, &position);
		device.land = device.name.text == NULL ? LAND_NONE : land_of_name(device.name.text);
		device.size_text = next_field(parser, &argument, &position);
		device.size_mb = number_of(&device.size_text);
		device.id_text = next_field(parser, &argument, &position);
		device.id = number_of(&device.id_text);
		device.rest = next_field(parser, &argument, &position);
	}
	invocation->devices = arena_grow(parser->pass->arena, invocation->devices,
		invocation->n_devices, &parser->devices_capacity, sizeof(device));
	invocation->devices[invocation->n_devices++] = device;
}

/* ---- the options ------------------------------------------------------------------------- */

static bool one_of(const char *text, size_t length, const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strlen(texts[i]) == length && memcmp(texts[i], text, length) == 0)
			return true;
	}
	return false;
}

#define ONE_OF(text, length, texts) one_of(text, length, texts, sizeof(texts) / sizeof((texts)[0]))

static void add_positional(struct launch_parser *parser, const struct shell_word *word)
{
	/* acrn-dm takes one; what stands before the last may have become something else. */
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
	const char *name = words[0].text + 2;
	const char *equals = memchr(name, '=', words[0].length - 2);
	size_t length = equals != NULL ? (size_t)(equals - name) : words[0].length - 2;
	bool is_slot = length == strlen("pci_slot") && memcmp(name, "pci_slot", length) == 0;

	if (equals != NULL) {
		if (is_slot)
			add_device(parser, &words[0], length + 3);
		return 1;
	}
	if (count < 2 || !ONE_OF(name, length, long_options_with_argument))
		return 1;
	if (is_slot)
		add_device(parser, &words[1], 0);
	return 2;
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
			add_device(parser, attached ? &words[0] : &words[1], attached ? i + 1 : 0);
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
		if (i == 0 && (!known || !ONE_OF(name, strlen(name), wrappers)))
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
static void replace_foreign_bytes(struct pass *pass, struct source *source)
{
	char *bytes = arena_strndup(pass->arena, source->bytes, source->size);

	for (size_t i = 0; i < source->size;) {
		struct utf8_glyph glyph = utf8_glyph(source->bytes + i, source->size - i);

		if (!glyph.valid || bytes[i] == '\0')
			bytes[i] = '?';
		i += glyph.size;
	}
	source->bytes = bytes;
}

void parse_launch(struct pass *pass, struct source *source, struct launch_script *script)
{
	struct shell_script shell;
	size_t capacity = 0;

	replace_foreign_bytes(pass, source);
	parse_shell(pass, source, &shell);
	script->source = source;
	for (size_t i = 0; i < shell.n_commands; i++) {
		const struct shell_command *command = &shell.commands[i];
		size_t program = find_program(command);
		struct launch_invocation invocation = {.script = script};
		struct launch_parser parser = {
			.pass = pass, .source = source, .invocation = &invocation};

		if (program == command->n_words)
			continue;
		read_invocation(&parser, command, program);
		if (i + 1 < shell.n_commands)
			find_lost_options(&parser, command, &shell.commands[i + 1]);
		script->invocations = arena_grow(pass->arena, script->invocations,
			script->n_invocations, &capacity, sizeof(invocation));
		script->invocations[script->n_invocations++] = invocation;
	}
}
