/* Rules of vUARTs that are PCI devices: their other end must exist. */
#include "check/rules.h"
#include "base/each.h"

#include <inttypes.h>
#include <string.h>

/* ---- up to v2.7: a vUART names the VM at the other end by its id ---- */

static const char *vuart_label(struct context *ctx, const struct config *config,
	const struct vm *vm, const struct vuart *vuart)
{
	return arena_printf(
		ctx->arena, "PCI vUART %u of %s", vuart->index, words_vm(ctx, config, vm));
}

static void check_target_id(struct context *ctx, const struct config *config, const struct vm *vm,
	const struct vuart *vuart, const char *element, const struct number *id)
{
	uint64_t value = id->value;
	struct diag *diag;

	if (id->form == NUMBER_ABSENT) {
		diag_add(ctx->diags, DIAG_VMS016, id->loc,
			"%s has no %s; it must say where the other end is",
			vuart_label(ctx, config, vm, vuart), element);
	} else if (id->form != NUMBER_DECIMAL && id->form != NUMBER_TOO_BIG) {
		diag = diag_add(ctx->diags, DIAG_VMS016, id->loc,
			"%s %s of %s %s; it must be decimal digits", element,
			words_quote(ctx, id->text), vuart_label(ctx, config, vm, vuart),
			check_number_fault(id));
		if (number_valid(id) || check_intended_number(id->text, &value))
			diag_fix(ctx->diags, diag, id->loc,
				arena_printf(ctx->arena, "%" PRIu64, value), "write %" PRIu64,
				value);
	}
}

void check_vuart_target(struct context *ctx, const struct config *config, const struct vm *vm)
{
	EACH (const struct vuart, vuart, vm, vuarts) {
		const struct number *id = &vuart->target_vm;

		if (vuart->index == 0 || vuart->connection)
			continue;
		check_target_id(ctx, config, vm, vuart, "target_vm_id", id);
		check_target_id(ctx, config, vm, vuart, "target_uart_id", &vuart->target_uart);
		if (id->form == NUMBER_TOO_BIG ||
			(id->form == NUMBER_DECIMAL && vuart->target == NULL &&
				check_vm_ids_readable(config)))
			diag_add(ctx->diags, DIAG_VMS016, id->loc,
				"%s leads to VM %s; this scenario has %s",
				vuart_label(ctx, config, vm, vuart), words_number(ctx, id),
				words_vm_list(ctx, config, false));
	}
}

/* The PCI vUART of that number; NULL if the VM has none. */
static const struct vuart *find_vuart(const struct vm *vm, uint64_t index)
{
	for (size_t i = 0; i < vm->n_vuarts; i++) {
		if (vm->vuarts[i].index == index && !vm->vuarts[i].connection)
			return &vm->vuarts[i];
	}
	return NULL;
}

static void report_unanswered(struct context *ctx, const struct config *config, const struct vm *vm,
	const struct vuart *vuart, const struct vuart *other)
{
	const char *own = vuart_label(ctx, config, vm, vuart);
	const char *target = words_vm(ctx, config, vuart->target);
	struct diag *diag;

	if (other == vuart) {
		diag_add(ctx->diags, DIAG_VMS021, vuart->target_uart.loc,
			"%s leads to itself, so there is no other end", own);
	} else if (other == NULL) {
		diag_add(ctx->diags, DIAG_VMS021, vuart->target_uart.loc,
			"%s leads to vUART %s of %s, which is not there or off", own,
			words_number(ctx, &vuart->target_uart), target);
	} else {
		diag = diag_add(ctx->diags, DIAG_VMS021, vuart->target_uart.loc,
			"%s leads to PCI vUART %u of %s, which leads elsewhere", own, other->index,
			target);
		diag_note(ctx->diags, diag, other->target_vm.loc,
			"that one leads to vUART %s of VM %s",
			words_number(ctx, &other->target_uart),
			words_number(ctx, &other->target_vm));
	}
}

/* Whether it is known where a vUART leads; if not, VMS016 says so. */
static bool has_target(const struct vuart *vuart)
{
	return vuart->target_vm.form == NUMBER_DECIMAL && vuart->target_uart.form == NUMBER_DECIMAL;
}

/* A legacy vUART may be the other end, too; where it leads is not read. */
void check_vuart_answer(struct context *ctx, const struct config *config, const struct vm *vm)
{
	EACH (const struct vuart, vuart, vm, vuarts) {
		uint64_t index = vuart->target_uart.value;
		const struct vuart *other;

		if (vuart->target == NULL || vuart->connection || !has_target(vuart) ||
			(index < 2 && vuart->target->legacy_vuart[index]))
			continue;
		other = find_vuart(vuart->target, index);
		if (other != NULL && !has_target(other))
			continue;
		if (other == NULL || other == vuart || other->target != vm ||
			other->target_uart.value != vuart->index)
			report_unanswered(ctx, config, vm, vuart, other);
	}
}

