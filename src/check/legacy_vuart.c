/* vUARTs at I/O ports: where they lead, and that no two devices have one port. */
#include "check/rules.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/settings.h"
#include "base/each.h"

#define MAX_VM_VUARTS 8u /* vuart[8] in the hypervisor's struct acrn_vm */

/* ---- up to v2.7 ---- */

static bool is_pci(const struct vuart_config *vuart)
{
	return value_is(&vuart->base, "PCI_VUART");
}

/* The PCI vUART of that number, if it is on. */
static const struct vuart_config *find_pci(const struct vm *vm, uint64_t id)
{
	for (size_t i = 0; vm->config != NULL && i < vm->config->n_pci_vuarts; i++) {
		const struct vuart_config *vuart = &vm->config->pci_vuarts[i];
		bool console = vuart->section == VUART_CONSOLE;

		if (is_pci(vuart) &&
			(console ? id == 0
				 : vuart->id.form == NUMBER_DECIMAL && vuart->id.value == id))
			return vuart;
	}
	return NULL;
}

/* The vUART 1 at an I/O port, if it is on and its numbers can be read. */
static const struct vuart_config *find_second(const struct vm *vm)
{
	const struct vuart_config *vuart = vm->config == NULL ? NULL : vm_legacy_vuart(vm, 1);

	return vuart != NULL && vuart_is_on(vuart) ? vuart : NULL;
}

static struct diag *report_target(struct context *ctx, const struct config *config,
	const struct vm *vm, const struct number *number, const char *fault)
{
	return diag_add(ctx->diags, DIAG_UAR001, number->loc, "legacy vUART 1 of %s %s",
		words_vm(ctx, config, vm), fault);
}

/* The vUART at the other end; a PCI one where there is no legacy one. */
static const struct vuart_config *other_end(const struct vuart_config *vuart)
{
	const struct vuart_config *other =
		vuart->target_uart.value == 1 ? find_second(vuart->target) : NULL;

	return other != NULL ? other : find_pci(vuart->target, vuart->target_uart.value);
}

void check_legacy_vuart_pairs(struct context *ctx, const struct config *config, const struct vm *vm)
{
	const struct vuart_config *vuart = find_second(vm);
	const struct vuart_config *other;

	if (vuart == NULL)
		return;
	if (vuart->target_vm.form != NUMBER_DECIMAL) {
		report_target(ctx, config, vm, &vuart->target_vm,
			"does not say in target_vm_id, in decimal digits, which VM it leads to");
	} else if (vuart->target == NULL) {
		if (check_vm_ids_readable(config))
			report_target(ctx, config, vm, &vuart->target_vm,
				arena_printf(ctx->arena,
					"leads to VM %" PRIu64 "; this scenario has %s",
					vuart->target_vm.value, words_vm_list(ctx, config, false)));
	} else if (vuart->target == vm) {
		report_target(ctx, config, vm, &vuart->target_vm,
			"leads to its own VM; target_vm_id must be another one");
	} else if (vuart->target_uart.form != NUMBER_DECIMAL || vuart->target_uart.value == 0) {
		report_target(ctx, config, vm, &vuart->target_uart,
			"does not say in target_uart_id which vUART it leads to; it must be 1 or higher, in decimal digits");
	} else if ((other = other_end(vuart)) == NULL) {
		report_target(ctx, config, vm, &vuart->target_uart,
			arena_printf(ctx->arena,
				"leads to vUART %" PRIu64 " of %s, which is not there or off",
				vuart->target_uart.value, words_vm(ctx, config, vuart->target)));
	} else if (other->target_vm.form == NUMBER_DECIMAL && other->target != vm) {
		struct diag *diag = report_target(ctx, config, vm, &vuart->target_vm,
			arena_printf(ctx->arena,
				"leads to vUART %" PRIu64 " of %s, which leads elsewhere",
				vuart->target_uart.value, words_vm(ctx, config, vuart->target)));

		diag_note(ctx->diags, diag, other->target_vm.loc, "that one leads to VM %s",
			words_number(ctx, &other->target_vm));
	}
}

void check_legacy_beside_pci(struct context *ctx, const struct config *config, const struct vm *vm)
{
	for (uint64_t id = 0; id < 2 && vm->config != NULL; id++) {
		const struct vuart_config *legacy = vm_legacy_vuart(vm, id);
		const struct vuart_config *pci = find_pci(vm, id);
		struct diag *diag;

		if (legacy == NULL || !vuart_is_on(legacy) || pci == NULL)
			continue;
		diag = diag_add(ctx->diags, DIAG_UAR002, pci->base.loc,
			"vUART %" PRIu64
			" of %s is on as a PCI device and as a legacy one; one of them must be off",
			id, words_vm(ctx, config, vm));
		diag_note(ctx->diags, diag, legacy->base.loc, "the legacy one");
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
	bool old = (ctx->releases & RELEASES(V2_2, V2_6)) != 0;
	bool new = (ctx->releases & RELEASES(V2_7, V2_7)) != 0;
	bool service = vm->kind == VM_SERVICE;

	return (old && port_of_word(text, service ? "SOS_" : "") == id + 1) ||
	       (new &&port_of_word(text, service ? "SERVICE_VM_" : "") != 0);
}

static void check_base(struct context *ctx, const struct config *config, const struct vm *vm,
	const struct vuart_config *vuart)
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
		vuart->id.value, words_vm(ctx, config, vm), words_quote(ctx, vuart->base.text),
		prefix, vuart->id.value + 1);
}

