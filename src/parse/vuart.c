/* The vUARTs of a VM: as they are written in v2.x, and those that are emulated as PCI devices. */
#include "parse/parse.h"

#include <stdlib.h>

/* target: what names the other end; NULL for a console, which has none. */
static void add_pci_vuart(
	struct xml_node *node, struct vm *vm, unsigned index, const struct vuart_config *target)
{
	struct loc loc = xml_tag_loc(node);
	struct number absent = number_absent(loc);

	*ARRAY_ADD(node->ctx->arena, vm->vuarts, vm->n_vuarts) = (struct vuart){
		.loc = loc,
		.index = index,
		.id = target != NULL ? target->id : absent,
		.target_vm = target != NULL ? target->target_vm : absent,
		.target_uart = target != NULL ? target->target_uart : absent,
		.target_name = value_absent(loc),
		.vbdf_text = value_absent(loc),
	};
}

/* Which of the VM's two legacy vUARTs are on: those with a base, and a valid one. */
static void note_legacy(const struct vuart_config *vuart, struct vm *vm)
{
	if (number_valid(&vuart->id) && vuart->id.value < 2 && !value_is_blank(&vuart->base) &&
		!value_is(&vuart->base, "INVALID_COM_BASE"))
		vm->legacy_vuart[vuart->id.value] = true;
}

/* Keeps one that is on. The console yields to the legacy console, vUART 1 to the legacy vUART 1. */
static void note_pci(
	struct xml_node *node, const struct vuart_config *vuart, unsigned position, struct vm *vm)
{
	/* Without an id the position counts; an id that is unusable has a rule. */
	unsigned index = vuart_id_usable(&vuart->id) ? (unsigned)vuart->id.value : position;

	if (!value_is(&vuart->base, "PCI_VUART"))
		return;
	if (vuart->section == VUART_CONSOLE) {
		if (vm->kind != VM_POST_LAUNCHED && !vm->legacy_vuart[0])
			add_pci_vuart(node, vm, 0, NULL);
	} else if (index != 1 || !vm->legacy_vuart[1]) {
		add_pci_vuart(node, vm, index, vuart);
	}
}

/* The elements of one name. The console of v3.x is a word: a setting. */
static void read_vuarts(
	struct xml_node *vm_node, const char *element, enum vuart_section section, struct vm *vm)
{
	struct vm_config *config = vm->config;
	struct arena *arena = vm_node->ctx->arena;
	struct parse_ids ids = {0};
	unsigned position = 0;

	for (struct xml_node *node = NULL; (node = xml_each(vm_node, element, node)) != NULL;) {
		struct vuart_config vuart = {
			.loc = xml_tag_loc(node),
			.section = section,
			.id = parse_number_attribute(node, "id"),
			.type = parse_field(node, "type"),
			.base = parse_field(node, "base"),
			.irq = parse_field(node, "irq"),
			.target_vm = parse_number_field(node, "target_vm_id"),
			.target_uart = parse_number_field(node, "target_uart_id"),
		};

		parse_note_id(node, &vuart.id, &ids);
		if (section == VUART_LEGACY) {
			*ARRAY_ADD(arena, config->legacy_vuarts, config->n_legacy_vuarts) = vuart;
			note_legacy(&vuart, vm);
			continue;
		}
		note_pci(node, &vuart, ++position, vm);
		if (vuart.base.present)
			*ARRAY_ADD(arena, config->pci_vuarts, config->n_pci_vuarts) = vuart;
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

void parse_vuarts(struct xml_node *vm_node, struct vm *vm)
{
	struct xml_node *console = parse_once(vm_node, "console_vuart");
	const struct setting *word = vm_setting(vm, SETTING_CONSOLE_VUART);

	read_vuarts(vm_node, "legacy_vuart", VUART_LEGACY, vm);
	read_vuarts(vm_node, "vuart", VUART_LEGACY, vm); /* v2.2 */
	read_vuarts(vm_node, "console_vuart", VUART_CONSOLE, vm);
	read_vuarts(vm_node, "communication_vuart", VUART_COMMUNICATION, vm);
	if (console != NULL && !xml_has(console, "base") && value_is(&word->text, "PCI"))
		add_pci_vuart(console, vm, 0, NULL);
	if (vm->n_vuarts > 1)
		qsort(vm->vuarts, vm->n_vuarts, sizeof(*vm->vuarts), compare_vuarts);
}
