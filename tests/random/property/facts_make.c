/* What the consumer has to know of a scene, straight from the scene: see facts.h there. */
#include <stdlib.h>
#include <string.h>

#include "workshop.h"

struct vm_facts {
	struct fact_range host_ram[8];
	struct fact_passthrough passthrough[MAX_PASSTHROUGH];
	struct fact_vuart vuarts[MAX_VUARTS + 2 * MAX_CONNECTIONS + 1];
};

struct scene_facts {
	struct facts facts;
	struct fact_vm vms[MAX_VMS];
	struct vm_facts vm_facts[MAX_VMS];
	struct fact_region regions[MAX_REGIONS];
	char names[MAX_REGIONS][56];
	struct fact_range windows[MAX_WINDOWS];
	struct fact_range taken[MAX_CLAIMS + MAX_DEVICES * MAX_BARS + MAX_RAM];
	uint16_t natives[MAX_DEVICES];
	struct fact_range ram[MAX_RAM];
};

static bool is_given_away(const struct scene *scene, uint16_t bdf)
{
	for (unsigned i = 0; i < scene->n_vms; i++) {
		const struct scene_vm *vm = &scene->vms[i];

		for (unsigned k = 0; k < vm->n_passthrough && vm->kind == VM_PRE_LAUNCHED; k++) {
			if (vm->passthrough[k] == bdf)
				return true;
		}
	}
	return false;
}

static bool has_memory_bar(const struct scene_device *device)
{
	for (unsigned i = 0; i < device->n_bars; i++) {
		if (device->bars[i].kind != BAR_IO)
			return true;
	}
	return false;
}

static bool may_have_msix(const struct scene *scene, const struct scene_device *device)
{
	return scene->board.is_tree ? device->msix : has_memory_bar(device);
}

/* ---- VMs ---- */

static void make_passthrough(
	const struct scene *scene, const struct scene_device *device, struct fact_passthrough *fact)
{
	*fact = (struct fact_passthrough){.pbdf = device->bdf,
		.known = true,
		.needs_msix_bar = scene_needs_msix_bar(device),
		.has_msix = may_have_msix(scene, device)};
	for (unsigned i = 0; i < device->n_bars; i++) {
		const struct scene_bar *bar = &device->bars[i];

		/* Without an address up to v2.4, or a size later, the guest places it. */
		if (bar->kind != BAR_IO &&
			(bar->size == 0 ||
				(bar->base == 0 && release_keeps_addresses(scene->release))))
			continue;
		fact->bars[fact->bar_count++] =
			(struct fact_bar){bar->index, bar->kind, bar->base, bar->size};
	}
}

/*
 * The hypervisor's build places memory without an address from 4 GiB up, after nothing but what
 * has one. The generator makes sure that there is one way to do so.
 */
static uint64_t find_floating(
	const struct scene *scene, const struct scene_facts *known, uint64_t size)
{
	for (unsigned i = 0; i < scene->board.n_ram; i++) {
		uint64_t at = scene->board.ram[i].first;
		bool moved = at >= 4 * GIB;

		while (moved) {
			moved = false;
			for (unsigned v = 0; v < scene->n_vms; v++) {
				for (unsigned k = 0; k < known->vms[v].host_ram_count; k++) {
					const struct fact_range *range =
						&known->vm_facts[v].host_ram[k];

					if (range->first <= at + size - 1 && at <= range->last) {
						at = range->last + 1;
						moved = true;
					}
				}
			}
		}
		if (at >= 4 * GIB && at + size - 1 <= scene->board.ram[i].last)
			return at;
	}
	return 0;
}

static void make_memory(const struct scene *scene, struct scene_facts *known, bool floating)
{
	for (unsigned i = 0; i < scene->n_vms; i++) {
		const struct scene_vm *vm = &scene->vms[i];
		struct fact_vm *fact = &known->vms[i];

		for (unsigned k = 0; k < vm->n_pieces && vm->kind == VM_PRE_LAUNCHED; k++) {
			const struct scene_piece *piece = &vm->pieces[k];
			uint64_t start = piece->start;

			if (piece->floating != floating)
				continue;
			if (floating)
				start = find_floating(scene, known, piece->size);
			if (!floating || start != 0)
				known->vm_facts[i].host_ram[fact->host_ram_count++] =
					(struct fact_range){start, start + piece->size - 1, "VM"};
		}
	}
}

static void make_vms(const struct scene *scene, struct scene_facts *known)
{
	for (unsigned i = 0; i < scene->n_vms; i++) {
		const struct scene_vm *vm = &scene->vms[i];
		struct vm_facts *own = &known->vm_facts[i];
		struct fact_vm *fact = &known->vms[i];

		*fact = (struct fact_vm){.id = i,
			.kind = vm->kind,
			.name = vm->name,
			.ram_size = scene_vm_memory(vm),
			.tpm2 = vm->tpm2,
			.p2sb = vm->p2sb,
			.ptm = vm->ptm,
			.host_ram = own->host_ram,
			.passthrough = own->passthrough,
			.vuart_count = scene_vuarts(scene, i, own->vuarts),
			.vuarts = own->vuarts};
		for (unsigned k = 0; k < vm->n_passthrough && vm->kind == VM_PRE_LAUNCHED; k++) {
			const struct scene_device *device =
				scene_find_device(scene, vm->passthrough[k]);

			make_passthrough(
				scene, device, &own->passthrough[fact->passthrough_count++]);
		}
	}
	make_memory(scene, known, false);
	make_memory(scene, known, true);
}

