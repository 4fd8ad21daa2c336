/*
 * Which files a compilation has: one table. A row names the file, the group of --emit that it
 * belongs to, for which target or VM it exists, and the function that writes it.
 */
#include "emit.h"

#include <stdlib.h>
#include <string.h>

#include "emit_common.h"
#include "emit_guest.h"

struct emitter {
	enum emit_group group;
	const char *path; /* '%' stands for the id of the VM, in rows of one file per VM */
	bool (*applies)(const struct emit_input *in); /* NULL: always */
	bool executable;
	void (*emit)(struct text *out, const struct emit_input *in);
};

static bool has_vbar_base(const struct emit_input *in)
{
	return in->target->vbar_base_header;
}

static bool has_kconfig(const struct emit_input *in)
{
	return in->target->config_form == CONFIG_KCONFIG;
}

static bool has_config_header(const struct emit_input *in)
{
	return in->target->config_form == CONFIG_HEADER;
}

static const struct emitter emitters[] = {
	{EMIT_TABLES, "ivshmem_cfg.h", NULL, false, emit_ivshmem_cfg_h},
	{EMIT_TABLES, "pci_dev.c", NULL, false, emit_pci_dev_c},
	{EMIT_TABLES, "pci_dev_num.h", NULL, false, emit_pci_dev_num_h},
	{EMIT_TABLES, "vbar_base.h", has_vbar_base, false, emit_vbar_base_h},
	{EMIT_CONFIG, "ivshmem.config", has_kconfig, false, emit_ivshmem_config},
	{EMIT_CONFIG, "ivshmem_config.h", has_config_header, false, emit_ivshmem_config_h},
	{EMIT_CONFIG, "ivshmem_config.mk", has_config_header, false, emit_ivshmem_config_mk},
	{EMIT_REPORT, "layout.json", NULL, false, emit_layout_json},
	{EMIT_REPORT, "layout.xml", NULL, false, emit_layout_xml},
	{EMIT_LAUNCH, "launch_vm%.args", emit_guest_has_launch_line, false, emit_launch_args},
	{EMIT_GUEST, "vm%/ivshmem_guest.h", emit_guest_has_regions, false, emit_ivshmem_guest_h},
	{EMIT_GUEST, "vm%/ivshmem_uio.sh", emit_guest_has_regions, true, emit_ivshmem_uio_sh},
	{EMIT_GUEST, "vm%/ivshmem.overlay", emit_guest_has_regions, false, emit_ivshmem_overlay},
	{EMIT_QEMU, "run_vm%.sh", emit_guest_has_regions, true, emit_run_vm_sh},
};

#define N_EMITTERS (sizeof(emitters) / sizeof(emitters[0]))

struct emission {
	struct arena *arena;
	struct output_list *outputs;
	size_t files_capacity;
	size_t obsolete_capacity;
};

static char *expand_path(struct arena *arena, const char *pattern, unsigned long long id)
{
	const char *mark = strchr(pattern, '%');

	if (mark == NULL)
		return arena_strdup(arena, pattern);
	return arena_printf(arena, "%.*s%llu%s", (int)(mark - pattern), pattern, id, mark + 1);
}

static void emit_one(struct emission *emission, const struct emitter *emitter,
	const struct emit_input *in, unsigned long long id)
{
	struct output_list *outputs = emission->outputs;
	char *path = expand_path(emission->arena, emitter->path, id);

	if (emitter->applies != NULL && !emitter->applies(in)) {
		outputs->obsolete =
			arena_grow(emission->arena, outputs->obsolete, outputs->n_obsolete,
				&emission->obsolete_capacity, sizeof(*outputs->obsolete));
		outputs->obsolete[outputs->n_obsolete++] = path;
		return;
	}
	outputs->files = arena_grow(emission->arena, outputs->files, outputs->count,
		&emission->files_capacity, sizeof(*outputs->files));

	struct output_file *file = &outputs->files[outputs->count++];

	*file = (struct output_file){
		.path = path, .group = emitter->group, .executable = emitter->executable};
	text_init(&file->text, emission->arena);
	emitter->emit(&file->text, in);
}

