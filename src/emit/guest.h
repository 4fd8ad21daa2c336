/* What the files for the users of regions share. Included by emit*.c only. */
#ifndef ACRNCFGC_EMIT_GUEST_H
#define ACRNCFGC_EMIT_GUEST_H

#include "emit/common.h"

/* The VM's regions as layout/guest.c decided. */
const struct layout_guest *emit_guest(const struct emit_input *in);

/* For the table in emit.c. */
bool emit_guest_has_regions(const struct emit_input *in);
bool emit_guest_has_launch_line(const struct emit_input *in);

void emit_launch_args(struct text *out, const struct emit_input *in);
void emit_ivshmem_guest_h(struct text *out, const struct emit_input *in);
void emit_ivshmem_uio_sh(struct text *out, const struct emit_input *in);
void emit_ivshmem_overlay(struct text *out, const struct emit_input *in);
void emit_run_vm_sh(struct text *out, const struct emit_input *in);

#endif
