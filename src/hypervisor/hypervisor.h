/*
 * The whole configuration of a v2.3 hypervisor, group "hypervisor" of --emit. The emitters are rows
 * of the table in src/emit.c; the facts that several of them need are computed in facts.c.
 */
#ifndef ACRNCFGC_HYPERVISOR_H
#define ACRNCFGC_HYPERVISOR_H

#include "emit/common.h"
#include "model/board_config.h"
#include "model/settings.h"

/* ---- facts (facts.c) ---- */

/* Where a vUART of the Service VM is. A base of 0 means that there is no vUART. */
struct hv_port {
	uint64_t base;
	uint64_t irq;
};

/* The value of a setting that is in force. */
uint64_t hv_setting(const struct emit_input *in, enum setting_id id);
bool hv_is_on(const struct emit_input *in, enum setting_id id);
/* A debug build, that is one with a console and log levels. */
bool hv_is_debug(const struct emit_input *in);
/* The serial port of the hypervisor's console; NULL if the scenario wants none. */
const struct board_tty *hv_console(const struct emit_input *in);

/* Where the hypervisor is in RAM: as laid out, as given, or the release's default. */
uint64_t hv_ram_start(const struct emit_input *in);
uint64_t hv_ram_size(const struct emit_input *in);

/* The macro in misc_cfg.h for the processors of a VM. */
const char *hv_affinity_macro(struct arena *arena, const struct vm *vm);
size_t hv_count_vms(const struct emit_input *in, enum vm_kind kind);
/* The n of CONFIG_POST_STD_VM(n): counted among the VMs of the same vm_type. */
size_t hv_number_of_type(const struct emit_input *in, const struct vm *vm);

struct hv_port hv_com1(const struct emit_input *in);
/* Base 0 unless legacy vUART 1 of the Service VM is on. */
struct hv_port hv_com2(const struct emit_input *in);
/* Both ends of legacy vUART 1 are on and name each other. */
bool hv_vuart1_is_connected(const struct vm *vm);

/* The registers of a TPM are passed through to the VM. */
bool hv_has_tpm(const struct emit_input *in, const struct vm *vm);
/* Boot arguments of the Service VM after root, console and idle. */
const char *hv_service_bootargs(const struct emit_input *in, struct arena *arena);

/* The number of classes of service that all resources of the board have; 0 without RDT. */
uint64_t hv_max_clos(const struct emit_input *in);

/* Devices that the hypervisor uses itself, as {bus, device, function}; NULL if the board has none.
 */
const struct bdf *hv_hidden_devices(const struct board *board, size_t *count);

/* ---- emitters ---- */

/* One for each file; some are those of the tables of shared memory. */
#define HYPERVISOR_FILE(path, applies, emit)                                                       \
	void emit(struct text *out, const struct emit_input *in);
#include "hypervisor/files.def"
#undef HYPERVISOR_FILE

/* The VM is a pre-launched one. */
bool emit_hv_has_acpi(const struct emit_input *in);

/* C: pci_dev_num.h, which every C file of the tree includes, is of the same run as file. */
void emit_hv_assert_same_run(struct text *out, const struct emit_input *in, const char *file);

/* ---- rules ---- */

/*
 * Reports what cannot become a whole configuration: another release, names that cannot be folders,
 * parts that no known-good configuration of the release proves, unreadable board sections. Runs
 * only when the group is wanted, on a model without errors and with a board.
 */
void hypervisor_check(struct context *ctx, const struct config *config);
/* The part of it that is about the board. */
void hypervisor_check_board(struct context *ctx, const struct board *board);

#endif
