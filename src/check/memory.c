/* Rules of memory: that of pre-launched VMs, and the numbers of the MEMORY element. */
#include "check/rules.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void report_plain(
	struct context *ctx, enum diag_code code, const char *what, const struct number *number)
{
	struct diag *diag =
		check_report_form(ctx, code, what, number, "decimal digits, or 0x and hex digits");

	if (number->form == NUMBER_PADDED)
		check_suggest_decimal(ctx, diag, number, UINT64_MAX);
}

/* Memory comes in pages: that tells which of two readings was meant. */
static void hint_address(struct context *ctx, struct diag *diag, const struct number *number)
{
	const char *digits = number->text + strspn(number->text, "0");
	size_t length = strspn(digits, "0123456789abcdefABCDEF");
	bool hex = length > 0 && length <= 16 && digits[length] == '\0' &&
		   strtoull(digits, NULL, 16) % PAGE_SIZE_4K == 0;
	bool decimal = number_valid(number) && number->value % PAGE_SIZE_4K == 0;

	if (hex && decimal)
		diag_hint(ctx->diags, diag, "did you mean 0x%s or 0x%" PRIx64 "?", digits,
			number->value);
	else if (hex)
		diag_hint(ctx->diags, diag, "did you mean 0x%s?", digits);
	else if (decimal)
		diag_hint(ctx->diags, diag, "did you mean 0x%" PRIx64 "?", number->value);
}

static void report_address(
	struct context *ctx, enum diag_code code, const char *what, const struct number *number)
{
	hint_address(ctx, check_report_form(ctx, code, what, number, "0x and hex digits"), number);
}

static void report_megabytes(
	struct context *ctx, enum diag_code code, const char *what, const struct number *number)
{
	struct diag *diag = check_report_form(ctx, code, what, number, "decimal digits, in MB");
	uint64_t mb = number->value / MIB / MIB;

	if (number->form == NUMBER_HEX && mb > 0 && number->value % (MIB * MIB) == 0)
		diag_fix(ctx->diags, diag, number->loc, arena_printf(ctx->arena, "%" PRIu64, mb),
			"write %" PRIu64 ": %s bytes are %" PRIu64 " MB", mb, number->text, mb);
}

bool check_is_size(const struct memory_piece *piece)
{
	return piece->unit == SIZE_BYTES ? check_is_address(&piece->length)
	       : piece->unit == SIZE_MB  ? piece->length.form == NUMBER_DECIMAL
					 : check_is_plain(&piece->length);
}

void check_memory_form(struct context *ctx, const struct vm *vm, const struct memory_piece *piece)
{
	const char *label = vm_label(ctx, vm);
	const char *start = arena_printf(ctx->arena, "the memory address of %s", label);
	const char *size = arena_printf(ctx->arena, "the memory size of %s", label);

	if (!check_is_address(&piece->start) && piece->start.form != NUMBER_ABSENT)
		report_address(ctx, DIAG_VMS010, start, &piece->start);
	if (check_is_size(piece))
		return;
	if (piece->unit == SIZE_BYTES)
		report_address(ctx, DIAG_VMS010, size, &piece->length);
	else if (piece->unit == SIZE_MB)
		report_megabytes(ctx, DIAG_VMS010, size, &piece->length);
	else
		report_plain(ctx, DIAG_VMS010, size, &piece->length);
}

/* What the hypervisor maps of a number that is not whole pages is less, from a lower address. */
static void check_pages(
	struct context *ctx, const char *what, const struct number *number, const char *label)
{
	uint64_t below = number->value / PAGE_SIZE_4K * PAGE_SIZE_4K;

	/* 0 is no size, and no address that a VM's memory can have. */
	if (number_valid(number) && number->value % PAGE_SIZE_4K != 0)
		diag_add(ctx->diags, DIAG_VMS023, number->loc,
			"the memory %s of %s, 0x%" PRIx64
			", is not a multiple of 4 KiB, but memory is mapped by pages; use 0x%" PRIx64,
			what, label, number->value, below != 0 ? below : PAGE_SIZE_4K);
}

void check_memory_pages(struct context *ctx, const struct vm *vm, const struct memory_piece *piece)
{
	const char *label = vm_label(ctx, vm);

	if (check_is_address(&piece->start))
		check_pages(ctx, "address", &piece->start, label);
	if (piece->length.form == NUMBER_HEX)
		check_pages(ctx, "size", &piece->length, label);
}

void check_memory_missing(struct context *ctx, const struct vm *vm)
{
	if (vm->kind == VM_PRE_LAUNCHED && vm->n_memory == 0)
		diag_add(ctx->diags, DIAG_VMS011, vm->loc,
			"%s is pre-launched but has no memory; where its devices lie depends on the size",
			vm_label(ctx, vm));
}

/* Only releases that read the element form place memory, and only what is in that form. */
void check_memory_placed(struct context *ctx, const struct vm *vm, const struct memory_piece *piece)
{
	if (piece->start.form != NUMBER_ABSENT || !check_is_size(piece) ||
		(ctx->target->dialect == DIALECT_ELEMENT && piece->unit != SIZE_BYTES))
		return;
	diag_add(ctx->diags, DIAG_VMS026, piece->length.loc,
		"memory of %s has a size but no address, and no build up to v2.7 places it; give its address in %s",
		vm_label(ctx, vm),
		piece->unit == SIZE_BYTES && piece > vm->memory ? "start_hpa2" : "start_hpa");
}

