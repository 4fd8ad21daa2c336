/* vUARTs at I/O ports: where they lead, and that no two devices have one port. */
#include "check/rules.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MAX_VM_VUARTS 8u /* vuart[8] in the hypervisor's struct acrn_vm */

/* ---- up to v2.7 ---- */

static bool is_pci(const struct vuart_config *vuart)
{
	return value_is(&vuart->base, "PCI_VUART");
}

/* The PCI vUART of that number, if it is on. */
static const struct vuart_config *find_pci(const struct vm *vm, uint64_t id)
{
	EACH (const struct vuart_config, vuart, vm->config, pci_vuarts) {
		bool console = vuart->section == VUART_CONSOLE;

		if (is_pci(vuart) &&
			(console ? id == 0
				 : vuart->id.form == NUMBER_DECIMAL && vuart->id.value == id))
			return vuart;
	}
	return NULL;
}

/* The vUART of that number at an I/O port, if it is on. */
static const struct vuart_config *find_legacy(const struct vm *vm, uint64_t id)
{
	const struct vuart_config *vuart = vm_legacy_vuart(vm, id);

	return vuart != NULL && vuart_is_on(vuart) ? vuart : NULL;
}

static void report_target(
	struct context *ctx, const struct vm *vm, const struct number *number, const char *fault)
{
	diag_add(ctx->diags, DIAG_UAR001, number->loc, "legacy vUART 1 of %s %s", vm_label(ctx, vm),
		fault);
}

/* The vUART at the other end; a PCI one where there is no legacy one. */
static const struct vuart_config *other_end(const struct vuart_config *vuart)
{
	const struct vuart_config *other =
		vuart->target_uart.value == 1 ? find_legacy(vuart->target, 1) : NULL;

	return other != NULL ? other : find_pci(vuart->target, vuart->target_uart.value);
}

/* Where the vUART leads: "leads to vUART 1 of VM 2, which is not there or off". */
static void check_other_end(
	struct context *ctx, const struct vm *vm, const struct vuart_config *vuart)
{
	const struct vuart_config *other = other_end(vuart);
	uint64_t id = vuart->target_uart.value;
	const char *target = vm_label(ctx, vuart->target);

	if (other == NULL)
		diag_add(ctx->diags, DIAG_UAR001, vuart->target_uart.loc,
			"legacy vUART 1 of %s leads to vUART %" PRIu64
			" of %s, which is not there or off",
			vm_label(ctx, vm), id, target);
	else if (other->target_vm.form == NUMBER_DECIMAL && other->target != vm)
		check_report_pair(ctx, DIAG_UAR001, vuart->target_vm.loc, other->target_vm.loc,
			arena_printf(ctx->arena, "that one leads to VM %s",
				words_number(ctx, &other->target_vm)),
			"legacy vUART 1 of %s leads to vUART %" PRIu64
			" of %s, which leads elsewhere",
			vm_label(ctx, vm), id, target);
}

void check_legacy_vuart_pairs(struct context *ctx, const struct vm *vm)
{
	const struct vuart_config *vuart = find_legacy(vm, 1);

	if (vuart == NULL)
		return;
	if (vuart->target_vm.form != NUMBER_DECIMAL) {
		report_target(ctx, vm, &vuart->target_vm,
			"does not say in target_vm_id, in decimal digits, which VM it leads to");
	} else if (vuart->target == NULL) {
		if (check_vm_ids_readable(ctx->config))
			report_target(ctx, vm, &vuart->target_vm,
				arena_printf(ctx->arena,
					"leads to VM %" PRIu64 "; this scenario has %s",
					vuart->target_vm.value,
					words_vm_list(ctx, ctx->config, false)));
	} else if (vuart->target == vm) {
		report_target(ctx, vm, &vuart->target_vm,
			"leads to its own VM; target_vm_id must be another one");
	} else if (vuart->target_uart.form != NUMBER_DECIMAL || vuart->target_uart.value == 0) {
		report_target(ctx, vm, &vuart->target_uart,
			"does not say in target_uart_id which vUART it leads to; it must be 1 or higher, in decimal digits");
	} else {
		check_other_end(ctx, vm, vuart);
	}
}

void check_legacy_beside_pci(struct context *ctx, const struct vm *vm)
{
	for (uint64_t id = 0; id < 2; id++) {
		const struct vuart_config *legacy = find_legacy(vm, id);
		const struct vuart_config *pci = find_pci(vm, id);

		if (legacy != NULL && pci != NULL)
			check_report_pair(ctx, DIAG_UAR002, pci->base.loc, legacy->base.loc,
				"the legacy one",
				"vUART %" PRIu64
				" of %s is on as a PCI device and as a legacy one; one of them must be off",
				id, vm_label(ctx, vm));
	}
}

/* 1 to 4 for the words "COM1_BASE" to "COM4_BASE" after the prefix; else 0. */
static uint64_t port_of_word(const char *text, const char *prefix)
{
	size_t length = strlen(prefix);

	if (strncmp(text, prefix, length) != 0 || strncmp(text + length, "COM", 3) != 0)
		return 0;
	text += length + 3;
	return text[0] >= '1' && text[0] <= '4' && strcmp(text + 1, "_BASE") == 0
		       ? (uint64_t)(text[0] - '0')
		       : 0;
}

/* Which words a release has for the port of vUART 0 or 1. */
static bool is_base_word(
	const struct context *ctx, const struct vm *vm, uint64_t id, const char *text)
{
	bool early = (ctx->releases & RELEASES(V2_2, V2_6)) != 0;
	bool late = (ctx->releases & RELEASE_V2_7) != 0;
	bool service = vm->kind == VM_SERVICE;

	return (early && port_of_word(text, service ? "SOS_" : "") == id + 1) ||
	       (late && port_of_word(text, service ? "SERVICE_VM_" : "") != 0);
}

