/* Rules of vUARTs that are PCI devices: their other end must exist. */
#include "check/rules.h"

#include <string.h>

/* ---- up to v2.7: a vUART names the VM at the other end by its id ---- */

static const char *vuart_label(struct context *ctx, const struct vm *vm, const struct vuart *vuart)
{
	return arena_printf(ctx->arena, "PCI vUART %u of %s", vuart->index, vm_label(ctx, vm));
}

static void check_target_id(struct context *ctx, const struct vm *vm, const struct vuart *vuart,
	const char *element, const struct number *id)
{
	if (id->form == NUMBER_ABSENT)
		diag_add(ctx->diags, DIAG_VMS016, id->loc,
			"%s has no %s; it must say where the other end is",
			vuart_label(ctx, vm, vuart), element);
	else if (id->form != NUMBER_DECIMAL && id->form != NUMBER_TOO_BIG)
		check_suggest_decimal(ctx,
			diag_add(ctx->diags, DIAG_VMS016, id->loc,
				"%s %s of %s %s; it must be decimal digits", element,
				words_quote(ctx, id->text), vuart_label(ctx, vm, vuart),
				check_number_fault(id)),
			id, UINT64_MAX);
}

void check_vuart_target(struct context *ctx, const struct vm *vm, const struct vuart *vuart)
{
	const struct number *id = &vuart->target_vm;

	if (vuart->index == 0 || vuart->connection)
		return;
	check_target_id(ctx, vm, vuart, "target_vm_id", id);
	check_target_id(ctx, vm, vuart, "target_uart_id", &vuart->target_uart);
	if (id->form == NUMBER_TOO_BIG || (id->form == NUMBER_DECIMAL && vuart->target == NULL &&
						  check_vm_ids_readable(ctx->config)))
		diag_add(ctx->diags, DIAG_VMS016, id->loc,
			"%s leads to VM %s; this scenario has %s", vuart_label(ctx, vm, vuart),
			words_number(ctx, id), words_vm_list(ctx, ctx->config, false));
}

/* The PCI vUART of that number; NULL if the VM has none. */
static const struct vuart *find_vuart(const struct vm *vm, uint64_t index)
{
	EACH (const struct vuart, vuart, vm, vuarts) {
		if (vuart->index == index && !vuart->connection)
			return vuart;
	}
	return NULL;
}

static void report_unanswered(struct context *ctx, const struct vm *vm, const struct vuart *vuart,
	const struct vuart *other)
{
	const char *own = vuart_label(ctx, vm, vuart);
	const char *target = vm_label(ctx, vuart->target);

	if (other == vuart)
		diag_add(ctx->diags, DIAG_VMS021, vuart->target_uart.loc,
			"%s leads to itself, so there is no other end", own);
	else if (other == NULL)
		diag_add(ctx->diags, DIAG_VMS021, vuart->target_uart.loc,
			"%s leads to vUART %s of %s, which is not there or off", own,
			words_number(ctx, &vuart->target_uart), target);
	else
		check_report_pair(ctx, DIAG_VMS021, vuart->target_uart.loc, other->target_vm.loc,
			arena_printf(ctx->arena, "that one leads to vUART %s of VM %s",
				words_number(ctx, &other->target_uart),
				words_number(ctx, &other->target_vm)),
			"%s leads to PCI vUART %u of %s, which leads elsewhere", own, other->index,
			target);
}

/* Whether it is known where a vUART leads; if not, VMS016 says so. */
static bool has_target(const struct vuart *vuart)
{
	return vuart->target_vm.form == NUMBER_DECIMAL && vuart->target_uart.form == NUMBER_DECIMAL;
}

/* A legacy vUART may be the other end, too; where it leads is not read. */
void check_vuart_answer(struct context *ctx, const struct vm *vm, const struct vuart *vuart)
{
	uint64_t index = vuart->target_uart.value;
	const struct vuart *other;

	if (vuart->target == NULL || vuart->connection || !has_target(vuart) ||
		(index < 2 && vuart->target->legacy_vuart[index]))
		return;
	other = find_vuart(vuart->target, index);
	if (other == NULL ||
		(has_target(other) && (other == vuart || other->target != vm ||
					      other->target_uart.value != vuart->index)))
		report_unanswered(ctx, vm, vuart, other);
}

