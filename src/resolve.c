/*
 * RESOLVE: ids and names become pointers, defaults and derived facts are filled in. What cannot
 * be resolved stays NULL; the checks look at the same texts and say why.
 */
#include "model/board_config.h"
#include "model/resolve.h"
#include "base/each.h"

/* What the releases' own tool takes where the scenario says nothing. */
#define DEFAULT_UOS_RAM_SIZE (8 * GIB)
#define DEFAULT_SOS_RAM_SIZE (16 * GIB)

/* ---- finding VMs ---- */

/* The first VM of that id: a second one is an error of its own. */
static struct vm *find_by_id(const struct config *config, const struct number *id)
{
	EACH (struct vm, vm, config, vms) {
		if (number_valid(id) && number_valid(&vm->id) && vm->id.value == id->value)
			return vm;
	}
	return NULL;
}

/* The only VM of that name. */
static struct vm *find_by_name(const struct config *config, const struct value *name)
{
	struct vm *found = NULL;

	if (value_is_blank(name))
		return NULL;
	EACH (struct vm, vm, config, vms) {
		if (!value_is(&vm->name, name->text))
			continue;
		if (found != NULL)
			return NULL;
		found = vm;
	}
	return found;
}

/* ---- regions ---- */

static const char *full_name(struct arena *arena, const struct region *region)
{
	const char *name = region->name.text;

	if (!region_is_element(region))
		return name;
	return arena_printf(arena, "%s%s", land_prefix(region->land), name);
}

/* Bytes of a size that the hypervisor and acrn-dm accept; 0 for any other. */
static uint64_t legal_size(const struct number *size_mb)
{
	uint64_t value = size_mb->value;

	return size_mb->form == NUMBER_DECIMAL && region_size_is_legal(value) ? value * MIB : 0;
}

static void resolve_regions(struct context *ctx, struct config *config)
{
	size_t n_of_land[] = {[LAND_NONE] = 0, [LAND_HV] = 0, [LAND_DM] = 0};

	EACH (struct region, region, config, regions) {
		region->full_name = full_name(ctx->arena, region);
		region->size = legal_size(&region->size_mb);
		region->index = n_of_land[region->land]++;
		if (region->land == LAND_HV)
			config->hv_regions_size += region->size;
		EACH (struct region_peer, peer, region, peers) {
			peer->vm = peer->id.present ? find_by_id(config, &peer->id)
						    : find_by_name(config, &peer->name);
		}
	}
	config->n_hv_regions = n_of_land[LAND_HV];
}

static bool is_enabled(const struct config *config)
{
	if (config->n_regions == 0)
		return false;
	if (!config->enabled.present)
		return config->dialect == DIALECT_ELEMENT;
	return value_is(&config->enabled, "y");
}

/* ---- devices ---- */

static void resolve_passthrough(const struct board *board, struct passthrough *passthrough)
{
	if (board == NULL || !passthrough->bdf_valid)
		return;
	EACH (const struct pci_device, device, board, devices) {
		if (bdf_equal(device->bdf, passthrough->bdf))
			passthrough->device = device;
	}
}

/* The string dialect's vUARTs name their targets by id. */
static void resolve_vm(const struct config *config, struct vm *vm)
{
	EACH (struct passthrough, passthrough, vm, passthrough) {
		resolve_passthrough(config->board, passthrough);
	}
	EACH (struct vuart, vuart, vm, vuarts) {
		vuart->target = find_by_id(config, &vuart->target_vm);
	}
	EACH (struct vuart_config, vuart, vm->config, legacy_vuarts) {
		vuart->target = find_by_id(config, &vuart->target_vm);
	}
	EACH (struct vuart_config, vuart, vm->config, pci_vuarts) {
		vuart->target = find_by_id(config, &vuart->target_vm);
	}
}

/* ---- processors ---- */

/* Those that the VM lists, as bits; what is no number of a processor has a rule. */
static uint64_t listed_pcpus(const struct vm *vm)
{
	uint64_t pcpus = 0;

	EACH (const struct pcpu, pcpu, vm->config, pcpus) {
		if (number_valid(&pcpu->id) && pcpu->id.value < 64)
			pcpus |= (uint64_t)1 << pcpu->id.value;
	}
	return pcpus;
}

static uint64_t board_pcpus(const struct board *board)
{
	uint64_t pcpus = 0;

	for (uint64_t id = 0; board != NULL && id < 64; id++)
		pcpus |= (uint64_t)board_has_pcpu(board, id) << id;
	return pcpus;
}

