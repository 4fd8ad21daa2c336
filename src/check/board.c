/* What scenario and board must agree on, and the physical devices that VMs are given. */
#include "check/rules.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Whether both have a name and the names differ. */
static bool is_other_board(const struct config *config)
{
	const struct value *wanted = &config->board_name;
	const struct value *given = &config->board->name;

	return !value_is_blank(given) && !value_is_blank(wanted) &&
	       strcmp(wanted->text, given->text) != 0;
}

void check_board_name(struct context *ctx, const struct config *config)
{
	const struct value *given = &config->board->name;

	if (is_other_board(config))
		check_report_pair(ctx, DIAG_BRD020, config->board_name.loc, given->loc,
			"the board's name",
			"the scenario is for board %s, the board file describes %s",
			words_quote(ctx, config->board_name.text), words_quote(ctx, given->text));
}

void check_board_age(struct context *ctx, const struct config *config)
{
	enum board_age age = config->board->age;
	bool modern = config->dialect == DIALECT_ELEMENT;

	if (config->dialect != DIALECT_NONE && age != BOARD_OF_ANY &&
		age != (modern ? BOARD_OF_V3 : BOARD_OF_V2))
		check_report_pair(ctx, DIAG_BRD032, config->board_name.loc, config->board->name.loc,
			"the board file",
			"the scenario has the form of %s, the board file was made by the tools of %s; make it with those of the scenario's release",
			modern ? "v3.x" : "v2.x", modern ? "v2.x" : "v3.x");
}

void check_passthrough_form(struct context *ctx, const struct vm *vm)
{
	EACH (const struct passthrough, device, vm, passthrough) {
		if (!device->bdf_valid)
			check_suggest_no_domain(ctx,
				diag_add(ctx->diags, DIAG_VMS014, device->text.loc,
					"passthrough device %s of %s does not begin with a PCI address such as 00:17.0",
					words_quote(ctx, device->text.text), vm_label(ctx, vm)),
				&device->text);
	}
}

/* A device and the VM that it is passed to. */
struct use {
	const struct passthrough *device;
	const struct vm *vm;
};

/* By address; of one address those of pre-launched VMs first, then in document order. */
static int compare_uses(const void *left, const void *right)
{
	const struct use *a = left;
	const struct use *b = right;
	unsigned a_number = bdf_number(a->device->bdf);
	unsigned b_number = bdf_number(b->device->bdf);

	if (a_number != b_number)
		return a_number < b_number ? -1 : 1;
	if ((a->vm->kind == VM_PRE_LAUNCHED) != (b->vm->kind == VM_PRE_LAUNCHED))
		return a->vm->kind == VM_PRE_LAUNCHED ? -1 : 1;
	return (a->device->text.loc.offset > b->device->text.loc.offset) -
	       (a->device->text.loc.offset < b->device->text.loc.offset);
}

/* The use that shares its device with one before it, which may be of the same VM. */
static void report_twice(struct context *ctx, const struct use *use, const struct use *other)
{
	const char *bdf = words_bdf(ctx, use->device->bdf);
	const char *label = vm_label(ctx, use->vm);
	static const char note[] = "first passed here";

	if (other->vm == use->vm)
		check_report_pair(ctx, DIAG_VMS015, use->device->text.loc, other->device->text.loc,
			note, "device %s is passed to %s twice", bdf, label);
	else
		check_report_pair(ctx, DIAG_VMS015, use->device->text.loc, other->device->text.loc,
			note,
			"device %s is passed to %s and to %s; a pre-launched VM never gives a device back",
			bdf, vm_label(ctx, other->vm), label);
}

