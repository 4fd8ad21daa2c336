/* What the files of the layout pass share with each other, and with those who explain it. */
#ifndef ACRNCFGC_LAYOUT_PRIVATE_H
#define ACRNCFGC_LAYOUT_PRIVATE_H

#include "layout/free_space.h"
#include "layout/layout.h"
#include "model/words.h"

/* ---- words.c: words for messages, in the arena of ctx ---- */

/* Whether all regions together can be so large. */
typedef bool layout_has_room(const void *context, uint64_t size);

/* The context is the number of bytes that there are. */
bool layout_has_bytes(const void *bytes, uint64_t size);
/*
 * The legal sizes nearest to the scenario's for which there is room: "'hv:/a' of 128 MB, 'hv:/b' of
 * 64 MB". NULL: not even 2 MB each have room, or
 * there is no shared memory.
 */
const char *layout_fit_text(struct context *ctx, layout_has_room *has_room, const void *context);
/* The place of the device in the scenario. */
struct loc layout_device_loc(const struct layout_vm *vm, const struct layout_device *device);

/* Who ends right below a free range and who begins right above it; NULL: its window's edge. */
struct neighbours {
	const struct claim *below;
	const struct claim *above;
};

struct neighbours layout_neighbours(const struct claim *claims, size_t count, struct range free);
/* "between 'VGA 00:02.0' and the window's end" */
const char *layout_between_text(struct context *ctx, struct neighbours neighbours);
/* A note at each neighbour that has a place. */
void layout_note_neighbours(struct context *ctx, struct diag *diag, struct neighbours neighbours);

/* ---- physical memory ---- */

/* What the three kinds of pool place start from. */
struct memory_plan {
	const struct board *board;
	struct claim_list vms; /* memory of pre-launched ones */
	struct claim_list joined;
	struct free_space ram; /* board RAM below 4 GiB that no pre-launched VM has */
	uint64_t image;        /* the hypervisor without the pool, in multiples of 2 MiB */
	struct loc loc;        /* the IVSHMEM section: blamed for what is not given */
};

/* A place for the hypervisor with its regions, in a free range of RAM. */
struct place {
	uint64_t start;
	uint64_t room; /* 0: no room */
	struct range around;
};

/*
 * The first place for size bytes, or the one with most room: from gap bytes above the start of a
 * free range, or above lowest where that is higher, and not beyond highest.
 */
struct place layout_find_place(const struct memory_plan *plan, uint64_t size, uint64_t lowest,
	uint64_t gap, uint64_t highest);
/* A note at each VM's memory that lies in part in that range. */
void layout_note_vms(struct context *ctx, struct diag *diag, const struct memory_plan *plan,
	struct range within);

/* Whether a pool of that size has a place in memory, by itself; says nothing. */
bool layout_pool_has_room(struct context *ctx, uint64_t size);

/* Rows of a table in layout_ivshmem.c, by enum pool_place. */
bool layout_pool_in_hv_ram(
	struct context *ctx, const struct memory_plan *plan, struct layout *layout); /* hv_ram.c */
bool layout_pool_below_2gib(
	struct context *ctx, const struct memory_plan *plan, struct layout *layout); /* pool.c */
bool layout_pool_top_of_e820(
	struct context *ctx, const struct memory_plan *plan, struct layout *layout);
/* Reports a given HV_RAM_START that is not a multiple of 2 MiB. */
bool layout_check_hv_ram_start(struct context *ctx);
/* A given HV_RAM_START, of any release that has one: aligned, below limit, in RAM, clear of VMs. */
bool layout_check_hv_ram(
	struct context *ctx, const struct memory_plan *plan, struct range range, uint64_t limit);

/* ---- one VM's table and address space ---- */

/* table.c: the entries in table order, nothing placed yet. */
void layout_table(struct context *ctx, struct layout_vm *out);
/* bdf.c */
bool layout_bdfs(struct context *ctx, struct layout_vm *out) __attribute__((warn_unused_result));
/* space.c: windows and what is taken in them. */
void layout_space(struct context *ctx, struct layout_vm *out);
/* One more claim; there is room for every BAR of every passthrough device. */
static inline void layout_take(struct layout_vm *out, struct claim claim)
{
	out->taken[out->n_taken++] = claim;
}
/* passthrough.c: BARs of passthrough devices; what has a fixed address is taken. */
bool layout_passthrough(struct context *ctx, struct layout_vm *out)
	__attribute__((warn_unused_result));
/* HI_MMIO_SIZE: what the hypervisor maps for remapped BARs of the whole board. */
uint64_t layout_hi_mmio_size(const struct board *board);
/* max(UOS_RAM_SIZE, 2 GiB) + 2 GiB: where remapped BARs begin. */
uint64_t layout_hi_mmio_start(const struct config *config);
/* Vendor 8086 devices with MSI but no MSI-X: the hypervisor adds a BAR to emulate the latter. */
bool layout_emulates_msix(const struct pci_device *device);
/* One more BAR of a device, which has none of that number, a number below MAX_BARS. */
struct bar *layout_add_bar(
	struct layout_device *device, unsigned index, enum bar_type type, uint64_t size);
/* bars.c: an address for every BAR that has none. */
bool layout_bars(struct context *ctx, struct layout_vm *out) __attribute__((warn_unused_result));

#endif
