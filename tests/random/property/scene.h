/*
 * A scene: one scenario, one board and one release, as the generator knows them. Everything else
 * is derived from it: the two XML files, the facts for the consumer, and what the compiler has to
 * say. It holds no pointers into itself, so that a copy can be changed and tried: shrinking.
 */
#ifndef PROPERTY_SCENE_H
#define PROPERTY_SCENE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "facts.h"
#include "random.h"

/* In the consumer's very words: some files know both. */
#define PAGE 0x1000UL
#define MIB (1UL << 20)
#define GIB (1UL << 30)

enum {
	MAX_VMS = 18,
	MAX_REGIONS = 12,
	MAX_PIECES = 3,
	MAX_RAM = 10,
	MAX_WINDOWS = 8,
	MAX_CLAIMS = 64,
	MAX_DEVICES = 168,
	MAX_PASSTHROUGH = 34,
	MAX_CONNECTIONS = 10,
	MAX_VUARTS = 5,
	MAX_BARS = 6,
	MAX_HV_REGIONS = 8,
};

struct span {
	uint64_t first;
	uint64_t last;
};

/* ---- releases ---- */

enum pool_place { PLACE_IN_HV_RAM, PLACE_BELOW_2GIB, PLACE_TOP_OF_E820 };

struct release {
	const char *name;
	unsigned number; /* 203 is v2.3 */
	unsigned profile;
	unsigned max_vms;
	enum pool_place pool_place;
	uint64_t image; /* the hypervisor without the pool ... */
	uint64_t image_per_post_launched;
};

extern const struct release releases[];
extern const unsigned n_releases;

/* Up to v2.4: passthrough BARs keep host addresses or move into an area above guest RAM. */
static inline bool release_keeps_addresses(const struct release *release)
{
	return release->number <= 204;
}

/* ---- board ---- */

/* Where a BAR of a board with trees is described; a flat board has the text only. */
enum told { TOLD_BY_BOTH, TOLD_BY_TREE, TOLD_BY_TEXT };

struct scene_bar {
	unsigned index;
	enum bar_kind kind;
	bool prefetchable;
	uint64_t base; /* 0: the firmware gave it none */
	uint64_t size; /* 0: the board file does not say */
	enum told told;
	bool disabled;
	bool is_virtual;
};

struct scene_device {
	uint16_t bdf;
	uint16_t vendor;
	uint16_t id;
	bool msix;
	bool in_iomem; /* its BARs are lines of /proc/iomem too */
	unsigned n_bars;
	struct scene_bar bars[MAX_BARS];
};

/* Something in the Service VM's address space that is no BAR. */
struct scene_claim {
	struct span at;
	bool is_bridge;
};

struct scene_window {
	struct span at;
	bool disabled; /* trees: its end is below its start */
};

struct scene_board {
	char name[24];
	bool is_tree;
	bool tree_has_iomem; /* a board with trees may have the text as well */
	unsigned n_ioapics;
	unsigned max_msix_table_num; /* 0: not given */
	unsigned n_ram;
	struct span ram[MAX_RAM];
	unsigned n_windows;
	struct scene_window windows[MAX_WINDOWS];
	unsigned n_claims;
	struct scene_claim claims[MAX_CLAIMS];
	unsigned n_devices; /* ascending BDF */
	struct scene_device devices[MAX_DEVICES];
};

/* ---- scenario ---- */

struct scene_piece {
	bool floating; /* only a size: the hypervisor's build places it */
	uint64_t start;
	uint64_t size;
};

enum console { CONSOLE_NONE, CONSOLE_LEGACY, CONSOLE_PCI, CONSOLE_BOTH };

/* String dialect. */
struct scene_vuart {
	bool is_pci;
	unsigned target_vm;
	unsigned target_index;
};

struct scene_vm {
	enum vm_kind kind;
	unsigned spelling; /* of the kind */
	char name[24];
	unsigned n_pieces;
	struct scene_piece pieces[MAX_PIECES];
	unsigned n_passthrough;
	uint16_t passthrough[MAX_PASSTHROUGH]; /* BDFs */
	enum console console;
	bool legacy_1; /* the second legacy vUART is on, so that vUART 1 is skipped */
	unsigned n_vuarts;
	struct scene_vuart vuarts[MAX_VUARTS]; /* ids 1, 2, ... */
	bool tpm2;
	bool p2sb;
	bool ptm;
};

/* Element dialect. */
struct scene_connection {
	bool is_pci;
	unsigned vm[2];
	uint16_t vbdf[2];
};

struct scene_region {
	char name[48];
	bool is_dm;
	unsigned mb;
	uint32_t vms; /* bit n: VM n */
	uint16_t vbdf[MAX_VMS];
	uint32_t id; /* 0: none */
};

