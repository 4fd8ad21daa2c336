/*
 * Emitters print what layout decided; they compute nothing and report nothing. Which files a
 * compilation has is the table in emit.c.
 */
#ifndef ACRNCFGC_EMIT_H
#define ACRNCFGC_EMIT_H

#include "model/layout.h"
#include "model/outputs.h"
#include "model/context.h"

/* Whether the hypervisor is built as a release: --release overrides the scenario. */
enum release_choice { RELEASE_AS_GIVEN, RELEASE_NO, RELEASE_YES };

struct emit_input {
	const struct target *target;
	enum release_choice release;
	bool whole; /* group hypervisor: vm_configurations.c is ours, too */
	const struct config *config;
	const struct layout *layout; /* NULL in a report of what was refused before it */
	const struct vm *vm;         /* the VM of a per-VM file; NULL otherwise */
	/*
	 * Changes with anything in the tables. The C files of one run carry the same one, so that
	 * a build which mixes files of two runs does not compile.
	 */
	uint64_t layout_id;
	/* The diagnostics of an input that was refused, for reports of it; NULL: accepted. */
	const struct diag_list *refusal;
};

/*
 * Every file of the given groups, in memory. The tables of shared memory are written once: with
 * group hypervisor at the places that it has for them.
 */
bool emit_files(struct context *ctx, const struct config *config, const struct layout *layout,
	unsigned groups, enum release_choice release, struct output_list *outputs)
	__attribute__((warn_unused_result));

/* A hash of what the tables of shared memory contain, and of nothing else: the hypervisor is not
   rebuilt for more. Releases have different ones. */
uint64_t emit_identify_tables(struct arena *arena, const struct emit_input *given);

/* Into the order of a list, after files were added to it. */
void emit_sort_files(struct output_list *outputs);

/* The paths of all files that a compilation with these groups can have, for any release and VM. */
size_t emit_list_paths(struct arena *arena, unsigned groups, const char ***paths);

/* The group that a file belongs to which some compilation makes; 0: no such file. */
unsigned emit_group_of(const char *path);

/* The emitters, one per file; rows of the table in emit.c. */
void emit_ivshmem_cfg_h(struct text *out, const struct emit_input *in);
void emit_pci_dev_c(struct text *out, const struct emit_input *in);
void emit_vbar_base_h(struct text *out, const struct emit_input *in);
void emit_pci_dev_num_h(struct text *out, const struct emit_input *in);
void emit_ivshmem_config(struct text *out, const struct emit_input *in);
void emit_ivshmem_config_h(struct text *out, const struct emit_input *in);
void emit_ivshmem_config_mk(struct text *out, const struct emit_input *in);
void emit_layout_json(struct text *out, const struct emit_input *in);
void emit_layout_xml(struct text *out, const struct emit_input *in);

#endif