/* Post-launched VMs may have the same device, as long as they run one after the other. */
void check_passthrough_twice(struct context *ctx, const struct config *config)
{
	struct use *uses = NULL;
	size_t n = 0;
	size_t first = 0; /* of a run of equal addresses */

	EACH (const struct vm, vm, config, vms) {
		EACH (const struct passthrough, device, vm, passthrough) {
			if (device->bdf_valid)
				*ARRAY_ADD(ctx->arena, uses, n) = (struct use){device, vm};
		}
	}
	if (n > 1)
		qsort(uses, n, sizeof(*uses), compare_uses);
	for (size_t i = 1; i < n; i++) {
		const struct use *use = &uses[i];

		if (!bdf_equal(use->device->bdf, uses[first].device->bdf)) {
			first = i;
			continue;
		}

		const struct use *other = use[-1].vm == use->vm ? &use[-1] : &uses[first];

		if (other->vm->kind == VM_PRE_LAUNCHED || other->vm == use->vm)
			report_twice(ctx, use, other);
	}
}

/* With more passthrough devices than a VM has places for them no help is offered. */
#define GUESS_MAX 32u

/* The board's device with the description after the BDF; NULL if not just one. */
static const struct pci_device *device_by_label(const struct board *board, const char *text)
{
	const struct pci_device *found = NULL;
	const char *label = strchr(text, ' ');

	if (label == NULL)
		return NULL;
	label += strspn(label, " \t");
	EACH (const struct pci_device, device, board, devices) {
		if (label[0] == '\0' || strcmp(device->label, label) != 0)
			continue;
		if (found != NULL)
			return NULL;
		found = device;
	}
	return found;
}

/* Whether the description, "SATA controller: ...", begins with the same class as the label. */
static bool is_same_class(const char *description, const char *label)
{
	size_t length = strcspn(description, ":");

	return description[length] == ':' && strncmp(description, label, length + 1) == 0;
}

/* Of the devices of the same class, the one with the nearest address; without a description, any
   function of the same device. NULL if there is no such device. */
static const struct pci_device *nearest_device(
	const struct board *board, const struct passthrough *device)
{
	const char *description = device->text.text + strcspn(device->text.text, " ");
	const struct pci_device *nearest = NULL;
	unsigned least = 0;

	description += strspn(description, " \t");
	EACH (const struct pci_device, other, board, devices) {
		unsigned wanted = bdf_number(device->bdf);
		unsigned number = bdf_number(other->bdf);
		unsigned distance = number > wanted ? number - wanted : wanted - number;
		bool candidate = description[0] == '\0'
					 ? number / PCI_FUNCTIONS == wanted / PCI_FUNCTIONS
					 : is_same_class(description, other->label);

		if (candidate && (nearest == NULL || distance < least)) {
			nearest = other;
			least = distance;
		}
	}
	return nearest;
}

/* described: the device of the board that has the words after the address; NULL: not known. */
static void report_absent_device(struct context *ctx, const struct vm *vm,
	const struct passthrough *device, const struct pci_device *described)
{
	const struct board *board = ctx->config->board;
	const char *name = value_is_blank(&board->name) ? board->source->name : board->name.text;
	const struct pci_device *nearest =
		vm->n_passthrough <= GUESS_MAX ? nearest_device(board, device) : NULL;
	struct diag *diag = diag_add(ctx->diags, DIAG_BRD021, device->text.loc,
		"device %s of %s does not exist on board %s%s", words_bdf(ctx, device->bdf),
		vm_label(ctx, vm), words_quote(ctx, name),
		board->n_devices == 0 ? ", whose file lists no PCI devices" : "");

	if (described != NULL)
		diag_hint(
			ctx->diags, diag, "on this board it is %s", words_bdf(ctx, described->bdf));
	else if (nearest != NULL)
		diag_hint(ctx->diags, diag, "nearest: %s %s", words_bdf(ctx, nearest->bdf),
			words_quote(ctx, nearest->label));
}

static void check_passthrough_device(
	struct context *ctx, const struct vm *vm, const struct passthrough *device)
{
	const struct pci_device *given = device->device;
	const struct pci_device *described =
		vm->n_passthrough <= GUESS_MAX
			? device_by_label(ctx->config->board, device->text.text)
			: NULL;
	const char *bdf = words_bdf(ctx, device->bdf);

