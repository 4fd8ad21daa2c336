/*
 * Emitters print what layout decided; they compute nothing and report nothing. Which files a
 * compilation has is the table in emit.c.
 */
#ifndef ACRNCFGC_EMIT_H
#define ACRNCFGC_EMIT_H

#include "layout.h"
#include "model.h"
#include "text.h"

/* Groups of --emit, as bits. */
enum emit_group {
	EMIT_TABLES = 1u << 0,
	EMIT_CONFIG = 1u << 1,
	EMIT_REPORT = 1u << 2,
	EMIT_LAUNCH = 1u << 3,
	EMIT_GUEST = 1u << 4,
	EMIT_QEMU = 1u << 5,
	EMIT_ALL = (1u << 6) - 1,
};

struct emit_input {
	const struct target *target;
	const struct config *config;
	const struct layout *layout;
	const struct vm *vm; /* the VM of a per-VM file; NULL otherwise */
	/*
	 * Changes with anything in the layout. The C files of one run carry the same one, so that
	 * a build which mixes files of two runs does not compile.
	 */
	uint64_t layout_id;
};

/* One complete file. Paths are relative to the output folder, with '/' for sub-folders. */
struct output_file {
	const char *path;
	enum emit_group group;
	bool executable;
	struct text text;
};

struct output_list {
	struct output_file *files; /* ascending path */
	size_t count;
	/*
	 * Files of the same groups that this compilation does not have, but another scenario or
	 * target would: left behind by an earlier run they would contradict the files above.
	 */
	const char **obsolete;
	size_t n_obsolete;
};

/* Every file of the given groups, in memory. */
bool emit_files(struct pass *pass, const struct config *config, const struct layout *layout,
	unsigned groups, struct output_list *outputs) __attribute__((warn_unused_result));

/* The emitters, one per file; rows of the table in emit.c. */
void emit_ivshmem_cfg_h(struct text *out, const struct emit_input *in);
void emit_pci_dev_c(struct text *out, const struct emit_input *in);
void emit_vbar_base_h(struct text *out, const struct emit_input *in);
void emit_pci_dev_num_h(struct text *out, const struct emit_input *in);
void emit_ivshmem_config(struct text *out, const struct emit_input *in);
void emit_ivshmem_config_h(struct text *out, const struct emit_input *in);
void emit_ivshmem_config_mk(struct text *out, const struct emit_input *in);
void emit_layout_json(struct text *out, const struct emit_input *in);
void emit_layout_txt(struct text *out, const struct emit_input *in);

#endif
