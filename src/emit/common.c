/* How numbers and names are written in every generated file. */
#include "emit/common.h"

#include <inttypes.h>
#include <stdarg.h>

const struct layout_vm *emit_table(const struct emit_input *in, uint64_t id)
{
	size_t i = 0;

	/* The ids are 0 to n-1, each once: a VM has it, and it is the last one if no other is. */
	while (i + 1 < in->config->n_vms && in->config->vms[i].id.value != id)
		i++;
	return &in->layout->vms[i];
}

bool emit_has_regions(const struct config *config)
{
	return config->enabled_effective && config->n_hv_regions != 0;
}

const char *emit_board_name(const struct config *config)
{
	if (config->board != NULL && !value_is_blank(&config->board->name))
		return config->board->name.text;
	return value_is_blank(&config->board_name) ? NULL : config->board_name.text;
}

const char *emit_scenario_name(const struct config *config)
{
	return value_is_blank(&config->scenario_name) ? NULL : config->scenario_name.text;
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

const char *emit_size(struct arena *arena, uint64_t size)
{
	static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
	unsigned unit = 0;

	while (unit + 1 < sizeof(units) / sizeof(units[0]) && size >> (10 * (unit + 1)) != 0)
		unit++;

	uint64_t whole = size >> (10 * unit);
	uint64_t rest = size - (whole << (10 * unit));

	if (rest == 0)
		return arena_printf(arena, "%" PRIu64 " %s", whole, units[unit]);
	return arena_printf(arena, "%" PRIu64 ".%" PRIu64 " %s", whole,
		(rest >> (10 * (unit - 1))) * 10 / 1024, units[unit]);
}

const char *emit_c_string(struct arena *arena, const char *string)
{
	struct text text;

	text_init(&text, arena);
	text_c_string(&text, string);
	return text.bytes;
}

const char *emit_c_number(struct arena *arena, uint64_t number)
{
	return arena_printf(arena, "%" PRIu64 "U", number);
}

const char *emit_c_address(struct arena *arena, uint64_t address)
{
	return arena_printf(arena, HEX64 "UL", address);
}

static const char *c_comment(struct arena *arena, const char *string)
{
	struct text text;

	text_init(&text, arena);
	text_add(&text, "");
	text_c_comment(&text, string);
	return text.bytes;
}

static const char *name_fact(
	struct arena *arena, const char *prefix, const char *what, const char *name)
{
	if (name == NULL)
		return "";
	return arena_printf(arena, "%s %-9s %s\n", prefix, what, c_comment(arena, name));
}

const char *emit_facts(
	struct arena *arena, const struct emit_input *in, const char *prefix, const char *title)
{
	return arena_printf(arena, "%s %s\n%s\n%s%s%s target    ACRN %s\n%s\n%s " EMIT_MARK "\n",
		prefix, title, prefix,
		name_fact(arena, prefix, "board", emit_board_name(in->config)),
		name_fact(arena, prefix, "scenario", emit_scenario_name(in->config)), prefix,
		in->target->name, prefix, prefix);
}

void emit_c_header(struct text *out, const struct emit_input *in, const char *title)
{
	text_addf(out, "%s/*\n%s */\n", in->whole ? "/* " EMIT_MARK " */\n" : "",
		emit_facts(out->arena, in, " *", title));
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

const char *emit_c_vm(struct arena *arena, const struct vm *vm)
{
	if (value_is_blank(&vm->name))
		return arena_printf(
			arena, "VM %" PRIu64 " (%s)", vm->id.value, vm_kind_name(vm->kind));
	return arena_printf(arena, "VM %" PRIu64 " '%s' (%s)", vm->id.value,
		c_comment(arena, vm->name.text), vm_kind_name(vm->kind));
}

void emit_c_define(struct text *out, size_t column, const char *name, const char *format, ...)
{
	va_list args;

	text_addf(out, "#define %s ", name);
	text_pad_to(out, column);
	va_start(args, format);
	text_add(out, arena_vprintf(out->arena, format, args));
	va_end(args);
	text_add_char(out, '\n');
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

const char *emit_device_name(struct arena *arena, const struct layout_device *device)
{
	const struct passthrough *passthrough = device->passthrough;

	switch (device->type) {
	case DEVICE_HOST_BRIDGE: return "host bridge";
	case DEVICE_PASSTHROUGH:
		if (passthrough->device == NULL)
			return arena_printf(
				arena, "passthrough " BDF_FORMAT, BDF_ARGS(passthrough->bdf));
		return arena_printf(arena, "passthrough " BDF_FORMAT " %s",
			BDF_ARGS(passthrough->bdf), c_comment(arena, passthrough->device->label));
	case DEVICE_IVSHMEM:
		return arena_printf(arena, "shared memory %s, %s",
			c_comment(arena, device->region->full_name),
			emit_size(arena, device->region->size));
	case DEVICE_VUART:
		if (device->vuart->target == NULL)
			return arena_printf(arena, "vUART %u, console", device->vuart->index);
		return arena_printf(arena, "vUART %u, to VM %" PRIu64, device->vuart->index,
			device->vuart->target->id.value);
	case DEVICE_PTM: break;
	}
	return "virtual root port of the PTM device";
}
