/* Free virtual PCI addresses, for those whose own cannot be had. */
#include <string.h>

#include "check/rules.h"
#include "model/launch.h"
#include "base/each.h"

#define N_SHOWN 3u

/* What the scenario gives to regions and PCI vUARTs of the VM. */
static void take_given(const struct config *config, const struct vm *vm, bool taken[PCI_DEVICES])
{
	EACH (const struct region, region, config, regions) {
		for (size_t j = 0; j < region->n_peers; j++) {
			if (region->peers[j].vm == vm && region->peers[j].vbdf_valid)
				taken[region->peers[j].vbdf.device % PCI_DEVICES] = true;
		}
	}
	for (size_t i = 0; i < vm->n_vuarts; i++) {
		if (vm->vuarts[i].vbdf_valid)
			taken[vm->vuarts[i].vbdf.device % PCI_DEVICES] = true;
	}
}

/* The Service VM sees the board's devices; 00:0d is hidden on some boards, 00:01 is for ports. */
static void take_native(const struct board *board, bool taken[PCI_DEVICES])
{
	taken[0x01] = true;
	taken[0x0d] = true;
	for (size_t i = 0; board != NULL && i < board->n_devices; i++) {
		if (board->devices[i].bdf.bus == 0)
			taken[board->devices[i].bdf.device % PCI_DEVICES] = true;
	}
}

void check_suggest_vbdf(struct context *ctx, struct diag *diag, const struct vm *vm)
{
	/* 00:00 is the host bridge; a device that is passed through may keep its 00:0e. */
	bool taken[PCI_DEVICES] = {[0x00] = true, [0x0e] = true};
	const char *free = NULL;
	unsigned n_free = 0;

	if (vm == NULL || !diag_is_worth_help(ctx->diags))
		return;
	take_given(ctx->config, vm, taken);
	if (vm->kind == VM_SERVICE)
		take_native(ctx->config->board, taken);
	for (unsigned i = vm->kind == VM_POST_LAUNCHED ? LAUNCH_FIRST_SLOT : 1;
		i <= LAUNCH_LAST_SLOT && n_free < N_SHOWN; i++) {
		if (taken[i])
			continue;

		const char *bdf = words_bdf(ctx, (struct bdf){0, (uint8_t)i, 0});

		free = n_free++ == 0 ? bdf : arena_printf(ctx->arena, "%s, %s", free, bdf);
	}
	if (free != NULL)
		diag_hint(ctx->diags, diag, "free: %s", free);
}
