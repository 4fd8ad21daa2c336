/*
 * LAYOUT for users of the regions: where each VM's guest finds its devices. For pre-launched VMs
 * and the Service VM the device table says it; for post-launched VMs a slot of acrn-dm's is chosen
 * that neither another region nor a given launch script has.
 */
#include <string.h>

#include "layout/private.h"
#include "model/launch.h"
#include "base/each.h"

/* The first that is chosen; launch scripts use those below by custom, for virtio devices. */
#define FIRST_SLOT 8u
#define MAX_LINKS (LAUNCH_LAST_SLOT - LAUNCH_FIRST_SLOT + 1)

/* ---- names ------------------------------------------------------------------------------- */

static char identifier_character(char c)
{
	if (c >= 'a' && c <= 'z')
		return (char)(c - 'a' + 'A');
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '_';
}

static bool identifier_taken(const struct layout_guest *guest, const char *identifier)
{
	EACH (const struct layout_link, other, guest, links) {
		if (strcmp(other->identifier, identifier) == 0)
			return true;
	}
	return false;
}

/* a.b and a-b are two regions: the later one gets an underscore more. */
static const char *make_identifier(
	struct context *ctx, const struct layout_guest *guest, const struct region *region)
{
	const char *land = region->land == LAND_HV ? "HV" : "DM";
	char *identifier =
		arena_printf(ctx->arena, "%s_%s", land, region->full_name + LAND_PREFIX_LENGTH);

	for (char *c = identifier; *c != '\0'; c++)
		*c = identifier_character(*c);
	while (identifier_taken(guest, identifier))
		identifier = arena_printf(ctx->arena, "%s_", identifier);
	return identifier;
}

/* ---- slots of a post-launched VM --------------------------------------------------------- */

static void take_slots_of_command(
	const struct launch_invocation *invocation, bool taken[LAUNCH_SLOTS])
{
	EACH (const struct launch_device, device, invocation, devices) {
		if (device->place_valid && device->bus == 0)
			taken[device->slot] = true;
	}
}

/* Notes every slot that a launch script of the VM uses. */
static void take_slots_of_scripts(
	const struct config *config, const struct vm *vm, bool taken[LAUNCH_SLOTS])
{
	if (config->launch == NULL)
		return;
	EACH (const struct launch_script, script, config->launch, scripts) {
		EACH (const struct launch_invocation, invocation, script, invocations) {
			if (invocation->vm == vm)
				take_slots_of_command(invocation, taken);
		}
	}
}

/* A slot that a script gives, or the scenario as long as no script has that slot. */
static bool take_given_slot(const struct config *config, const struct vm *vm,
	struct layout_link *link, const bool taken[LAUNCH_SLOTS])
{
	const struct launch_device *device =
		config->launch == NULL ? NULL
				       : launch_find_device(config->launch, vm, link->region);
	const struct region_peer *peer = region_find_peer(link->region, vm);

	if (device != NULL) {
		link->bdf = (struct bdf){0, (uint8_t)device->slot, (uint8_t)device->function};
		link->in_script = true;
		return true;
	}
	if (!peer->vbdf_valid || taken[peer->vbdf.device])
		return false;
	link->bdf = peer->vbdf;
	return true;
}

static bool choose_slot(struct layout_link *link, bool taken[LAUNCH_SLOTS])
{
	unsigned slot = FIRST_SLOT;

	while (taken[slot]) {
		if (slot == FIRST_SLOT - 1)
			return false;
		slot = slot == LAUNCH_LAST_SLOT ? LAUNCH_FIRST_SLOT : slot + 1;
	}
	taken[slot] = true;
	link->bdf = (struct bdf){0, (uint8_t)slot, 0};
	return true;
}

static bool report_no_slot(struct context *ctx, const struct vm *vm, const struct region *region)
{
	diag_add(ctx->diags, DIAG_LCH026, region->loc,
		"no slot is left for region '%s' in %s; its launch script and its regions have all of 3 to 30, so give it fewer devices",
		region->full_name, words_vm_by_id(ctx, vm));
	return false;
}

static bool place_by_slots(struct context *ctx, struct layout_guest *guest)
{
	bool taken[LAUNCH_SLOTS] = {false};
	bool given[MAX_LINKS] = {false};

	take_slots_of_scripts(ctx->config, guest->vm, taken);
	for (size_t i = 0; i < guest->n_links; i++)
		given[i] = take_given_slot(ctx->config, guest->vm, &guest->links[i], taken);
	/* Only now: regions may share a device by function, others may not have it. */
	for (size_t i = 0; i < guest->n_links; i++) {
		if (given[i])
			taken[guest->links[i].bdf.device] = true;
	}
	for (size_t i = 0; i < guest->n_links; i++) {
		if (!given[i] && !choose_slot(&guest->links[i], taken))
			return report_no_slot(ctx, guest->vm, guest->links[i].region);
	}
	return true;
}

/* ---- all VMs ----------------------------------------------------------------------------- */

static void place_by_table(const struct layout_vm *vm, struct layout_guest *guest)
{
	EACH (struct layout_link, link, guest, links) {
		EACH (const struct layout_device, device, vm, devices) {
			if (device->region != link->region)
				continue;
			link->bdf = device->vbdf;
			link->bdf_exact = true;
		}
	}
}

static bool add_links(struct context *ctx, struct layout_guest *guest)
{
	const struct config *config = ctx->config;

	guest->links = arena_array(ctx->arena, MAX_LINKS, sizeof(*guest->links));
	if (!config->enabled_effective)
		return true;
	EACH (const struct region, region, config, regions) {
		bool hv = region->land == LAND_HV;

		if (!region_has_vm(region, guest->vm))
			continue;
		if (guest->n_links == MAX_LINKS)
			return report_no_slot(ctx, guest->vm, region);

		struct layout_link link = {
			.region = region,
			.identifier = make_identifier(ctx, guest, region),
			.own_id = hv ? guest->vm->id.value : 0,
			.n_vectors = hv && ctx->target->msix_bar ? IVSHMEM_VECTORS : 0,
		};

		guest->links[guest->n_links++] = link;
	}
	return true;
}

bool layout_guests(struct context *ctx, struct layout *layout)
{
	const struct config *config = ctx->config;
	bool placed = true;

	layout->guests = arena_array(ctx->arena, config->n_vms, sizeof(*layout->guests));
	for (size_t i = 0; i < config->n_vms; i++) {
		struct layout_guest *guest = &layout->guests[i];

		guest->vm = &config->vms[i];
		if (!add_links(ctx, guest)) {
			placed = false;
			continue;
		}
		if (guest->vm->kind == VM_POST_LAUNCHED)
			placed &= place_by_slots(ctx, guest);
		else
			place_by_table(&layout->vms[i], guest);
	}
	return placed;
}
