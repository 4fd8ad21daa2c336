/* What the two descriptions of a board, text sections and trees, have in common while parsing. */
#ifndef ACRNCFGC_PARSE_BOARD_PRIVATE_H
#define ACRNCFGC_PARSE_BOARD_PRIVATE_H

#include "base/each.h"
#include "model/board_config.h"
#include "parse/line.h"

struct claim_list {
	struct claim *items;
	size_t count;
};

#define PCI_MAX_BARS 6u

/* A line of IOMEM_INFO. */
struct iomem_record {
	struct range range;
	struct loc loc; /* of the range */
	struct line owner;
};

#define N_BUSES 256
#define BUS_SIZE ((size_t)PCI_DEVICES * PCI_FUNCTIONS)

/* What is known of a PCI address. */
struct board_slot {
	size_t device;       /* 1 + index in devices; 0: none */
	struct loc tree_loc; /* the tag of the trees' device; without source: none */
};

/*
 * Windows come first: what lies outside of all of them is not kept. No step is slower than
 * n log n in the size of the board.
 */
struct board_builder {
	struct context *ctx;
	struct board *board;
	struct board_config *config;
	struct xml_text iomem;
	struct iomem_record *records; /* for windows, then for what lies in them */
	size_t n_records;
	struct claim_list ram;
	struct claim_list windows;
	struct claim_list taken;
	struct claim_list text_ram; /* of the text, where the trees go before it */
	struct claim_list text_windows;
	bool tree_ram; /* there are trees of it */
	bool tree_windows;
	struct pci_device *devices;
	size_t n_devices;
	/* By bus and then by device and function; NULL: nothing is known of the bus. */
	struct board_slot *slots[N_BUSES];
};

/* ---- board_builder.c ---- */

void board_add_claim(struct board_builder *builder, struct claim_list *list, struct claim claim);
/* Ascending; of those that start together the longer one, then the earlier one in the file. */
void board_sort_claims(struct claim_list *list);
/* The first window that the range meets; NULL: it meets none. */
const struct range *board_window_at(const struct board_builder *builder, struct range range);
/* Adds to what is taken if the claim meets a window. */
void board_take(struct board_builder *builder, struct claim claim);
/* The owner of a claim: a name, which is cut if it is very long, or of a device, for example
   "VGA compatible controller 00:02.0". */
const char *board_owner(struct board_builder *builder, const char *name, size_t length);
const char *board_device_owner(struct board_builder *builder, const char *label, struct bdf bdf);
struct board_slot *board_slot(struct board_builder *builder, struct bdf bdf);
/* The device of that BDF, made if it is not there; NULL from find. Valid until the next one. */
struct pci_device *board_device(struct board_builder *builder, struct bdf bdf, struct loc loc);
struct pci_device *board_find_device(struct board_builder *builder, struct bdf bdf);
/* The BAR of that index, made if it is not there (type and sizes 0 then). */
struct pci_bar *board_bar(struct board_builder *builder, struct pci_device *device, unsigned index);

/* ---- board_tree.c ---- */

/* True if the tree gave any. */
bool board_tree_ram(struct board_builder *builder, struct xml_node *memory);
bool board_tree_windows(struct board_builder *builder, struct xml_node *devices);
void board_tree_devices(
	struct board_builder *builder, struct xml_node *devices, struct xml_node *ioapics);

/* ---- board_config.c: the other text sections, processors and caches ---- */

void board_read_config(struct board_builder *builder, struct xml_node *root);

/* ---- board_iomem.c ---- */

void board_iomem_map(struct board_builder *builder, struct xml_node *root, struct claim_list *ram,
	struct claim_list *windows);
void board_iomem_taken(struct board_builder *builder);

/* ---- board_pci.c ---- */

void board_text_devices(struct board_builder *builder, struct xml_node *root);

#endif
