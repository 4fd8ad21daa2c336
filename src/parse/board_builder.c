/* A board in the making: what the text sections and the trees both add to. */
#include "parse/board_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define MAX_OWNER_LENGTH 80u

void board_add_claim(struct board_builder *builder, struct claim_list *list, struct claim claim)
{
	*ARRAY_ADD(builder->ctx->arena, list->items, list->count) = claim;
}

/* Windows are ascending and disjoint by the time that anything is taken. */
const struct range *board_window_at(const struct board_builder *builder, struct range range)
{
	const struct claim_list *windows = &builder->windows;
	size_t low = 0;
	size_t high = windows->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (windows->items[middle].range.last < range.first)
			low = middle + 1;
		else
			high = middle;
	}
	return low < windows->count && windows->items[low].range.first <= range.last
		       ? &windows->items[low].range
		       : NULL;
}

void board_take(struct board_builder *builder, struct claim claim)
{
	if (board_window_at(builder, claim.range) != NULL)
		board_add_claim(builder, &builder->taken, claim);
}

const char *board_owner(struct board_builder *builder, const char *name, size_t length)
{
	if (length > MAX_OWNER_LENGTH)
		length = utf8_start(name, length, MAX_OWNER_LENGTH);
	return arena_strndup(builder->ctx->arena, name, length);
}

const char *board_device_owner(struct board_builder *builder, const char *label, struct bdf bdf)
{
	const char *end = strstr(label, ": ");
	const char *class =
		board_owner(builder, label, end != NULL ? (size_t)(end - label) : strlen(label));

	return arena_printf(builder->ctx->arena, "%s " BDF_FORMAT,
		class[0] != '\0' ? class : "device", BDF_ARGS(bdf));
}

struct board_slot *board_slot(struct board_builder *builder, struct bdf bdf)
{
	struct board_slot **bus = &builder->slots[bdf.bus];

	if (*bus == NULL)
		*bus = arena_array(builder->ctx->arena, BUS_SIZE, sizeof(**bus));
	return &(*bus)[bdf_number(bdf) % BUS_SIZE];
}

struct pci_device *board_find_device(struct board_builder *builder, struct bdf bdf)
{
	size_t number = board_slot(builder, bdf)->device;

	return number == 0 ? NULL : &builder->devices[number - 1];
}

struct pci_device *board_device(struct board_builder *builder, struct bdf bdf, struct loc loc)
{
	struct pci_device *device = board_find_device(builder, bdf);

	if (device == NULL) {
		device = ARRAY_ADD(builder->ctx->arena, builder->devices, builder->n_devices);
		*device = (struct pci_device){.bdf = bdf, .label = "", .loc = loc};
		board_slot(builder, bdf)->device = builder->n_devices;
	}
	return device;
}

struct pci_bar *board_bar(struct board_builder *builder, struct pci_device *device, unsigned index)
{
	size_t i = 0;

	if (device->bars == NULL)
		device->bars =
			arena_array(builder->ctx->arena, PCI_MAX_BARS, sizeof(*device->bars));
	while (i < device->n_bars && device->bars[i].index < index)
		i++;
	if (i < device->n_bars && device->bars[i].index == index)
		return &device->bars[i];
	memmove(&device->bars[i + 1], &device->bars[i],
		(device->n_bars - i) * sizeof(*device->bars));
	device->n_bars++;
	device->bars[i] = (struct pci_bar){.index = index};
	return &device->bars[i];
}

static int compare_claims(const void *a, const void *b)
{
	const struct claim *left = a;
	const struct claim *right = b;

	if (left->range.first != right->range.first)
		return left->range.first < right->range.first ? -1 : 1;
	if (left->range.last != right->range.last)
		return left->range.last > right->range.last ? -1 : 1;
	return (left->loc.offset > right->loc.offset) - (left->loc.offset < right->loc.offset);
}

void board_sort_claims(struct claim_list *list)
{
	if (list->count > 1)
		qsort(list->items, list->count, sizeof(*list->items), compare_claims);
}