static const struct vm *find_vm(const struct config *config, uint64_t id)
{
	for (size_t i = 0; i < config->n_vms; i++) {
		if (config->vms[i].id.value == id)
			return &config->vms[i];
	}
	return NULL;
}

static bool wants_no_vm(const struct emitter *emitter)
{
	return strchr(emitter->path, '%') == NULL;
}

/* Whether path is the pattern with a number in the place of its '%'. */
static bool matches(const char *pattern, const char *path)
{
	size_t before = strcspn(pattern, "%");

	if (pattern[before] == '\0')
		return strcmp(pattern, path) == 0;
	if (strncmp(pattern, path, before) != 0)
		return false;

	size_t digits = strspn(path + before, "0123456789");

	return digits != 0 && strcmp(pattern + before + 1, path + before + digits) == 0;
}

unsigned emit_group_of(const char *path)
{
	for (size_t i = 0; i < N_EMITTERS; i++) {
		if (matches(emitters[i].path, path))
			return emitters[i].group;
	}
	return 0;
}

static int compare_files(const void *left, const void *right)
{
	const struct output_file *a = left;
	const struct output_file *b = right;

	return strcmp(a->path, b->path);
}

void emit_sort_files(struct output_list *outputs)
{
	if (outputs->count != 0)
		qsort(outputs->files, outputs->count, sizeof(*outputs->files), compare_files);
}

/* FNV-1a over C code without its comments. */
static uint64_t hash_code(uint64_t hash, const struct text *code)
{
	const char *at = code->bytes;
	const char *end = at + code->length;
	bool in_string = false;

	while (at < end) {
		const char *comment = !in_string && at[0] == '/' && at + 1 < end && at[1] == '*'
					      ? strstr(at + 2, "*/")
					      : NULL;

		if (comment != NULL) {
			at = comment + 2;
			continue;
		}
		in_string ^= *at == '"' && (at == code->bytes || at[-1] != '\\');
		hash ^= (unsigned char)*at++;
		hash *= 0x100000001b3;
	}
	return hash;
}

/* What the tables contain, and nothing else: the hypervisor is not built anew for more. */
static uint64_t identify_tables(struct arena *arena, struct emit_input in)
{
	uint64_t hash = 0xcbf29ce484222325;

	in.layout_id = 0;
	for (size_t i = 0; i < N_EMITTERS; i++) {
		const struct emitter *emitter = &emitters[i];
		struct text code;

		if (emitter->group != EMIT_TABLES ||
			(emitter->applies != NULL && !emitter->applies(&in)))
			continue;
		text_init(&code, arena);
		emitter->emit(&code, &in);
		hash = hash_code(hash, &code);
	}
	return hash;
}

bool emit_files(struct pass *pass, const struct config *config, const struct layout *layout,
	unsigned groups, struct output_list *outputs)
{
	struct emission emission = {.arena = pass->arena, .outputs = outputs};
	struct emit_input in = {.target = pass->target, .config = config, .layout = layout};

	*outputs = (struct output_list){0};
	if ((groups & EMIT_TABLES) != 0)
		in.layout_id = identify_tables(pass->arena, in);
	for (size_t i = 0; i < N_EMITTERS; i++) {
		const struct emitter *emitter = &emitters[i];

		if ((emitter->group & groups) == 0)
			continue;
		in.vm = NULL;
		if (wants_no_vm(emitter)) {
			emit_one(&emission, emitter, &in, 0);
			continue;
		}
		/* Whatever target an earlier run was for, its files are known by their ids. */
		for (uint64_t id = 0; id < TARGET_MAX_VMS; id++) {
			in.vm = find_vm(config, id);
			emit_one(&emission, emitter, &in, id);
		}
	}
	emit_sort_files(outputs);
	return true;
}