/*
 * Ascending by index within a VM, so a number that is used twice is found beside itself. Where both
 * have it as their id, the parser has reported that (SCH002).
 */
void check_vuart_id(struct context *ctx, const struct config *config, const struct vm *vm)
{
	for (size_t j = 0; j < vm->n_vuarts; j++) {
		const struct vuart *vuart = &vm->vuarts[j];

		if (vuart->connection || vuart->index == 0)
			continue;
		if (vuart->id.form != NUMBER_ABSENT && !vuart_id_usable(&vuart->id)) {
			diag_add(ctx->diags, DIAG_VMS020, vuart->id.loc,
				"id %s of a PCI vUART of %s is not usable; it must be decimal digits, 1 to 255",
				words_quote(ctx, vuart->id.text), words_vm(ctx, config, vm));
		} else if (j > 0 && vuart[-1].index == vuart->index && !vuart[-1].connection &&
			   !(vuart->id.present && vuart[-1].id.present)) {
			struct diag *diag = diag_add(ctx->diags, DIAG_VMS020, vuart->loc,
				"%s is there twice", vuart_label(ctx, config, vm, vuart));

			diag_note(ctx->diags, diag, vuart[-1].loc, "first here");
		}
	}
}

/* ---- from v3.0: connections name both VMs ---- */

static void check_connection_type(struct context *ctx, const struct value *value)
{
	static const char *const types[] = {"legacy", "pci"};
	const char *type = value->text;
	const char *nearest;
	struct diag *diag;

	if (strcmp(type, "legacy") == 0 || strcmp(type, "pci") == 0)
		return;
	diag = diag_add(ctx->diags, DIAG_VMS018, value->loc,
		"the type of this vUART connection is %s; it must be legacy or pci",
		words_quote(ctx, type));
	nearest = check_nearest(ctx, type, types, 2);
	if (nearest != NULL)
		diag_fix(ctx->diags, diag, value->loc, nearest, "write %s", nearest);
}

void check_connection_form(struct context *ctx, const struct config *config)
{
	EACH (const struct vuart_connection, connection, config, connections) {
		const struct vuart_endpoint *ends = connection->endpoints;

		check_connection_type(ctx, &connection->type);
		if (connection->n_endpoints != 2) {
			diag_add(ctx->diags, DIAG_VMS018, connection->loc,
				"this vUART connection has %zu endpoint%s; it must have two",
				connection->n_endpoints, connection->n_endpoints == 1 ? "" : "s");
		} else if (ends[0].vm != NULL && ends[0].vm == ends[1].vm) {
			struct diag *diag = diag_add(ctx->diags, DIAG_VMS018, ends[1].vm_name.loc,
				"both ends of this vUART connection are in %s; they must be in two VMs",
				words_vm(ctx, config, ends[1].vm));

			diag_note(ctx->diags, diag, ends[0].vm_name.loc, "the other end");
		}
	}
}

/*
 * UAR005 is about a legacy connection to a VM that is not there. But each VM's vUARTs are numbered
 * through both kinds: whose is it?
 */
static void check_endpoint(struct context *ctx, const struct config *config,
	const struct vuart_endpoint *endpoint, bool pci)
{
	const struct value *name = &endpoint->vm_name;
	bool blank = value_is_blank(name);
	bool unknown = blank || check_next_vm_by_name(config, name->text, NULL) == NULL;
	struct diag *diag;

	if (unknown && !pci)
		return;
	if (blank) {
		diag_add(ctx->diags, DIAG_VMS016, name->loc,
			"this endpoint of a PCI vUART connection has no vm_name");
	} else if (unknown) {
		diag = diag_add(ctx->diags, DIAG_VMS016, name->loc,
			"this PCI vUART connection leads to VM %s; this scenario has %s",
			words_quote(ctx, name->text), words_vm_list(ctx, config, true));
		check_suggest_vm_name(ctx, config, diag, name);
	} else {
		diag = diag_add(ctx->diags, DIAG_VMS017, name->loc,
			"this %s connection leads to VM %s, a name that several VMs have",
			pci ? "PCI vUART" : "vUART", words_quote(ctx, name->text));
		check_note_vms_by_name(ctx, config, diag, name->text);
	}
}

void check_connection_vms(struct context *ctx, const struct config *config)
{
	if (config->n_vms == 0)
		return;
	EACH (const struct vuart_connection, connection, config, connections) {
		for (size_t j = 0; j < connection->n_endpoints; j++) {
			if (connection->endpoints[j].vm == NULL)
				check_endpoint(ctx, config, &connection->endpoints[j],
					value_is(&connection->type, "pci"));
		}
	}
}
