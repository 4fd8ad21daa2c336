/*
 * Which files a compilation has: one table. A row names the file, the group of --emit that it
 * belongs to, for which target or VM it exists, and the function that writes it.
 */
#include "base/each.h"
#include "emit/emit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "emit/common.h"
#include "emit/guest.h"
#include "hypervisor/hypervisor.h"
#include "report/stylesheet.h"

struct emitter {
	enum emit_group group;
	const char *path; /* '%' means the id of the VM, in rows of one file per VM */
	bool (*applies)(const struct emit_input *in); /* NULL: always */
	bool executable;
	void (*emit)(struct text *out, const struct emit_input *in);
	const char *words; /* as in struct output_obsolete */
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
	{EMIT_TABLES, "ivshmem_cfg.h", NULL, false, emit_ivshmem_cfg_h, NULL},
	{EMIT_TABLES, "pci_dev.c", NULL, false, emit_pci_dev_c, NULL},
	{EMIT_TABLES, "pci_dev_num.h", NULL, false, emit_pci_dev_num_h, NULL},
	{EMIT_TABLES, "vbar_base.h", has_vbar_base, false, emit_vbar_base_h, NULL},
	{EMIT_CONFIG, "ivshmem.config", has_kconfig, false, emit_ivshmem_config, NULL},
	{EMIT_CONFIG, "ivshmem_config.h", has_config_header, false, emit_ivshmem_config_h, NULL},
	{EMIT_CONFIG, "ivshmem_config.mk", has_config_header, false, emit_ivshmem_config_mk, NULL},
	{EMIT_REPORT, "layout.json", NULL, false, emit_layout_json, NULL},
	{EMIT_REPORT, "layout.xml", NULL, false, emit_layout_xml, NULL},
	{EMIT_LAUNCH, "launch_vm%.args", emit_guest_has_launch_line, false, emit_launch_args,
		",ivshmem,"},
	{EMIT_GUEST, "vm%/ivshmem_guest.h", emit_guest_has_regions, false, emit_ivshmem_guest_h,
		NULL},
	{EMIT_GUEST, "vm%/ivshmem_uio.sh", emit_guest_has_regions, true, emit_ivshmem_uio_sh, NULL},
	{EMIT_GUEST, "vm%/ivshmem.overlay", emit_guest_has_regions, false, emit_ivshmem_overlay,
		NULL},
	{EMIT_QEMU, "run_vm%.sh", emit_guest_has_regions, true, emit_run_vm_sh, NULL},
#define HYPERVISOR_FILE(path, applies, emit) {EMIT_HYPERVISOR, path, applies, false, emit, NULL},
#include "hypervisor/files.def"
#undef HYPERVISOR_FILE
};

#define N_EMITTERS (sizeof(emitters) / sizeof(emitters[0]))

struct emission {
	struct arena *arena;
	struct output_list *outputs;
};

/*
 * '%' is the id of the VM, "$B" the name of the board and "$S" that of the scenario; without config
 * they become '*'.
 */
static char *expand_path(
	struct arena *arena, const char *pattern, const struct config *config, uint64_t id)
{
	struct text path;

	text_init(&path, arena);
	for (const char *p = pattern; *p != '\0'; p++) {
		if (*p == '%')
			text_addf(&path, "%" PRIu64, id);
		else if (*p != '$')
			text_add_char(&path, *p);
		else if (*++p == 'B')
			text_add(&path, config != NULL ? emit_board_name(config) : "*");
		else
			text_add(&path, config != NULL ? emit_scenario_name(config) : "*");
	}
	return path.bytes;
}

static void add_obsolete(struct emission *emission, const struct emitter *emitter,
	const struct config *config, uint64_t id)
{
	struct output_list *outputs = emission->outputs;
	const char *path = expand_path(emission->arena, emitter->path, config, id);

	*ARRAY_ADD(emission->arena, outputs->obsolete, outputs->n_obsolete) =
		(struct output_obsolete){path, emitter->group, emitter->words};
}

static void emit_one(struct emission *emission, const struct emitter *emitter,
	const struct emit_input *in, uint64_t id)
{
	struct output_list *outputs = emission->outputs;
	struct emit_input own = *in;

	if (emitter->applies != NULL && !emitter->applies(in)) {
		add_obsolete(emission, emitter, in->config, id);
		return;
	}

	struct output_file *file = ARRAY_ADD(emission->arena, outputs->files, outputs->count);

	*file = (struct output_file){
		.path = expand_path(emission->arena, emitter->path, in->config, id),
		.group = emitter->group,
		.executable = emitter->executable};
	text_init(&file->text, emission->arena);
	own.whole = emitter->group == EMIT_HYPERVISOR;
	emitter->emit(&file->text, &own);
}

