/* What the files for the users of regions share. Included by emit*.c only. */
#ifndef ACRNCFGC_EMIT_GUEST_H
#define ACRNCFGC_EMIT_GUEST_H

#include "emit/common.h"

#include <inttypes.h>

/* The VM's regions as layout_guest.c decided. */
const struct layout_guest *emit_guest(const struct emit_input *in);

/* For the table in emit.c. */
bool emit_guest_has_regions(const struct emit_input *in);
bool emit_guest_has_launch_line(const struct emit_input *in);

/* The first lines of a VM's file: emit_facts() with a title that names the VM. */
const char *emit_vm_facts(struct arena *arena, const struct emit_input *in, const char *prefix,
	const char *before_vm, const char *after_vm);

/* The region's size as acrn-dm and QEMU are told it: in MB. */
uint64_t emit_guest_mb(const struct layout_link *link);
/* "VM 0 (pre-launched VM) and VM 1 (Service VM)": everybody but the VM itself. */
void emit_guest_peers(
	struct text *out, const struct layout_guest *guest, const struct layout_link *link);

void emit_launch_args(struct text *out, const struct emit_input *in);
void emit_ivshmem_guest_h(struct text *out, const struct emit_input *in);
void emit_ivshmem_uio_sh(struct text *out, const struct emit_input *in);
void emit_ivshmem_overlay(struct text *out, const struct emit_input *in);
void emit_run_vm_sh(struct text *out, const struct emit_input *in);

#endif
