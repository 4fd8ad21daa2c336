/* Objects of a scenario and numbers in the words of messages. Every string is in the arena of ctx.
 */
#ifndef ACRNCFGC_WORDS_H
#define ACRNCFGC_WORDS_H

#include "model/context.h"
#include "model/layout.h"

/* The text in single quotes, on one line, control bytes escaped, a very long one cut. */
const char *words_quote(struct context *ctx, const char *text);
/* "region 'hv:/a'"; for a region without a usable name "region 3". */
const char *words_region(
	struct context *ctx, const struct config *config, const struct region *region);
/* "VM 2", or "VM 'POST_STD_VM1'" where the scenario refers to VMs by name. */
const char *words_vm(struct context *ctx, const struct config *config, const struct vm *vm);
/* "the Service VM", "VM 0", "VM 2 'linux'" */
const char *words_vm_by_id(struct context *ctx, const struct vm *vm);
/* "pre-launched", "Service VM", ...: in brackets after a VM. */
const char *words_kind(enum vm_kind kind);
/* "VMs 0 (pre-launched), 1 (Service VM), 2 and 3 (post-launched)", by id or by name. */
const char *words_vm_list(struct context *ctx, const struct config *config, bool by_name);
/* "region 'hv:/a'", "passthrough device 00:17.0", "PCI vUART 1" */
const char *words_device(struct context *ctx, const struct layout_device *device);
/* Decimal digits as they are, anything else in quotes. */
const char *words_number(struct context *ctx, const struct number *number);
/* "00:08.0" */
const char *words_bdf(struct context *ctx, struct bdf bdf);
/* "0x1000-0x1fff" */
const char *words_range(struct context *ctx, struct range range);
/* "512 MiB", "4 KiB", or "0x1234 bytes" for a number that is no multiple of 1 KiB. */
const char *words_size(struct context *ctx, uint64_t bytes);

#endif