static const struct vm *find_vm(const struct config *config, uint64_t id)
{
	EACH (const struct vm, vm, config, vms) {
		if (vm->id.value == id)
			return vm;
	}
	return NULL;
}

static bool has_name(const struct emitter *emitter)
{
	return strchr(emitter->path, '$') != NULL;
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

size_t emit_list_paths(struct arena *arena, unsigned groups, const char ***paths)
{
	const char **list = NULL;
	size_t count = 0;

	for (size_t i = 0; i < N_EMITTERS; i++) {
		unsigned n_vms = wants_no_vm(&emitters[i]) ? 1 : TARGET_MAX_VMS;

		if ((emitters[i].group & groups) == 0 || has_name(&emitters[i]))
			continue;
		for (unsigned id = 0; id < n_vms; id++)
			*ARRAY_ADD(arena, list, count) =
				expand_path(arena, emitters[i].path, NULL, id);
	}
	for (size_t i = 0; (groups & EMIT_REPORT) != 0 && emit_report_name(i) != NULL; i++)
		*ARRAY_ADD(arena, list, count) = emit_report_name(i);
	*paths = list;
	return count;
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
static uint64_t hash_code(uint64_t hash, const char *code)
{
	bool in_string = false;

	for (const char *at = code; *at != '\0';) {
		bool in_comment = !in_string && strncmp(at, "/*", 2) == 0;
		const char *end = in_comment ? strstr(at + 2, "*/") : NULL;

		if (end != NULL) {
			at = end + 2;
			continue;
		}
		in_string ^= *at == '"' && (at == code || at[-1] != '\\');
		hash ^= (unsigned char)*at++;
		hash *= 0x100000001b3;
	}
	return hash;
}

uint64_t emit_identify_tables(struct arena *arena, const struct emit_input *given)
{
	uint64_t hash = 0xcbf29ce484222325;
	struct emit_input in = *given;

	in.layout_id = 0;
	for (size_t i = 0; i < N_EMITTERS; i++) {
		const struct emitter *emitter = &emitters[i];
		struct text code;

		if (emitter->group != EMIT_TABLES ||
			(emitter->applies != NULL && !emitter->applies(&in)))
			continue;
		text_init(&code, arena);
		emitter->emit(&code, &in);
		hash = hash_code(hash, code.bytes);
	}
	return hash;
}

/* Of every group: the files of a VM that does not exist are obsolete whatever is wanted. */
static void emit_for_vms(struct emission *emission, const struct emitter *emitter,
	struct emit_input *in, unsigned groups)
{
	for (uint64_t id = 0; id < TARGET_MAX_VMS; id++) {
		in->vm = find_vm(in->config, id);
		if (in->vm == NULL)
			add_obsolete(emission, emitter, in->config, id);
		else if ((emitter->group & groups) != 0)
			emit_one(emission, emitter, in, id);
	}
}

bool emit_files(struct context *ctx, const struct config *config, const struct layout *layout,
	unsigned groups, enum release_choice release, struct output_list *outputs)
{
	struct emission emission = {.arena = ctx->arena, .outputs = outputs};
	struct emit_input in = {
		.target = ctx->target, .release = release, .config = config, .layout = layout};
	bool twice = (groups & EMIT_HYPERVISOR) != 0;

	*outputs = (struct output_list){0};
	if ((groups & (EMIT_TABLES | EMIT_HYPERVISOR)) != 0)
		in.layout_id = emit_identify_tables(ctx->arena, &in);
	for (size_t i = 0; i < N_EMITTERS && groups != 0; i++) {
		const struct emitter *emitter = &emitters[i];

		in.vm = NULL;
		if (twice && emitter->group == EMIT_TABLES)
			add_obsolete(&emission, emitter, config, 0);
		else if (!wants_no_vm(emitter))
			emit_for_vms(&emission, emitter, &in, groups);
		else if ((emitter->group & groups) != 0)
			emit_one(&emission, emitter, &in, 0);
		if (has_name(emitter) && (emitter->group & groups) != 0)
			add_obsolete(&emission, emitter, NULL, 0);
	}
	emit_sort_files(outputs);
	return true;
}