/*
 * Ascending by index within a VM, so a number that is used twice is found beside itself. Where both
 * have it as their id, the parser has reported that (SCH002).
 */
void check_vuart_id(struct context *ctx, const struct vm *vm, const struct vuart *vuart)
{
	const struct vuart *before = vuart > vm->vuarts ? vuart - 1 : NULL;

	if (vuart->connection || vuart->index == 0)
		return;
	if (vuart->id.form != NUMBER_ABSENT && !vuart_id_usable(&vuart->id))
		diag_add(ctx->diags, DIAG_VMS020, vuart->id.loc,
			"id %s of a PCI vUART of %s is not usable; it must be decimal digits, 1 to 255",
			words_quote(ctx, vuart->id.text), vm_label(ctx, vm));
	else if (before != NULL && before->index == vuart->index && !before->connection &&
		 !(vuart->id.present && before->id.present))
		check_report_pair(ctx, DIAG_VMS020, vuart->loc, before->loc, "first here",
			"%s is there twice", vuart_label(ctx, vm, vuart));
}

/* ---- from v3.0: connections name both VMs ---- */

static void check_connection_type(struct context *ctx, const struct value *type)
{
	static const char *const types[] = {"legacy", "pci"};

	if (!value_is(type, "legacy") && !value_is(type, "pci"))
		check_fix_nearest(ctx,
			diag_add(ctx->diags, DIAG_VMS018, type->loc,
				"the type of this vUART connection is %s; it must be legacy or pci",
				words_quote(ctx, type->text)),
			type, types);
}

void check_connection_form(struct context *ctx, const struct config *config)
{
	EACH (const struct vuart_connection, connection, config, connections) {
		const struct vuart_endpoint *ends = connection->endpoints;

		check_connection_type(ctx, &connection->type);
		if (connection->n_endpoints != 2)
			diag_add(ctx->diags, DIAG_VMS018, connection->loc,
				"this vUART connection has %zu endpoint%s; it must have two",
				connection->n_endpoints, connection->n_endpoints == 1 ? "" : "s");
		else if (ends[0].vm != NULL && ends[0].vm == ends[1].vm)
			check_report_pair(ctx, DIAG_VMS018, ends[1].vm_name.loc,
				ends[0].vm_name.loc, "the other end",
				"both ends of this vUART connection are in %s; they must be in two VMs",
				vm_label(ctx, ends[1].vm));
	}
}

void check_report_endpoint(
	struct context *ctx, enum diag_code code, const char *kind, const struct value *name)
{
	if (value_is_blank(name))
		diag_add(ctx->diags, code, name->loc,
			"this endpoint of a %s vUART connection has no vm_name", kind);
	else
		check_suggest_vm_name(ctx,
			diag_add(ctx->diags, code, name->loc,
				"this %s vUART connection leads to VM %s; this scenario has %s",
				kind, words_quote(ctx, name->text),
				words_vm_list(ctx, ctx->config, true)),
			name);
}

/*
 * UAR005 is about a legacy connection to a VM that is not there. But each VM's vUARTs are numbered
 * through both kinds: whose is it?
 */
void check_endpoint_vm(struct context *ctx, const struct vuart_connection *connection,
	const struct vuart_endpoint *end)
{
	const struct value *name = &end->vm_name;
	bool pci = value_is(&connection->type, "pci");

	if (end->vm != NULL || ctx->config->n_vms == 0)
		return;
	if (!value_is_blank(name) && check_next_vm_by_name(ctx->config, name->text, NULL) != NULL)
		check_note_vms_by_name(ctx,
			diag_add(ctx->diags, DIAG_VMS017, name->loc,
				"this %s connection leads to VM %s, a name that several VMs have",
				pci ? "PCI vUART" : "vUART", words_quote(ctx, name->text)),
			name->text);
	else if (pci)
		check_report_endpoint(ctx, DIAG_VMS016, "PCI", name);
}
