/* How numbers and names are written in every generated file. */
#include "emit/common.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

const struct layout_vm *emit_table(const struct emit_input *in, uint64_t id)
{
	size_t i = 0;

	/* The ids are 0 to n-1, each once; the last VM is taken for one that is not there. */
	while (i + 1 < in->config->n_vms && in->config->vms[i].id.value != id)
		i++;
	return &in->layout->vms[i];
}

bool emit_has_regions(const struct config *config)
{
	return config->enabled_effective && config->n_hv_regions != 0;
}

static const char *first_name(const struct value *a, const struct value *b)
{
	if (a != NULL && !value_is_blank(a))
		return a->text;
	if (b != NULL && !value_is_blank(b))
		return b->text;
	return NULL;
}

const char *emit_board_name(const struct config *config)
{
	return first_name(config->board != NULL ? &config->board->name : NULL, &config->board_name);
}

const char *emit_scenario_name(const struct config *config)
{
	return first_name(&config->scenario_name, NULL);
}

const char *emit_bar_type(enum bar_type type)
{
	static const char *const names[] = {
		[BAR_IO] = "io",
		[BAR_MEM32] = "mem32",
		[BAR_MEM64] = "mem64",
		[BAR_MEM64_PREFETCH] = "mem64-prefetch",
	};

	return names[type];
}

const char *emit_device_type(enum device_type type)
{
	static const char *const names[] = {
		[DEVICE_HOST_BRIDGE] = "hostbridge",
		[DEVICE_PASSTHROUGH] = "passthrough",
		[DEVICE_IVSHMEM] = "ivshmem",
		[DEVICE_VUART] = "vuart",
		[DEVICE_PTM] = "ptm",
	};

	return names[type];
}

const char *emit_vm_kind(enum vm_kind kind)
{
	static const char *const names[] = {
		[VM_UNKNOWN] = "unknown",
		[VM_PRE_LAUNCHED] = "pre-launched",
		[VM_SERVICE] = "service",
		[VM_POST_LAUNCHED] = "post-launched",
	};

	return names[kind];
}

void emit_size_words(char words[EMIT_SIZE_ROOM], uint64_t size)
{
	static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
	unsigned unit = 0;

	while (unit + 1 < sizeof(units) / sizeof(units[0]) && size >> (10 * (unit + 1)) != 0)
		unit++;

	uint64_t whole = size >> (10 * unit);
	uint64_t rest = size - (whole << (10 * unit));

	if (rest == 0)
		(void)snprintf(words, EMIT_SIZE_ROOM, "%" PRIu64 " %s", whole, units[unit]);
	else
		(void)snprintf(words, EMIT_SIZE_ROOM, "%" PRIu64 ".%" PRIu64 " %s", whole,
			(rest >> (10 * (unit - 1))) * 10 / 1024, units[unit]);
}

void emit_size(struct text *out, uint64_t size)
{
	char words[EMIT_SIZE_ROOM];

	emit_size_words(words, size);
	text_add(out, words);
}

void emit_bdf(struct text *out, struct bdf bdf)
{
	text_addf(out, BDF_FORMAT, BDF_ARGS(bdf));
}

uint64_t emit_bar_value(const struct layout_device *device, const struct bar *bar)
{
	const uint64_t mem64_prefetchable = 0xc;

	/* The hypervisor reads the type of an emulated BAR from here, of a physical one from it. */
	if (device->type == DEVICE_IVSHMEM && bar->type == BAR_MEM64_PREFETCH)
		return bar->address | mem64_prefetchable;
	return bar->address;
}

static void add_fact(struct text *out, const char *prefix, const char *what, const char *name)
{
	if (name == NULL)
		return;
	text_addf(out, "%s %-9s ", prefix, what);
	text_c_comment(out, name);
	text_add_char(out, '\n');
}

void emit_facts(
	struct text *out, const struct emit_input *in, const char *prefix, const char *title)
{
	text_addf(out, "%s %s\n%s\n", prefix, title, prefix);
	add_fact(out, prefix, "board", emit_board_name(in->config));
	add_fact(out, prefix, "scenario", emit_scenario_name(in->config));
	text_addf(out, "%s %-9s ACRN %s\n%s\n", prefix, "target", in->target->name, prefix);
	text_addf(out, "%s " EMIT_MARK "\n", prefix);
}

void emit_c_header(struct text *out, const struct emit_input *in, const char *title)
{
	text_add(out, "/*\n");
	emit_facts(out, in, " *", title);
	text_add(out, " */\n");
}

void emit_c_assert(struct text *out, const char *condition, const char *format, ...)
{
	va_list args;

	va_start(args, format);

	char *message = arena_vprintf(out->arena, format, args);

	va_end(args);
	text_addf(out, "_Static_assert(%s,\n\t", condition);
	text_c_string(out, message);
	text_add(out, ");\n");
}

void emit_c_require_header(
	struct text *out, const char *header, const char *file, const struct target *target)
{
	text_addf(out,
		"#ifdef __has_include\n#if !__has_include(<%s>)\n"
		"#error \"%s is for ACRN %s; these headers are of another release\"\n"
		"#endif\n#endif\n\n",
		header, file, target->name);
}

void emit_c_vm(struct text *out, const struct vm *vm)
{
	text_addf(out, "VM %" PRIu64, vm->id.value);
	if (!value_is_blank(&vm->name)) {
		text_add(out, " '");
		text_c_comment(out, vm->name.text);
		text_add(out, "'");
	}
	text_addf(out, " (%s)", vm_kind_name(vm->kind));
}

/* Columns of the line so far, tabs to the next multiple of 8. */
static size_t line_width(const struct text *text)
{
	size_t start = text->length;
	size_t width = 0;

	while (start > 0 && text->bytes[start - 1] != '\n')
		start--;
	for (size_t i = start; i < text->length; i++)
		width = text->bytes[i] == '\t' ? width / 8 * 8 + 8 : width + 1;
	return width;
}

void emit_c_pad_to(struct text *out, size_t column)
{
	for (size_t width = line_width(out); width < column; width++)
		text_add_char(out, ' ');
}

void emit_c_continue(struct text *out, size_t column)
{
	text_add_char(out, ' ');
	emit_c_pad_to(out, column);
	text_add(out, "\\\n");
}

void emit_device_name(struct text *out, const struct layout_device *device)
{
	switch (device->type) {
	case DEVICE_HOST_BRIDGE: text_add(out, "host bridge"); break;
	case DEVICE_PASSTHROUGH:
		text_add(out, "passthrough ");
		emit_bdf(out, device->passthrough->bdf);
		if (device->passthrough->device != NULL) {
			text_add_char(out, ' ');
			text_c_comment(out, device->passthrough->device->label);
		}
		break;
	case DEVICE_IVSHMEM:
		text_add(out, "shared memory ");
		text_c_comment(out, device->region->full_name);
		text_add(out, ", ");
		emit_size(out, device->region->size);
		break;
	case DEVICE_VUART:
		text_addf(out, "vUART %u, ", device->vuart->index);
		if (device->vuart->target == NULL)
			text_add(out, "console");
		else
			text_addf(out, "to VM %" PRIu64, device->vuart->target->id.value);
		break;
	case DEVICE_PTM: text_add(out, "virtual root port of the PTM device"); break;
	}
}