static void check_base(struct context *ctx, const struct vm *vm, const struct vuart_config *vuart)
{
	bool service = vm->kind == VM_SERVICE;
	const char *prefix = !service                                      ? ""
			     : (ctx->releases & RELEASES(V2_2, V2_6)) != 0 ? "SOS_"
									   : "SERVICE_VM_";

	if (vuart->id.form != NUMBER_DECIMAL || vuart->id.value > 1 || !vuart_is_on(vuart) ||
		is_base_word(ctx, vm, vuart->id.value, vuart->base.text))
		return;
	diag_add(ctx->diags, DIAG_UAR003, vuart->base.loc,
		"the base of legacy vUART %" PRIu64 " of %s is %s; it must be %sCOM%" PRIu64
		"_BASE or INVALID_COM_BASE",
		vuart->id.value, vm_label(ctx, vm), words_quote(ctx, vuart->base.text), prefix,
		vuart->id.value + 1);
}

/* v2.7 lets each vUART have each port. */
static void check_same_base(struct context *ctx, const struct vm *vm)
{
	const struct vuart_config *first = find_legacy(vm, 0);
	const struct vuart_config *second = vm_legacy_vuart(vm, 1);

	if (first != NULL && second != NULL && is_base_word(ctx, vm, 0, first->base.text) &&
		is_base_word(ctx, vm, 1, second->base.text) &&
		strcmp(first->base.text, second->base.text) == 0)
		check_report_pair(ctx, DIAG_UAR003, second->base.loc, first->base.loc,
			"the other vUART",
			"legacy vUARTs 0 and 1 of %s have one port, %s; their ports must differ",
			vm_label(ctx, vm), second->base.text);
}

void check_legacy_bases(struct context *ctx, const struct vm *vm)
{
	if (vm->kind == VM_UNKNOWN)
		return;
	EACH (const struct vuart_config, vuart, vm->config, legacy_vuarts)
		check_base(ctx, vm, vuart);
	check_same_base(ctx, vm);
}

/* The array has places for those that are off, too, but only legacy ones are written so. */
void check_vuart_count(struct context *ctx, const struct vm *vm)
{
	size_t n = 0;

	EACH (const struct vuart_config, vuart, vm->config, legacy_vuarts)
		n += vuart_is_on(vuart);
	EACH (const struct vuart_config, vuart, vm->config, pci_vuarts) {
		if (is_pci(vuart) && ++n == MAX_VM_VUARTS + 1)
			diag_add(ctx->diags, DIAG_UAR004, vuart->loc,
				"this is vUART number %zu of %s; a VM has at most %u that are on",
				n, vm_label(ctx, vm), MAX_VM_VUARTS);
	}
}

/* ---- from v3.0 ---- */

void check_legacy_endpoint_vm(struct context *ctx, const struct vuart_connection *connection,
	const struct vuart_endpoint *end)
{
	const struct value *name = &end->vm_name;

	if (value_is(&connection->type, "legacy") && ctx->config->n_vms > 0 &&
		check_next_vm_by_name(ctx->config, name->text, NULL) == NULL)
		check_report_endpoint(ctx, DIAG_UAR005, "legacy", name);
}

/* The port of console_vuart; 0: not one of the four. */
static uint64_t console_port(const struct vm *vm)
{
	static const struct {
		const char *word;
		uint64_t port;
	} consoles[] = {
		{"COM Port 1", 0x3f8},
		{"COM Port 2", 0x2f8},
		{"COM Port 3", 0x3e8},
		{"COM Port 4", 0x2e8},
	};

	for (size_t i = 0; i < sizeof(consoles) / sizeof(consoles[0]); i++) {
		if (value_is(&vm_setting(vm, SETTING_CONSOLE_VUART)->text, consoles[i].word))
			return consoles[i].port;
	}
	return 0;
}

/* The end in a connection before this one that is at the same port of the same VM. */
static const struct vuart_endpoint *same_port(const struct config *config,
	const struct vuart_connection *connection, const struct vuart_endpoint *end)
{
	for (const struct vuart_connection *other = config->connections; other < connection;
		other++) {
		EACH (const struct vuart_endpoint, endpoint, other, endpoints) {
			if (value_is(&other->type, "legacy") && endpoint->vm == end->vm &&
				endpoint->io_port.form == NUMBER_HEX &&
				endpoint->io_port.value == end->io_port.value)
				return endpoint;
		}
	}
	return NULL;
}

void check_endpoint_port(struct context *ctx, const struct vuart_connection *connection,
	const struct vuart_endpoint *end)
{
	const struct number *port = &end->io_port;
	const struct vuart_endpoint *other;

	if (port->form == NUMBER_ABSENT || !value_is(&connection->type, "legacy"))
		return;
	if (port->form != NUMBER_HEX || port->value > 0xffff) {
		diag_add(ctx->diags, DIAG_UAR006, port->loc,
			"io_port is %s; it must be 0x and hex digits, at most 0xffff",
			words_quote(ctx, port->text));
		return;
	}
	if (end->vm == NULL)
		return;
	other = same_port(ctx->config, connection, end);
	if (other != NULL)
		check_report_pair(ctx, DIAG_UAR006, port->loc, other->io_port.loc,
			"the other vUART",
			"io_port %s of %s is used twice; each vUART of a VM has a port of its own",
			port->text, vm_label(ctx, end->vm));
	else if (port->value == console_port(end->vm))
		check_report_pair(ctx, DIAG_UAR006, port->loc,
			vm_setting(end->vm, SETTING_CONSOLE_VUART)->text.loc, "the console",
			"io_port %s of %s is that of its console_vuart; it must be another one",
			port->text, vm_label(ctx, end->vm));
}
