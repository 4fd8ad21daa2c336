/*
 * Takes things away one by one, and keeps what still fails in the same way. A scene that was
 * broken on purpose keeps its VMs and regions: without them it might not be broken any more.
 */
#include "shrink.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_TRIALS = 6000 };

enum change { NO_MORE, NOTHING_HERE, CHANGED };

typedef enum change change_scene(struct scene *scene, unsigned index);

/* array[0..*count) without the one at index. */
#define REMOVE(array, count, index)                                                                \
	memmove(&(array)[index], &(array)[(index) + 1], (--(count) - (index)) * sizeof((array)[0]))

/* ---- the scenario ---- */

static enum change drop_region(struct scene *scene, unsigned index)
{
	if (index >= scene->n_regions)
		return NO_MORE;
	REMOVE(scene->regions, scene->n_regions, index);
	return CHANGED;
}

static void forget_vm(struct scene_region *region, unsigned vm)
{
	uint32_t below = region->vms & ((1u << vm) - 1);

	region->vms = below | (region->vms >> (vm + 1)) << vm;
	memmove(&region->vbdf[vm], &region->vbdf[vm + 1],
		(MAX_VMS - 1 - vm) * sizeof(region->vbdf[0]));
}

static enum change drop_vm(struct scene *scene, unsigned vm)
{
	if (vm >= scene->n_vms)
		return NO_MORE;
	REMOVE(scene->vms, scene->n_vms, vm);
	for (unsigned i = 0; i < scene->n_regions; i++)
		forget_vm(&scene->regions[i], vm);
	for (unsigned i = scene->n_connections; i-- > 0;) {
		struct scene_connection *connection = &scene->connections[i];

		if (connection->vm[0] == vm || connection->vm[1] == vm) {
			REMOVE(scene->connections, scene->n_connections, i);
			continue;
		}
		connection->vm[0] -= connection->vm[0] > vm;
		connection->vm[1] -= connection->vm[1] > vm;
	}
	for (unsigned i = 0; i < scene->n_vms; i++) {
		for (unsigned k = 0; k < scene->vms[i].n_vuarts; k++)
			scene->vms[i].vuarts[k].target_vm -= scene->vms[i].vuarts[k].target_vm > vm;
	}
	return CHANGED;
}

static enum change drop_member(struct scene *scene, unsigned index)
{
	struct scene_region *region = &scene->regions[index / MAX_VMS];

	if (index / MAX_VMS >= scene->n_regions)
		return NO_MORE;
	if ((region->vms >> index % MAX_VMS & 1) == 0)
		return NOTHING_HERE;
	region->vms &= ~(1u << index % MAX_VMS);
	region->vbdf[index % MAX_VMS] = FACT_NO_VBDF;
	return CHANGED;
}

static enum change drop_vbdf(struct scene *scene, unsigned index)
{
	uint16_t *vbdf = &scene->regions[index / MAX_VMS].vbdf[index % MAX_VMS];

	if (index / MAX_VMS >= scene->n_regions)
		return NO_MORE;
	if (*vbdf == FACT_NO_VBDF)
		return NOTHING_HERE;
	*vbdf = FACT_NO_VBDF;
	return CHANGED;
}

static enum change make_region_smaller(struct scene *scene, unsigned index)
{
	if (index >= scene->n_regions)
		return NO_MORE;
	if (scene->regions[index].mb == 2)
		return NOTHING_HERE;
	scene->regions[index].mb /= 2;
	return CHANGED;
}

static enum change drop_connection(struct scene *scene, unsigned index)
{
	if (index >= scene->n_connections)
		return NO_MORE;
	REMOVE(scene->connections, scene->n_connections, index);
	return CHANGED;
}

static enum change drop_passthrough(struct scene *scene, unsigned index)
{
	struct scene_vm *vm = &scene->vms[index / MAX_PASSTHROUGH];

	if (index / MAX_PASSTHROUGH >= scene->n_vms)
		return NO_MORE;
	if (index % MAX_PASSTHROUGH >= vm->n_passthrough)
		return NOTHING_HERE;
	REMOVE(vm->passthrough, vm->n_passthrough, index % MAX_PASSTHROUGH);
	return CHANGED;
}

static enum change drop_piece(struct scene *scene, unsigned index)
{
	struct scene_vm *vm = &scene->vms[index / MAX_PIECES];

	if (index / MAX_PIECES >= scene->n_vms)
		return NO_MORE;
	if (index % MAX_PIECES >= vm->n_pieces)
		return NOTHING_HERE;
	REMOVE(vm->pieces, vm->n_pieces, index % MAX_PIECES);
	return CHANGED;
}

static enum change make_piece_smaller(struct scene *scene, unsigned index)
{
	struct scene_piece *piece = &scene->vms[index / MAX_PIECES].pieces[index % MAX_PIECES];

	if (index / MAX_PIECES >= scene->n_vms)
		return NO_MORE;
	if (index % MAX_PIECES >= scene->vms[index / MAX_PIECES].n_pieces || piece->size <= 2 * MIB)
		return NOTHING_HERE;
	piece->size = round_up_to(piece->size / 2, 2 * MIB);
	return CHANGED;
}

static enum change simplify_vm(struct scene *scene, unsigned index)
{
	struct scene_vm *vm = &scene->vms[index / 6];

	if (index / 6 >= scene->n_vms)
		return NO_MORE;
	switch (index % 6) {
	case 0: vm->tpm2 = false; break;
	case 1: vm->p2sb = false; break;
	case 2: vm->ptm = false; break;
	case 3: vm->console = CONSOLE_NONE; break;
	case 4: vm->n_vuarts = 0; break;
	default: vm->legacy_1 = false; break;
	}
	return CHANGED;
}

