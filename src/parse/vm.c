/* One <vm>: its kind, memory, passthrough devices and vUARTs, in the forms of all releases. */
#include "parse/parse.h"

#include <stdlib.h>
#include <string.h>

static void parse_kind(xmlNodePtr node, struct vm *vm)
{
	bool load_order = xml_has(node, "load_order");

	vm->type = parse_field(node, load_order ? "load_order" : "vm_type");
	for (size_t i = 0; i < n_vm_kind_words; i++) {
		const struct vm_kind_word *word = &vm_kind_words[i];

		if ((load_order ? word->load_order : word->vm_type) &&
			value_is(&vm->type, word->text))
			vm->kind = word->kind;
	}
}

/* ---- memory ---- */

static void scale_to_bytes(struct number *megabytes)
{
	if (!number_valid(megabytes) ||
		!__builtin_mul_overflow(megabytes->value, MIB, &megabytes->value))
		return;
	megabytes->form = NUMBER_TOO_BIG;
	megabytes->value = 0;
}

/* A piece without a length, or of length 0, does not count. */
static void add_memory(struct context *ctx, struct vm *vm, struct memory_piece piece)
{
	const struct number *length = &piece.length;
	bool given = piece.start.form != NUMBER_ABSENT &&
		     (!number_valid(&piece.start) || piece.start.value != 0);

	if (length->form == NUMBER_ABSENT && given && vm->lost_start.source == NULL)
		vm->lost_start = piece.start.loc;
	if (length->form == NUMBER_ABSENT || (number_valid(length) && length->value == 0))
		return;
	*ARRAY_ADD(ctx->arena, vm->memory, vm->n_memory) = piece;
}

/*
 * Sizes are bytes up to v2.7, written in hex, and decimal MB from v3.0, whose VMs have a
 * load_order; files saved between the two have a load_order and hex bytes.
 */
static void parse_memory(xmlNodePtr vm_node, struct vm *vm)
{
	xmlNodePtr memory = parse_once(vm_node, "memory");
	bool megabytes = xml_has(vm_node, "load_order");

	if (memory == NULL)
		return;

	struct memory_piece piece = {
		.start = parse_number_field(memory, "start_hpa"),
		.length = parse_number_field(memory, "size"),
		.unit = megabytes ? SIZE_EITHER : SIZE_BYTES,
	};

	if (megabytes && piece.length.form != NUMBER_HEX)
		scale_to_bytes(&piece.length);
	add_memory(xml_ctx(vm_node), vm, piece);
	piece.start = parse_number_field(memory, "start_hpa2");
	piece.length = parse_number_field(memory, "size_hpa2");
	piece.unit = SIZE_BYTES;
	add_memory(xml_ctx(vm_node), vm, piece);
	for (xmlNodePtr node = NULL; (node = xml_each(memory, "hpa_region", node)) != NULL;) {
		piece.start = parse_number_field(node, "start_hpa");
		piece.length = parse_number_field(node, "size_hpa");
		piece.unit = SIZE_MB;
		scale_to_bytes(&piece.length);
		add_memory(xml_ctx(vm_node), vm, piece);
	}
}

/* ---- devices ---- */

static void parse_passthrough(xmlNodePtr vm_node, struct vm *vm)
{
	xmlNodePtr list = parse_once(vm_node, "pci_devs");

	for (xmlNodePtr node = NULL; (node = xml_each(list, "pci_dev", node)) != NULL;) {
		struct passthrough device = {
			.text = xml_value(node),
		};
		size_t consumed;

		if (value_is_blank(&device.text))
			continue;
		/* The BDF is a word of its own; what lspci says of the device follows it. */
		device.bdf_valid = parse_bdf(device.text.text, strlen(device.text.text),
					   &device.bdf, &consumed) &&
				   (device.text.text[consumed] == '\0' ||
					   parse_is_blank(device.text.text[consumed]));
		*ARRAY_ADD(xml_ctx(vm_node)->arena, vm->passthrough, vm->n_passthrough) = device;
	}
}

/* Which of the VM's two legacy vUARTs are on: those with a base, and a valid one. */
static void parse_legacy_vuarts(xmlNodePtr vm_node, struct vm *vm)
{
	static const char *const names[] = {"legacy_vuart", "vuart"}; /* v2.3 on, before */

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct parse_ids ids = {0};

		for (xmlNodePtr node = NULL; (node = xml_each(vm_node, names[i], node)) != NULL;) {
			struct value text = parse_attribute(node, "id");
			struct value base = parse_field(node, "base");
			struct number id = parse_number(&text);

			parse_note_id(node, &id, &ids);
			if (number_valid(&id) && id.value < 2 && !value_is_blank(&base) &&
				!value_is(&base, "INVALID_COM_BASE"))
				vm->legacy_vuart[id.value] = true;
		}
	}
}

/* Keeps what a field holds that holds a word; which words there are has a rule. */
static void keep_keyword(
	struct context *ctx, const char *name, const struct value *value, struct vm *vm)
{
	struct keyword *keyword;