/* A setting of MEMORY or CAPACITIES. */
struct setting {
	bool given;
	uint64_t value;
};

enum feature_switch { SWITCH_Y, SWITCH_N, SWITCH_ABSENT };

struct fault;

struct scene {
	uint64_t seed;
	const struct release *release;
	bool element;   /* the dialect of v3.0 and later */
	unsigned style; /* of what may be written in several ways */
	struct scene_board board;
	unsigned n_vms;
	struct scene_vm vms[MAX_VMS];
	enum feature_switch feature_switch;
	unsigned n_regions;
	struct scene_region regions[MAX_REGIONS];
	unsigned n_connections;
	struct scene_connection connections[MAX_CONNECTIONS];
	struct setting hv_ram_start;
	struct setting hv_ram_size;
	struct setting uos_ram_size;
	struct setting sos_ram_size;
	struct setting max_emulated_mmio;
	struct setting max_msix_table_num;
	struct setting max_pci_dev_num;
	/* what was broken on purpose; NULL: nothing */
	const struct fault *fault;
	unsigned fault_at;
};

/* HV_RAM_SIZE, and UOS_RAM_SIZE with SOS_RAM_SIZE, are in the scenarios of these releases alone. */
static inline bool scene_has_hv_ram_size(const struct scene *scene)
{
	return !scene->element && scene->release->number <= 206;
}

static inline bool scene_has_ram_sizes(const struct scene *scene)
{
	return !scene->element && scene->release->number <= 204;
}

/* Everything from one seed. */
void scene_generate(struct scene *scene, uint64_t seed);
void scene_generate_board(struct scene *scene, struct random *random);
void scene_generate_memory(struct scene *scene, struct random *random);  /* RAM, and that of VMs */
void scene_generate_devices(struct scene *scene, struct random *random); /* passthrough */
void scene_generate_settings(struct scene *scene, struct random *random);
void scene_generate_vbdfs(struct scene *scene, struct random *random);
/* One more region at the end; false: there is no place for one. */
bool scene_add_region(struct scene *scene, struct random *random);
/* Tries to break something; false if nothing applies. */
bool scene_break(struct scene *scene, struct random *random);

/*
 * Whether there is one place only for memory that is given by its size: the releases' build, its
 * documents and the consumer say different things about memory in several pieces.
 */
bool scene_memory_is_clear(const struct scene *scene);
/* Whether the scene is one that the generator might have made; asked while shrinking. */
bool scene_is_sound(const struct scene *scene);

/* The files; the caller frees the texts. */
char *scene_write_scenario(const struct scene *scene, size_t *size);
char *scene_write_board(const struct scene *scene, size_t *size);

/* ---- what follows from a scene ---- */

bool scene_is_enabled(const struct scene *scene);
unsigned scene_count_hv_regions(const struct scene *scene);
uint64_t scene_pool_size(const struct scene *scene); /* 0 when switched off */
const struct scene_device *scene_find_device(const struct scene *scene, uint16_t bdf);
/* In the string dialect a post-launched VM's console is no entry of the tables. */
bool scene_has_pci_console(const struct scene *scene, const struct scene_vm *vm);
/* PCI vUARTs in the table of a VM, ascending index; returns how many. */
unsigned scene_vuarts(const struct scene *scene, unsigned vm, struct fact_vuart *out);
/* Whether the VM has an entry for the region. */
bool scene_has_ivshmem(const struct scene *scene, const struct scene_region *region, unsigned vm);
uint64_t scene_hi_mmio_size(const struct scene *scene);
/* Where a remapped BAR of a pre-launched VM lies up to v2.4, from the start of that area. */
uint64_t scene_hi_mmio_offset(const struct scene *scene, const struct scene_bar *bar);
/* Intel devices with MSI only, for which the hypervisor makes a BAR of 4 KiB. */
bool scene_needs_msix_bar(const struct scene_device *device);
uint64_t scene_vm_memory(const struct scene_vm *vm);

static inline bool span_meets(struct span a, struct span b)
{
	return a.first <= b.last && b.first <= a.last;
}

static inline bool span_holds(struct span outer, struct span inner)
{
	return outer.first <= inner.first && inner.last <= outer.last;
}

static inline struct span span_of(uint64_t first, uint64_t size)
{
	return (struct span){first, first + size - 1};
}

static inline uint64_t round_up_to(uint64_t value, uint64_t unit)
{
	return (value + unit - 1) / unit * unit;
}

static inline uint64_t round_down_to(uint64_t value, uint64_t unit)
{
	return value / unit * unit;
}

#endif
