/* One <vm> but its vUARTs: its kind, memory, devices and lists, in the forms of all releases. */
#include "parse/line.h"

#include <string.h>

static void parse_kind(struct xml_node *node, struct vm *vm)
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
static void parse_memory(struct xml_node *vm_node, struct vm *vm)
{
	struct xml_node *memory = parse_once(vm_node, "memory");
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
	add_memory(vm_node->ctx, vm, piece);
	piece.start = parse_number_field(memory, "start_hpa2");
	piece.length = parse_number_field(memory, "size_hpa2");
	piece.unit = SIZE_BYTES;
	add_memory(vm_node->ctx, vm, piece);
	for (struct xml_node *node = NULL; (node = xml_each(memory, "hpa_region", node)) != NULL;) {
		piece.start = parse_number_field(node, "start_hpa");
		piece.length = parse_number_field(node, "size_hpa");
		piece.unit = SIZE_MB;
		scale_to_bytes(&piece.length);
		add_memory(vm_node->ctx, vm, piece);
	}
}

/* ---- devices ---- */

static void parse_passthrough(struct xml_node *vm_node, struct vm *vm)
{
	struct xml_node *list = parse_once(vm_node, "pci_devs");

	for (struct xml_node *node = NULL; (node = xml_each(list, "pci_dev", node)) != NULL;) {
		struct passthrough device = {
			.text = xml_value(node),
		};
		const char *rest;

		if (value_is_blank(&device.text))
			continue;
		/* The BDF is a word; what lspci says of the device follows it. */
		rest = parse_bdf(
			device.text.text, device.text.text + strlen(device.text.text), &device.bdf);
		device.bdf_valid = rest != NULL && (*rest == '\0' || xml_is_blank(*rest));
		*ARRAY_ADD(vm_node->ctx->arena, vm->passthrough, vm->n_passthrough) = device;
	}
}

/* ---- cpu_affinity ---- */

/* In v3.x each processor has an element, which says more of it. A blank pcpu_id is no processor. */
static void read_pcpus(struct xml_node *affinity, struct vm_config *config)
{
	for (struct xml_node *node = xml_child(affinity); node != NULL; node = xml_next(node)) {
		bool bare = xml_is(node, "pcpu_id");
		struct pcpu pcpu;

		if (!bare && !xml_is(node, "pcpu"))
			continue;
		pcpu.id =
			bare ? parse_number(xml_value(node)) : parse_number_field(node, "pcpu_id");
		pcpu.real_time = bare ? value_absent(xml_tag_loc(node))
				      : parse_field(node, "real_time_vcpu");
		if (!bare || pcpu.id.form != NUMBER_ABSENT)
			*ARRAY_ADD(node->ctx->arena, config->pcpus, config->n_pcpus) = pcpu;
	}
}

/* ---- pt_intx ---- */

/* Decimal or hex digits. */
static bool take_number(struct line *line, uint64_t *number)
{
	size_t length = strspn(line->p, "0123456789abcdefABCDEFxX");
	struct number parsed = parse_number(line_take_value(line, line->p + length));

	*number = parsed.value;
	return parsed.form == NUMBER_DECIMAL || parsed.form == NUMBER_HEX;
}

/* "(14, 0)(15, 1)" */
static void read_intx(struct xml_node *node, struct vm_config *config)
{
	struct xml_text text = xml_text_of(node);
	struct line line = line_whole(&text);

	while (!line_ends(&line)) {
		struct intx_pair pair;
		struct line rest = line;

		if (!line_take(&line, "(") || !take_number(&line, &pair.physical) ||
			!line_take(&line, ",") || !take_number(&line, &pair.virtual) ||
			!line_begins(&line, ")")) {
			config->intx_fault = line_rest(&rest);
			return;
		}
		pair.loc = line_loc(&line, rest.p, line.p + 1);
		(void)line_take(&line, ")");
		*ARRAY_ADD(node->ctx->arena, config->intx, config->n_intx) = pair;
	}
}

static void parse_lists(struct xml_node *node, struct vm_config *config)
{
	struct xml_node *flags = parse_once(node, "guest_flags");
	struct xml_node *clos = parse_once(node, "clos");
	struct xml_node *intx = parse_once(node, "pt_intx");

	config->cpu_affinity = parse_section(node, "cpu_affinity");
	config->epc_section = parse_section(node, "epc_section");
	config->os_config = parse_section(node, "os_config");
	config->board_private = parse_section(node, "board_private");
	config->guest_flags.loc = xml_tag_loc(node);
	config->clos.loc = config->guest_flags.loc;
	if (flags != NULL)
		config->guest_flags = parse_values(flags, "guest_flag");
	if (clos != NULL)
		config->clos = parse_numbers(clos, "vcpu_clos", false);
	read_pcpus(parse_once(node, "cpu_affinity"), config);
	if (intx != NULL)
		read_intx(intx, config);
}

void parse_vm(struct xml_node *node, struct vm *vm)
{
	vm->loc = xml_tag_loc(node);
	vm->id = parse_number_attribute(node, "id");
	vm->name = parse_field(node, "name");
	vm->config = arena_alloc(node->ctx->arena, sizeof(*vm->config));
	parse_vm_settings(node, vm->config->settings);
	vm->tpm2 = value_is(&vm_setting(vm, SETTING_TPM2)->text, "y");
	vm->p2sb = value_is(&vm_setting(vm, SETTING_P2SB)->text, "y") ||
		   value_is(&vm_setting(vm, SETTING_P2SB)->text, "true");
	vm->ptm = value_is(&vm_setting(vm, SETTING_PTM)->text, "y");
	parse_kind(node, vm);
	parse_memory(node, vm);
	parse_passthrough(node, vm);
	parse_vuarts(node, vm);
	parse_lists(node, vm->config);
}