/* v2.7 lets each vUART have each port. */
static void check_same_base(struct context *ctx, const struct config *config, const struct vm *vm)
{
	const struct vuart_config *first = vm_legacy_vuart(vm, 0);
	const struct vuart_config *second = vm_legacy_vuart(vm, 1);
	struct diag *diag;

	if (first == NULL || second == NULL || !vuart_is_on(first) ||
		!is_base_word(ctx, vm, 0, first->base.text) ||
		!is_base_word(ctx, vm, 1, second->base.text) ||
		strcmp(first->base.text, second->base.text) != 0)
		return;
	diag = diag_add(ctx->diags, DIAG_UAR003, second->base.loc,
		"legacy vUARTs 0 and 1 of %s have one port, %s; their ports must differ",
		words_vm(ctx, config, vm), second->base.text);
	diag_note(ctx->diags, diag, first->base.loc, "the other vUART");
}

void check_legacy_bases(struct context *ctx, const struct config *config, const struct vm *vm)
{
	if (vm->config == NULL || vm->kind == VM_UNKNOWN)
		return;
	for (size_t j = 0; j < vm->config->n_legacy_vuarts; j++)
		check_base(ctx, config, vm, &vm->config->legacy_vuarts[j]);
	check_same_base(ctx, config, vm);
}

/* The array has places for those that are off, too, but only legacy ones are written so. */
void check_vuart_count(struct context *ctx, const struct config *config, const struct vm *vm)
{
	size_t n = 0;

	for (size_t j = 0; vm->config != NULL && j < vm->config->n_legacy_vuarts; j++)
		n += vuart_is_on(&vm->config->legacy_vuarts[j]);
	for (size_t j = 0; vm->config != NULL && j < vm->config->n_pci_vuarts; j++) {
		const struct vuart_config *vuart = &vm->config->pci_vuarts[j];

		n += is_pci(vuart);
		if (!is_pci(vuart) || n != MAX_VM_VUARTS + 1)
			continue;
		diag_add(ctx->diags, DIAG_UAR004, vuart->loc,
			"this is vUART number %zu of %s; a VM has at most %u that are on", n,
			words_vm(ctx, config, vm), MAX_VM_VUARTS);
	}
}

/* ---- from v3.0 ---- */

void check_legacy_connection_vms(struct context *ctx, const struct config *config)
{
	if (config->n_vms == 0)
		return;
	EACH (const struct vuart_connection, connection, config, connections) {
		for (size_t j = 0; j < connection->n_endpoints; j++) {
			const struct value *name = &connection->endpoints[j].vm_name;
			struct diag *diag;

			if (!value_is(&connection->type, "legacy") ||
				check_next_vm_by_name(config, name->text, NULL) != NULL)
				continue;
			if (value_is_blank(name)) {
				diag_add(ctx->diags, DIAG_UAR005, name->loc,
					"this endpoint of a legacy vUART connection has no vm_name");
				continue;
			}
			diag = diag_add(ctx->diags, DIAG_UAR005, name->loc,
				"this legacy vUART connection leads to VM %s; this scenario has %s",
				words_quote(ctx, name->text), words_vm_list(ctx, config, true));
			check_suggest_vm_name(ctx, config, diag, name);
		}
	}
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
	const struct setting *console = vm_setting(vm, SETTING_CONSOLE_VUART);

	for (size_t i = 0; i < sizeof(consoles) / sizeof(consoles[0]); i++) {
		if (value_is(&console->text, consoles[i].word))
			return consoles[i].port;
	}
	return 0;
}

/* The end before this one that is at the same port of the same VM. */
static const struct vuart_endpoint *same_port(
	const struct config *config, size_t connection, const struct vuart_endpoint *end)
{
	for (size_t i = 0; i < connection; i++) {
		const struct vuart_connection *other = &config->connections[i];

		for (size_t j = 0; value_is(&other->type, "legacy") && j < other->n_endpoints;
			j++) {
			const struct vuart_endpoint *endpoint = &other->endpoints[j];

			if (endpoint->vm == end->vm && endpoint->io_port.form == NUMBER_HEX &&
				endpoint->io_port.value == end->io_port.value)
				return endpoint;
		}
	}
	return NULL;
}

static void check_port(struct context *ctx, const struct config *config, size_t connection,
	const struct vuart_endpoint *end)
{
	const struct number *port = &end->io_port;
	const struct vuart_endpoint *other;
	const char *label;
	struct diag *diag;

	if (port->form == NUMBER_ABSENT)
		return;
	if (port->form != NUMBER_HEX || port->value > 0xffff) {
		diag_add(ctx->diags, DIAG_UAR006, port->loc,
			"io_port is %s; it must be 0x and hex digits, at most 0xffff",
			words_quote(ctx, port->text));
		return;
	}
	if (end->vm == NULL)
		return;
	label = words_vm(ctx, config, end->vm);
	other = same_port(config, connection, end);
	if (other != NULL) {
		diag = diag_add(ctx->diags, DIAG_UAR006, port->loc,
			"io_port %s of %s is used twice; each vUART of a VM has a port of its own",
			port->text, label);
		diag_note(ctx->diags, diag, other->io_port.loc, "the other vUART");
	} else if (port->value == console_port(end->vm)) {
		diag = diag_add(ctx->diags, DIAG_UAR006, port->loc,
			"io_port %s of %s is that of its console_vuart; it must be another one",
			port->text, label);
		diag_note(ctx->diags, diag, vm_setting(end->vm, SETTING_CONSOLE_VUART)->text.loc,
			"the console");
	}
}

void check_connection_ports(struct context *ctx, const struct config *config)
{
	for (size_t i = 0; i < config->n_connections; i++) {
		const struct vuart_connection *connection = &config->connections[i];

		for (size_t j = 0;
			value_is(&connection->type, "legacy") && j < connection->n_endpoints; j++)
			check_port(ctx, config, i, &connection->endpoints[j]);
	}
}