static enum change drop_setting(struct scene *scene, unsigned index)
{
	struct setting *settings[] = {&scene->hv_ram_start, &scene->hv_ram_size,
		&scene->uos_ram_size, &scene->sos_ram_size, &scene->max_emulated_mmio,
		&scene->max_msix_table_num, &scene->max_pci_dev_num};

	if (index >= sizeof(settings) / sizeof(settings[0]))
		return NO_MORE;
	if (!settings[index]->given)
		return NOTHING_HERE;
	*settings[index] = (struct setting){false, 0};
	return CHANGED;
}

static enum change simplify_scene(struct scene *scene, unsigned index)
{
	switch (index) {
	case 0: scene->style = 0; return CHANGED;
	case 1: scene->board.max_msix_table_num = 0; return CHANGED;
	case 2: scene->board.n_ioapics = 1; return CHANGED;
	case 3: scene->board.tree_has_iomem = false; return CHANGED;
	case 4: scene->board.is_tree = false; return CHANGED;
	case 5: strcpy(scene->board.name, "board"); return CHANGED;
	default: return NO_MORE;
	}
}

/* ---- the board ---- */

static enum change drop_device(struct scene *scene, unsigned index)
{
	if (index >= scene->board.n_devices)
		return NO_MORE;
	REMOVE(scene->board.devices, scene->board.n_devices, index);
	return CHANGED;
}

static enum change drop_bar(struct scene *scene, unsigned index)
{
	struct scene_device *device = &scene->board.devices[index / MAX_BARS];

	if (index / MAX_BARS >= scene->board.n_devices)
		return NO_MORE;
	if (index % MAX_BARS >= device->n_bars)
		return NOTHING_HERE;
	REMOVE(device->bars, device->n_bars, index % MAX_BARS);
	return CHANGED;
}

static enum change simplify_device(struct scene *scene, unsigned index)
{
	struct scene_device *device = &scene->board.devices[index];

	if (index >= scene->board.n_devices)
		return NO_MORE;
	device->msix = false;
	device->in_iomem = false;
	device->id = 0x1000;
	for (unsigned i = 0; i < device->n_bars; i++) {
		device->bars[i].disabled = device->bars[i].is_virtual = false;
		if (device->bars[i].base != 0 && device->bars[i].size != 0)
			device->bars[i].told = TOLD_BY_BOTH;
	}
	return CHANGED;
}

static enum change drop_claim(struct scene *scene, unsigned index)
{
	if (index >= scene->board.n_claims)
		return NO_MORE;
	REMOVE(scene->board.claims, scene->board.n_claims, index);
	return CHANGED;
}

static enum change drop_window(struct scene *scene, unsigned index)
{
	if (index >= scene->board.n_windows)
		return NO_MORE;
	REMOVE(scene->board.windows, scene->board.n_windows, index);
	return CHANGED;
}

static enum change drop_ram(struct scene *scene, unsigned index)
{
	if (index >= scene->board.n_ram)
		return NO_MORE;
	REMOVE(scene->board.ram, scene->board.n_ram, index);
	return CHANGED;
}

/* ---- all of it ---- */

static const struct {
	change_scene *change;
	bool even_if_broken; /* on purpose */
} changes[] = {
	{drop_region, false},
	{drop_vm, false},
	{drop_member, false},
	{drop_connection, false},
	{drop_passthrough, false},
	{drop_device, true},
	{drop_claim, true},
	{drop_window, true},
	{drop_ram, true},
	{drop_bar, true},
	{drop_piece, false},
	{drop_setting, true},
	{drop_vbdf, false},
	{make_region_smaller, false},
	{make_piece_smaller, false},
	{simplify_vm, false},
	{simplify_device, true},
	{simplify_scene, true},
};

static bool fails_alike(struct judge *judge, const struct scene *scene, const char *kind)
{
	struct verdict verdict = judge_scene(judge, scene);
	bool alike = verdict.outcome == FAILED && strcmp(verdict.kind, kind) == 0;

	verdict_free(&verdict);
	return alike;
}

/* One kind of change everywhere; true if something got smaller. */
static bool shrink_by(struct judge *judge, struct scene *scene, const char *kind,
	change_scene *change, unsigned *trials)
{
	struct scene *smaller = malloc(sizeof(*smaller));
	bool progress = false;
	unsigned index = 0;

	if (smaller == NULL)
		abort();
	while (*trials < MAX_TRIALS) {
		enum change changed;

		*smaller = *scene;
		changed = change(smaller, index);
		if (changed == NO_MORE)
			break;
		if (changed == NOTHING_HERE || memcmp(smaller, scene, sizeof(*scene)) == 0 ||
			(scene->fault == NULL && !scene_is_sound(smaller))) {
			index++;
			continue;
		}
		++*trials;
		if (fails_alike(judge, smaller, kind)) {
			*scene = *smaller;
			progress = true;
		} else {
			index++;
		}
	}
	free(smaller);
	return progress;
}

void shrink(struct judge *judge, struct scene *scene, const char *kind)
{
	struct stability stability = judge->stability;
	unsigned trials = 0;
	bool progress = true;

	while (progress && trials < MAX_TRIALS) {
		progress = false;
		for (unsigned i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
			if (scene->fault == NULL || changes[i].even_if_broken)
				progress |=
					shrink_by(judge, scene, kind, changes[i].change, &trials);
		}
	}
	judge->stability = stability;
}
