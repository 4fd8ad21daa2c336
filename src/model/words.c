/* Objects of a scenario and numbers in the words of messages. */
#include "model/words.h"

#include <inttypes.h>

#include "base/text.h"
#include "base/utf8.h"

#define QUOTE_MAX 80u /* bytes of input text in a message */
#define LIST_MAX 32u  /* VMs in a message */

/* Bytes of the character at text; the input is known to be UTF-8. */
static size_t character_size(const char *text)
{
	size_t size = utf8_size(text, 4); /* of a character that is cut off it reads no further */

	return size != 0 ? size : 1;
}

const char *words_quote(struct context *ctx, const char *text)
{
	struct text out;

	text_init(&out, ctx->arena);
	text_add_char(&out, '\'');
	for (size_t i = 0; text[i] != '\0';) {
		unsigned char byte = (unsigned char)text[i];
		size_t length = character_size(text + i);

		if (i + length > QUOTE_MAX) {
			text_add(&out, "...");
			break;
		}
		if (byte == '\n')
			text_add(&out, "\\n");
		else if (byte == '\t')
			text_add(&out, "\\t");
		else if (byte < 0x20 || byte == 0x7f)
			text_addf(&out, "\\x%02x", byte);
		else
			text_add_bytes(&out, text + i, length);
		i += length;
	}
	text_add_char(&out, '\'');
	return out.bytes;
}

const char *words_region(
	struct context *ctx, const struct config *config, const struct region *region)
{
	if (value_is_blank(&region->name))
		return arena_printf(
			ctx->arena, "region %zu", (size_t)(region - config->regions) + 1);
	return arena_printf(ctx->arena, "region %s", words_quote(ctx, region->full_name));
}

const char *words_vm(struct context *ctx, const struct config *config, const struct vm *vm)
{
	if (config->dialect == DIALECT_ELEMENT && !value_is_blank(&vm->name))
		return arena_join(ctx->arena, "VM ", words_quote(ctx, vm->name.text), "");
	if (vm->id.form == NUMBER_DECIMAL)
		return arena_join(ctx->arena, "VM ", vm->id.text, "");
	return arena_printf(
		ctx->arena, "the %s at position %zu", vm_kind_name(vm->kind), vm->index + 1);
}

const char *words_kind(enum vm_kind kind)
{
	static const char *const words[] = {
		[VM_UNKNOWN] = "unknown kind",
		[VM_PRE_LAUNCHED] = "pre-launched",
		[VM_SERVICE] = "Service VM",
		[VM_POST_LAUNCHED] = "post-launched",
	};

	return words[kind];
}

const char *words_vm_list(struct context *ctx, const struct config *config, bool by_name)
{
	struct text out;

	if (config->n_vms > LIST_MAX || !diag_is_worth_help(ctx->diags))
		return arena_printf(ctx->arena, "%zu VMs", config->n_vms);
	text_init(&out, ctx->arena);
	text_add(&out, config->n_vms == 1 ? "VM " : "VMs ");
	for (size_t i = 0; i < config->n_vms; i++) {
		const struct vm *vm = &config->vms[i];
		const char *text = by_name ? vm->name.text : vm->id.text;
		bool first = i == 0 || vm[-1].kind != vm->kind;
		bool last = i + 1 == config->n_vms || vm[1].kind != vm->kind;

		if (i > 0)
			text_add(&out, last && !first ? " and " : ", ");
		if (text[0] == '\0')
			text_add(&out, by_name ? "one without a name" : "one without an id");
		else
			text_add(&out,
				by_name ? words_quote(ctx, text) : words_number(ctx, &vm->id));
		if (last)
			text_addf(&out, " (%s)", words_kind(vm->kind));
	}
	return out.bytes;
}

const char *words_number(struct context *ctx, const struct number *number)
{
	return number->form == NUMBER_DECIMAL ? number->text : words_quote(ctx, number->text);
}

const char *words_bdf(struct context *ctx, struct bdf bdf)
{
	return arena_printf(ctx->arena, BDF_FORMAT, BDF_ARGS(bdf));
}

const char *words_range(struct context *ctx, struct range range)
{
	return arena_printf(ctx->arena, "0x%" PRIx64 "-0x%" PRIx64, range.first, range.last);
}

const char *words_size(struct context *ctx, uint64_t bytes)
{
	static const struct {
		uint64_t unit;
		const char *name;
	} units[] = {{GIB, "GiB"}, {MIB, "MiB"}, {1024, "KiB"}};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (bytes != 0 && bytes % units[i].unit == 0)
			return arena_printf(
				ctx->arena, "%" PRIu64 " %s", bytes / units[i].unit, units[i].name);
	}
	return arena_printf(ctx->arena, "0x%" PRIx64 " bytes", bytes);
}

const char *words_vm_by_id(struct context *ctx, const struct vm *vm)
{
	if (vm->kind == VM_SERVICE)
		return "the Service VM";
	if (value_is_blank(&vm->name))
		return arena_printf(ctx->arena, "VM %" PRIu64, vm->id.value);
	return arena_printf(
		ctx->arena, "VM %" PRIu64 " %s", vm->id.value, words_quote(ctx, vm->name.text));
}

const char *words_device(struct context *ctx, const struct layout_device *device)
{
	switch (device->type) {
	case DEVICE_HOST_BRIDGE: return "the host bridge";
	case DEVICE_PASSTHROUGH:
		return arena_printf(ctx->arena, "passthrough device %s",
			words_bdf(ctx, device->passthrough->bdf));
	case DEVICE_IVSHMEM:
		return arena_printf(ctx->arena, "region '%s'", device->region->full_name);
	case DEVICE_VUART: return arena_printf(ctx->arena, "PCI vUART %u", device->vuart->index);
	case DEVICE_PTM: return "the PTM root port";
	}
	return "a device";
}