static void make_regions(const struct scene *scene, struct scene_facts *known)
{
	for (unsigned i = 0; i < scene->n_regions && scene_is_enabled(scene); i++) {
		const struct scene_region *region = &scene->regions[i];
		unsigned at = known->facts.region_count;
		struct fact_region *fact = &known->regions[at];

		if (region->is_dm)
			continue;
		strcpy(known->names[at], "hv:/");
		strcat(known->names[at], region->name);
		*fact = (struct fact_region){.name = known->names[at],
			.size = region->mb * MIB,
			.id = (uint16_t)region->id,
			.vms = region->vms};
		for (unsigned vm = 0; vm < FACT_MAX_VMS; vm++)
			fact->vbdf[vm] = region->vbdf[vm];
		known->facts.region_count++;
	}
}

/* ---- board ---- */

static void take(struct scene_facts *known, struct span span, const char *what)
{
	span.first = round_down_to(span.first, PAGE);
	span.last |= PAGE - 1;
	for (unsigned i = 0; i < known->facts.window_count; i++) {
		if (span.first <= known->windows[i].last && known->windows[i].first <= span.last) {
			known->taken[known->facts.taken_count++] =
				(struct fact_range){span.first, span.last, what};
			return;
		}
	}
}

static void make_board(const struct scene *scene, struct scene_facts *known)
{
	const struct scene_board *board = &scene->board;
	struct facts *out = &known->facts;

	for (unsigned i = 0; i < board->n_windows; i++) {
		if (!board->windows[i].disabled)
			known->windows[out->window_count++] = (struct fact_range){
				board->windows[i].at.first, board->windows[i].at.last, "window"};
	}
	for (unsigned i = 0; i < board->n_claims; i++)
		take(known, board->claims[i].at, "a claim");
	for (unsigned i = 0; i < board->n_ram; i++) {
		known->ram[i] = (struct fact_range){board->ram[i].first, board->ram[i].last, "RAM"};
		take(known, board->ram[i], "RAM");
	}
	for (unsigned i = 0; i < board->n_devices; i++) {
		const struct scene_device *device = &board->devices[i];
		bool gone = scene->release->profile >= 3 && is_given_away(scene, device->bdf);

		known->natives[i] = device->bdf;
		out->native_msix_count +=
			may_have_msix(scene, device) && !is_given_away(scene, device->bdf);
		for (unsigned k = 0; k < device->n_bars && !gone; k++) {
			const struct scene_bar *bar = &device->bars[k];

			if (bar->kind != BAR_IO && bar->base != 0)
				take(known, span_of(bar->base, bar->size ? bar->size : 1), "a BAR");
		}
	}
	out->ram_count = board->n_ram;
	out->native_count = board->n_devices;
	out->pci_device_count = board->n_devices;
}

/* Where v3.3 puts the pool; below 4 GiB others take memory before it, so its place is not known. */
static uint64_t pool_base(const struct scene *scene)
{
	uint64_t size = scene_pool_size(scene);

	for (unsigned i = scene->board.n_ram; i-- > 0 && size > 0;) {
		uint64_t first = round_up_to(scene->board.ram[i].first, PAGE);
		uint64_t end = round_down_to(scene->board.ram[i].last + 1, PAGE);

		if (end > first && end - first >= size)
			return end - size >= 4 * GIB && scene->board.is_tree ? end - size : 0;
	}
	return 0;
}

struct scene_facts *facts_make(const struct scene *scene)
{
	struct scene_facts *known = calloc(1, sizeof(*known));
	struct facts *out = &known->facts;

	if (known == NULL)
		abort();
	*out = (struct facts){.release = scene->release->number,
		.profile = scene->release->profile,
		.vm_count = scene->n_vms,
		.vms = known->vms,
		.regions = known->regions,
		.windows = known->windows,
		.taken = known->taken,
		.natives = known->natives,
		.ioapic_count = scene->board.n_ioapics,
		.hides_00_0d = strcmp(scene->board.name, "apl-mrb") == 0 ||
			       strcmp(scene->board.name, "apl-up2") == 0,
		.ram = known->ram,
		.uos_ram_size = scene->uos_ram_size.given ? scene->uos_ram_size.value : 8 * GIB,
		.sos_ram_size = scene->sos_ram_size.given ? scene->sos_ram_size.value : 16 * GIB,
		.hi_mmio_size = scene_hi_mmio_size(scene),
		.pool_base = scene->release->profile == 5 ? pool_base(scene) : 0};
	make_vms(scene, known);
	make_regions(scene, known);
	make_board(scene, known);
	return known;
}

const struct facts *facts_of(const struct scene_facts *known)
{
	return &known->facts;
}

void facts_free(struct scene_facts *known)
{
	free(known);
}