	if (value_is_blank(value))
		return;
	keyword = arena_array(ctx->arena, 1, sizeof(*keyword));
	*keyword = (struct keyword){name, *value, vm->keywords};
	vm->keywords = keyword;
}

static struct value parse_keyword(xmlNodePtr parent, const char *name, struct vm *vm)
{
	struct value value = parse_field(parent, name);

	keep_keyword(xml_ctx(parent), name, &value, vm);
	return value;
}

/*
 * The console up to v2.7 is <console_vuart id="0"><base>PCI_VUART</base>, which yields to the
 * legacy console; later it is one text that names one kind.
 */
static void parse_console(xmlNodePtr vm_node, struct vm *vm)
{
	xmlNodePtr node = parse_once(vm_node, "console_vuart");

	if (node == NULL)
		return;

	struct loc loc = xml_tag_loc(node);
	struct vuart vuart = {
		.loc = loc,
		.id = number_absent(loc),
		.target_vm = number_absent(loc),
		.target_uart = number_absent(loc),
		.target_name = value_absent(loc),
		.vbdf_text = value_absent(loc),
	};

	if (xml_has(node, "base")) {
		struct value base = parse_keyword(node, "base", vm);

		if (value_is(&base, "PCI_VUART") && vm->kind != VM_POST_LAUNCHED &&
			!vm->legacy_vuart[0])
			*ARRAY_ADD(xml_ctx(vm_node)->arena, vm->vuarts, vm->n_vuarts) = vuart;
	} else {
		struct value text = xml_value(node);

		keep_keyword(xml_ctx(vm_node), "console_vuart", &text, vm);
		if (value_is(&text, "PCI"))
			*ARRAY_ADD(xml_ctx(vm_node)->arena, vm->vuarts, vm->n_vuarts) = vuart;
	}
}

static int compare_vuarts(const void *a, const void *b)
{
	const struct vuart *left = a;
	const struct vuart *right = b;

	if (left->index != right->index)
		return left->index < right->index ? -1 : 1;
	return (left->loc.offset > right->loc.offset) - (left->loc.offset < right->loc.offset);
}

static void parse_vuarts(xmlNodePtr vm_node, struct vm *vm)
{
	struct parse_ids ids = {0};
	unsigned position = 0;

	parse_legacy_vuarts(vm_node, vm);
	parse_console(vm_node, vm);
	for (xmlNodePtr node = NULL;
		(node = xml_each(vm_node, "communication_vuart", node)) != NULL;) {
		struct value text = parse_attribute(node, "id");
		struct number id = parse_number(&text);
		struct value base = parse_keyword(node, "base", vm);
		struct loc loc = xml_tag_loc(node);
		struct vuart vuart = {
			.loc = loc,
			.index = ++position,
			.id = id,
			.target_vm = parse_number_field(node, "target_vm_id"),
			.target_uart = parse_number_field(node, "target_uart_id"),
			.target_name = value_absent(loc),
			.vbdf_text = value_absent(loc),
		};

		parse_note_id(node, &id, &ids);
		/* Without an id the position counts; an id that is unusable has a rule. */
		if (vuart_id_usable(&id))
			vuart.index = (unsigned)id.value;
		if (value_is(&base, "PCI_VUART") && (vuart.index != 1 || !vm->legacy_vuart[1]))
			*ARRAY_ADD(xml_ctx(vm_node)->arena, vm->vuarts, vm->n_vuarts) = vuart;
	}
	if (vm->n_vuarts > 1)
		qsort(vm->vuarts, vm->n_vuarts, sizeof(*vm->vuarts), compare_vuarts);
}

/*
 * In the text form, whose VMs have no load_order, shipped scenarios have mmio_resources twice: it
 * lists its resources in several parts.
 */
static void parse_mmio_resources(xmlNodePtr vm_node, struct vm *vm)
{
	static const char section[] = "mmio_resources";
	struct value tpm2 = parse_part_field(vm_node, section, "TPM2");
	struct value p2sb = parse_part_field(vm_node, section, "p2sb");

	if (xml_has(vm_node, "load_order"))
		(void)parse_once(vm_node, section);
	keep_keyword(xml_ctx(vm_node), "TPM2", &tpm2, vm);
	keep_keyword(xml_ctx(vm_node), "p2sb", &p2sb, vm);
	vm->tpm2 = value_is(&tpm2, "y");
	vm->p2sb = value_is(&p2sb, "y") || value_is(&p2sb, "true");
}

void parse_vm(xmlNodePtr node, struct vm *vm)
{
	struct value id = parse_attribute(node, "id");
	struct value ptm;

	vm->loc = xml_tag_loc(node);
	vm->id = parse_number(&id);
	vm->name = parse_field(node, "name");
	parse_kind(node, vm);
	parse_memory(node, vm);
	parse_passthrough(node, vm);
	parse_vuarts(node, vm);
	parse_mmio_resources(node, vm);
	ptm = parse_keyword(node, "PTM", vm);
	vm->ptm = value_is(&ptm, "y");
	vm->config = parse_vm_config(node);
}