/* Without any memory VMS011 says so. */
void check_memory_sizes(struct context *ctx, const struct vm *vm)
{
	if (vm->kind == VM_PRE_LAUNCHED && vm->n_memory > 0 && vm->lost_start.source != NULL)
		diag_add(ctx->diags, DIAG_VMS024, vm->lost_start,
			"memory of %s has an address without a size; the size is given in the same element",
			vm_label(ctx, vm));
}

bool check_piece_range(const struct memory_piece *piece, struct range *range)
{
	if (!check_is_plain(&piece->start) || !check_is_plain(&piece->length) ||
		piece->length.value == 0)
		return false;
	range->first = piece->start.value;
	return !__builtin_add_overflow(range->first, piece->length.value - 1, &range->last);
}

void check_memory_end(struct context *ctx, const struct vm *vm)
{
	uint64_t total = 0;

	for (size_t j = 0; j < vm->n_memory && vm->kind == VM_PRE_LAUNCHED; j++) {
		const struct memory_piece *piece = &vm->memory[j];
		uint64_t start = check_is_plain(&piece->start) ? piece->start.value : 0;
		uint64_t end;

		if (!check_is_plain(&piece->length) ||
			(!__builtin_add_overflow(total, piece->length.value, &total) &&
				!__builtin_add_overflow(start, piece->length.value, &end)))
			continue;
		diag_add(ctx->diags, DIAG_VMS012, piece->length.loc,
			"the memory of %s, 0x%" PRIx64 " bytes from 0x%" PRIx64
			", ends past the 64-bit addresses",
			vm_label(ctx, vm), piece->length.value, start);
		return;
	}
}

/* A piece with an address of its own, and whose it is. */
struct piece {
	struct range range;
	const struct vm *vm;
	const struct memory_piece *memory;
};

/* By address; of one address in document order. */
static int compare_pieces(const void *left, const void *right)
{
	const struct piece *a = left;
	const struct piece *b = right;

	if (a->range.first != b->range.first)
		return a->range.first < b->range.first ? -1 : 1;
	return (a->memory->start.loc.offset > b->memory->start.loc.offset) -
	       (a->memory->start.loc.offset < b->memory->start.loc.offset);
}

static void report_overlap(struct context *ctx, const struct piece *a, const struct piece *b)
{
	bool swap = a->memory->start.loc.offset > b->memory->start.loc.offset;
	const struct piece *first = swap ? b : a;
	const struct piece *second = swap ? a : b;

	check_report_pair(ctx, DIAG_VMS013, second->memory->start.loc, first->memory->start.loc,
		"the other memory", "memory %s of %s overlaps memory %s of %s",
		words_range(ctx, second->range), vm_label(ctx, second->vm),
		words_range(ctx, first->range),
		first->vm == second->vm ? "the same VM" : vm_label(ctx, first->vm));
}

/* Every piece of a pre-launched VM whose place is known, by address. */
void check_memory_overlap(struct context *ctx, const struct config *config)
{
	struct piece *pieces = NULL;
	size_t n = 0;
	size_t highest = 0; /* the piece that reaches highest so far */

	EACH (const struct vm, vm, config, vms) {
		struct range range;

		for (size_t j = 0; j < vm->n_memory && vm->kind == VM_PRE_LAUNCHED; j++) {
			if (check_piece_range(&vm->memory[j], &range))
				*ARRAY_ADD(ctx->arena, pieces, n) =
					(struct piece){range, vm, &vm->memory[j]};
		}
	}
	if (n > 1)
		qsort(pieces, n, sizeof(*pieces), compare_pieces);
	for (size_t i = 1; i < n; i++) {
		if (pieces[i].range.first <= pieces[highest].range.last)
			report_overlap(ctx, &pieces[highest], &pieces[i]);
		if (pieces[i].range.last > pieces[highest].range.last)
			highest = i;
	}
}

void check_memory_setting(struct context *ctx, const struct check_setting *given)
{
	bool address = given->id == SETTING_HV_RAM_START || given->id == SETTING_HV_RAM_SIZE ||
		       given->id == SETTING_UOS_RAM_SIZE || given->id == SETTING_SOS_RAM_SIZE;

	if (address && !check_is_address(given->number))
		report_address(ctx, DIAG_MEM020, setting_infos[given->id].element, given->number);
}

/* Outside its range a build takes its default without a word, or stops. */
static void check_capacity(struct context *ctx, enum setting_id id, const struct number *number)
{
	const struct setting_rule *rule = setting_rule(id, ctx->target);
	const char *name = setting_infos[id].element;

	if (number->form == NUMBER_ABSENT)
		return;
	if (!check_is_plain(number)) {
		report_plain(ctx, DIAG_PCI040, name, number);
		return;
	}
	if (number->value > rule->max || number->value < rule->min)
		diag_add(ctx->diags, DIAG_PCI040, number->loc,
			"%s is %s; it must be from %" PRIu64 " to %" PRIu64 ", and %s", name,
			number->text, rule->min, rule->max,
			ctx->target->config_form == CONFIG_KCONFIG
				? "Kconfig takes its default without a word if it is not"
				: "the build's own tools refuse any other");
}

void check_capacity_settings(struct context *ctx, const struct config *config)
{
	check_capacity(ctx, SETTING_MAX_EMULATED_MMIO, &config->max_emulated_mmio);
	check_capacity(ctx, SETTING_MAX_MSIX_TABLE_NUM, &config->max_msix_table_num);
	check_capacity(ctx, SETTING_MAX_PCI_DEV_NUM, &config->max_pci_dev_num);
	/* The board's value counts where the scenario gives none. */
	if (config->board != NULL && config->max_msix_table_num.form == NUMBER_ABSENT)
		check_capacity(ctx, SETTING_MAX_MSIX_TABLE_NUM, &config->board->max_msix_table_num);
}