	if (given == NULL) {
		report_absent_device(ctx, vm, device, described);
		return;
	}
	if (described != NULL && described != given)
		check_report_pair(ctx, DIAG_BRD023, device->text.loc, given->loc,
			arena_printf(ctx->arena, "the board's %s", bdf),
			"device %s of %s is %s on this board; %s, as the scenario calls it, is %s",
			bdf, vm_label(ctx, vm), words_quote(ctx, given->label),
			words_quote(ctx, described->label), words_bdf(ctx, described->bdf));
	if (given->vendor == 0)
		diag_add(ctx->diags, DIAG_BRD024, device->text.loc,
			"the board file does not say whose device %s is, for PCI_VID_PID lacks it; a few devices need one more BAR, which this one does not get",
			bdf);
}

/* Of another board's devices BRD020 says enough. */
void check_passthrough_exists(struct context *ctx, const struct vm *vm)
{
	EACH (const struct passthrough, device, vm, passthrough) {
		if (vm->kind == VM_PRE_LAUNCHED && device->bdf_valid &&
			!is_other_board(ctx->config))
			check_passthrough_device(ctx, vm, device);
	}
}

/* The first address of the range that is no RAM of the board; false if all of it is RAM. */
static bool find_hole(const struct board *board, struct range range, uint64_t *hole)
{
	size_t low = 0;
	size_t high = board->n_ram;

	while (low < high) { /* the first RAM that does not end before the range */
		size_t middle = low + (high - low) / 2;

		if (board->ram[middle].range.last < range.first)
			low = middle + 1;
		else
			high = middle;
	}
	*hole = range.first;
	while (low < board->n_ram && board->ram[low].range.first <= *hole) {
		if (range.last <= board->ram[low].range.last)
			return false;
		*hole = board->ram[low++].range.last + 1;
	}
	return true;
}

/* The smallest claim that the board has at an address that is no RAM; NULL: its file lists none. */
static const struct claim *claim_at(struct context *ctx, const struct board *board, uint64_t hole)
{
	const struct claim *best = NULL;
	size_t n = diag_is_worth_help(ctx->diags) ? board->n_windows + board->n_taken : 0;

	for (size_t i = 0; i < n; i++) {
		const struct claim *claim = i < board->n_windows
						    ? &board->windows[i]
						    : &board->taken[i - board->n_windows];
		struct range range = claim->range;

		if (range.first <= hole && range.last >= hole &&
			(best == NULL ||
				range.last - range.first < best->range.last - best->range.first))
			best = claim;
	}
	return best;
}

static const char *describe_hole(
	struct context *ctx, const struct board *board, uint64_t hole, const struct claim *claim)
{
	const struct range *top = &board->ram[board->n_ram - 1].range;

	if (claim != NULL)
		return arena_printf(ctx->arena, "%s is there (%s)", words_quote(ctx, claim->owner),
			words_range(ctx, claim->range));
	if (hole > top->last)
		return arena_printf(ctx->arena, "the board's RAM ends at 0x%" PRIx64, top->last);
	return "the board lists nothing there that a VM could be given";
}

void check_memory_on_board(
	struct context *ctx, const struct vm *vm, const struct memory_piece *piece)
{
	const struct board *board = ctx->config->board;
	const struct claim *claim;
	struct range range;
	uint64_t hole;

	/* What could be one of two addresses or sizes is in no place to be judged. */
	if (board->n_ram == 0 || board->map_damaged || !check_is_address(&piece->start) ||
		!check_is_size(piece) || !check_piece_range(piece, &range) ||
		!find_hole(board, range, &hole))
		return;
	claim = claim_at(ctx, board, hole);

	/* Above 4 GiB v3.3 starts a VM whose memory begins where nothing is. */
	bool accepted = ctx->target->starts_in_holes && range.first == hole && hole >= 4 * GIB &&
			claim == NULL && diag_is_worth_help(ctx->diags);

	diag_add(ctx->diags, accepted ? DIAG_BRD031 : DIAG_BRD022, piece->start.loc,
		"memory %s of %s is not all RAM of the board: at 0x%" PRIx64
		" there is no RAM, %s; use System RAM",
		words_range(ctx, range), vm_label(ctx, vm), hole,
		describe_hole(ctx, board, hole, claim));
}