/* A Service VM that lists none runs on all but those of pre-launched VMs. */
static void resolve_affinity(struct config *config)
{
	uint64_t left = board_pcpus(config->board);

	EACH (struct vm, vm, config, vms) {
		vm->config->affinity = listed_pcpus(vm);
		if (vm->kind == VM_PRE_LAUNCHED)
			left &= ~vm->config->affinity;
	}
	EACH (struct vm, vm, config, vms) {
		if (vm->kind == VM_SERVICE && vm->config->n_pcpus == 0)
			vm->config->affinity = left;
	}
}

static void resolve_cache_policies(const struct config *config)
{
	EACH (const struct cache_allocation, allocation, config->hv, allocations) {
		EACH (struct cache_policy, policy, allocation, policies) {
			policy->vm = find_by_name(config, &policy->vm_name);
		}
	}
}

/* A VM's vuart_idx counts all connections of the VM, legacy ones too; the console is 0. */
static void number_endpoints(struct context *ctx, const struct config *config)
{
	unsigned *next = arena_array(ctx->arena, config->n_vms, sizeof(*next));

	EACH (struct vuart_connection, connection, config, connections) {
		EACH (struct vuart_endpoint, endpoint, connection, endpoints) {
			endpoint->vm = find_by_name(config, &endpoint->vm_name);
			if (endpoint->vm != NULL)
				endpoint->index = ++next[endpoint->vm->index];
		}
	}
}

/* Only a connection of two ends can be a pair of devices. */
static void add_connection_vuarts(
	struct context *ctx, struct config *config, const struct vuart_connection *connection)
{
	for (size_t e = 0; e < connection->n_endpoints; e++) {
		const struct vuart_endpoint *own = &connection->endpoints[e];
		const struct vuart_endpoint *other =
			connection->n_endpoints == 2 ? &connection->endpoints[1 - e] : NULL;

		if (own->vm == NULL)
			continue;

		struct vm *vm = &config->vms[own->vm->index];
		struct vuart *vuart = ARRAY_ADD(ctx->arena, vm->vuarts, vm->n_vuarts);

		*vuart = (struct vuart){
			.loc = own->loc,
			.index = own->index,
			.connection = true,
			.id = number_absent(own->loc),
			.target_vm = number_absent(own->loc),
			.target_uart = number_absent(own->loc),
			.target_name = value_absent(own->loc),
			.vbdf_text = own->vbdf_text,
			.vbdf_valid = own->vbdf_valid,
			.vbdf = own->vbdf,
		};
		if (other == NULL)
			continue;
		vuart->target = other->vm;
		vuart->target_name = other->vm_name;
		vuart->target_uart.loc = other->loc;
		if (other->vm != NULL) {
			vuart->target_uart.form = NUMBER_DECIMAL;
			vuart->target_uart.value = other->index;
		}
	}
}

/* A VM's console comes first, then its connections in document order: ascending indices. */
static void resolve_connections(struct context *ctx, struct config *config)
{
	number_endpoints(ctx, config);
	EACH (const struct vuart_connection, connection, config, connections) {
		if (value_is(&connection->type, "pci"))
			add_connection_vuarts(ctx, config, connection);
	}
}

/* ---- the whole ---- */

static void set_default(struct number *number, uint64_t value)
{
	if (number->form != NUMBER_ABSENT)
		return;
	number->form = NUMBER_HEX;
	number->value = value;
}

/* The form of all but the regions: a migration leaves it as it was. VMs of the element form have a
   load_order. */
static enum dialect form_of_vms(const struct config *config)
{
	bool has_kind = false;

	EACH (const struct vm, vm, config, vms) {
		if (!value_is_blank(&vm_setting(vm, SETTING_LOAD_ORDER)->text))
			return DIALECT_ELEMENT;
		has_kind |= vm->kind != VM_UNKNOWN;
	}
	return has_kind ? DIALECT_STRING : config->dialect;
}

/* A scenario in the form of other releases than the target is compiled, but its elements are those
   of the releases of its form. */
static uint32_t rule_releases(const struct target *target, enum dialect form)
{
	if (target != NULL && (form == DIALECT_NONE || form == target->dialect))
		return target_release(target);
	return target_releases(form);
}

void resolve_config(struct context *ctx, struct config *config)
{
	ctx->config = config;
	ctx->releases = rule_releases(ctx->target, form_of_vms(config));
	if (ctx->target == NULL) {
		ctx->target = target_default(config->dialect);
		ctx->target_assumed = true;
	}
	set_default(&config->uos_ram_size, DEFAULT_UOS_RAM_SIZE);
	set_default(&config->sos_ram_size, DEFAULT_SOS_RAM_SIZE);
	resolve_regions(ctx, config);
	config->enabled_effective = is_enabled(config);
	EACH (struct vm, vm, config, vms) {
		resolve_vm(config, vm);
		if (config->service_vm == NULL && vm->kind == VM_SERVICE)
			config->service_vm = vm;
	}
	resolve_connections(ctx, config);
	resolve_affinity(config);
	resolve_cache_policies(config);
}
