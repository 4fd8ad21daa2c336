/*
 * The consumer's checks inside this process. They know the facts as a global of that name, which
 * the linker makes ours (--defsym), and the tables by functions, which workshop.c has.
 */
#include <stdlib.h>
#include <string.h>

#include "consumer.h"
#include "workshop.h"

struct facts property_facts;

static void set_facts(const struct facts *known)
{
	memcpy(&property_facts, known, sizeof(*known));
}

static struct guests *load_guests(const struct facts *known)
{
	struct guests *guests = calloc(1, sizeof(*guests));

	if (guests == NULL)
		abort();
	set_facts(known);
	guests_load(guests);
	return guests;
}

char *consumer_judge(const struct facts *known)
{
	struct guests *guests = load_guests(known);
	char *text;
	size_t size;
	struct report report = {.out = open_memstream(&text, &size)};

	if (report.out == NULL)
		abort();
	check_all(&report, guests);
	free(guests);
	if (fclose(report.out) != 0)
		abort();
	if (report.faults > 0)
		return text;
	free(text);
	return NULL;
}

static void copy_entry(const struct table_device *device, struct table_entry *entry)
{
	*entry = (struct table_entry){.vbdf = device->vbdf, .pbdf = device->pbdf};
	if (device->ops == OPS_IVSHMEM)
		memcpy(entry->region, device->region_name, TABLE_NAME_SIZE);
	if (device->ops == OPS_VUART)
		entry->vuart = device->vuart_index + 1;
	for (unsigned i = 0; i < TABLE_BARS; i++)
		entry->bars[i] = device->bar[i];
}

void consumer_copy_tables(const struct facts *known, struct table_copy *copy)
{
	struct guests *guests = load_guests(known);

	memset(copy, 0, sizeof(*copy));
	for (unsigned i = 0; i < guests->count; i++) {
		const struct guest *guest = &guests->guest[i];

		for (unsigned k = 0; k < guest->count && k < MAX_ENTRIES; k++)
			copy_entry(&guest->devices[k], &copy->entries[i][copy->n_entries[i]++]);
	}
	free(guests);
}

void consumer_guest_space(const struct facts *known, unsigned vm, struct span windows[2],
	unsigned *n_windows, struct span taken[8], unsigned *n_taken)
{
	struct space space;

	set_facts(known);
	space_init(&property_facts.vms[vm], &space);
	*n_windows = 0;
	for (unsigned i = 0; i < space.window_count; i++) {
		struct span window = {space.windows[i].first, space.windows[i].last};

		if (window.last >= space.ept_top)
			window.last = space.ept_top - 1;
		if (window.first <= window.last)
			windows[(*n_windows)++] = window;
	}
	*n_taken = space.taken_count;
	for (unsigned i = 0; i < space.taken_count; i++)
		taken[i] = (struct span){space.taken[i].first, space.taken[i].last};
}
