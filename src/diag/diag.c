/* The list of diagnostics and the table of their codes. Renders nothing. */
#include "diag/diag.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const struct diag_info diag_infos[DIAG_CODE_COUNT] = {
#define DIAG(code, name, severity, section, title, rule, why, wrong, right)                        \
	[DIAG_##code] = {#code, name, DIAG_##severity, section, title, rule, why, wrong, right},
#include "diag/codes.def"
#undef DIAG
};

/* Where the facts of a section were read, or proved by running the release's own code. */
static const struct {
	const char *section;
	const char *source;
} sources[] = {
	{"board",
		"the board files of v2.0 to v3.2: /proc/iomem, lspci and, from v2.5, <memory> and <devices>"},
	{"boot",
		"struct vm_config's os_config in the hypervisor, and the checks of each release's tools"},
	{"capacities",
		"arrays of the hypervisor's build: CONFIG_MAX_EMULATED_MMIO_REGIONS, CONFIG_MAX_MSIX_TABLE_NUM, CONFIG_MAX_PCI_DEV_NUM"},
	{"flags", "GUEST_FLAG_ of the hypervisor's headers, and the checks before its build"},
	{"hypervisor",
		"the tables of the hypervisor of v2.3 and what its own tool writes for the boards that it ships"},
	{"files", "what this program promises to those who call it"},
	{"ivshmem", "the scenario files of all releases: /acrn-config/hv/FEATURES/IVSHMEM"},
	{"launch",
		"acrn-dm's reading of its -s arguments, and the hypervisor's of the region it is then asked for"},
	{"memory",
		"the hypervisor's linker script (HV_RAM_START, HV_RAM_SIZE, .bss; image sizes measured) and, from v3.3, its boot-time use of E820"},
	{"migration", "the two forms of a scenario: text up to v2.7, elements from v3.0"},
	{"passthrough",
		"the hypervisor's passthrough devices: by physical address of the board's PCI devices"},
	{"pci", "the hypervisor's virtual PCI, run: a BAR keeps base & ~(size - 1), a 32-bit one only 32 bits"},
	{"processors", "the checks of VMs before the hypervisor's build, and the schema of v3.x"},
	{"rdt", "platform_l2_clos_array, platform_l3_clos_array and platform_mba_clos_array of the hypervisor, and the manual of the processor"},
	{"region-id", "region_id in struct ivshmem_shm_region (v3.3) and acrn-dm's fifth argument"},
	{"region-name", "char name[32] in struct ivshmem_shm_region"},
	{"region-size", "BAR2 of the ivshmem device, and acrn-dm, which takes 2 to 512 MB"},
	{"region-vms",
		"the hypervisor's device tables: one ivshmem device for each VM of each region"},
	{"regions",
		"mem_regions[8] in the hypervisor, and its parsing tool's form NAME, SIZE, VM:VM"},
	{"scenario", "the scenario files of all releases"},
	{"settings", "the hypervisor's Kconfig (v2.2, v2.3) and the schema of each later release"},
	{"stylesheets", "XSLT 1.0, and what this program lets a stylesheet do"},
	{"switch",
		"CONFIG_IVSHMEM_ENABLED: with it and no region the stock hypervisor does not compile"},
	{"targets", "the headers of each release, which differ; docs/output-files.md has the list"},
	{"vbdf",
		"PCI enumeration (function 0 first), the host bridge at 00:00.0, UNASSIGNED_VBDF = ff:1f.7"},
	{"vm-memory",
		"vm_config.memory in the hypervisor, and the guest's E820 that it makes of it"},
	{"vms", "vm_configs[] in the hypervisor: one entry for each VM id, CONFIG_MAX_VM_NUM of them"},
	{"vuarts", "vuart_idx and t_vuart in the hypervisor's device tables (v2.3 and later)"},
	{"xml", "the XML recommendation, and the files that ACRN's own tools write"},
};

const char *diag_source(enum diag_code code)
{
	const char *section = diag_infos[code].section;
	size_t i = 0;

	while (i + 1 < sizeof(sources) / sizeof(sources[0]) &&
		strcmp(sources[i].section, section) != 0)
		i++;
	return sources[i].source;
}

/* The severity after the -W switches; false if the diagnostic is turned off. */
static bool effective_severity(
	const struct diag_list *list, enum diag_code code, enum diag_severity *severity)
{
	enum diag_switch setting = (enum diag_switch)list->switches[code];

	*severity = diag_infos[code].severity;
	if (*severity == DIAG_FOREIGN)
		*severity = setting == DIAG_SWITCH_WARNING ? DIAG_WARNING : DIAG_ERROR;
	if (*severity != DIAG_WARNING)
		return true;
	if (list->quiet || setting == DIAG_SWITCH_OFF)
		return false;
	if (setting == DIAG_SWITCH_ERROR || (list->werror && setting != DIAG_SWITCH_WARNING))
		*severity = DIAG_ERROR;
	return true;
}

/* A diagnostic for callers that look at the place of what they have added. */
static struct diag *drop(struct diag_list *list)
{
	if (list->dropped == NULL)
		list->dropped = arena_alloc(list->arena, sizeof(*list->dropped));
	return list->dropped;
}

/* Whether what is said about diag would not be shown. */
static bool is_silent(const struct diag_list *list, const struct diag *diag)
{
	return diag == NULL || diag == list->dropped;
}

static struct diag *append(struct diag_list *list, enum diag_code code)
{
	enum diag_severity severity;

	if (!effective_severity(list, code, &severity))
		return NULL;
	list->n_warnings += severity == DIAG_WARNING;
	list->n_errors += severity != DIAG_WARNING;
	list->failed |= severity == DIAG_FAILURE;
	if (list->count >= DIAG_MAX_KEPT && severity != DIAG_FAILURE)
		return drop(list);

	struct diag *diag = arena_alloc(list->arena, sizeof(*diag));

	diag->code = code;
	diag->severity = severity;
	*ARRAY_ADD(list->arena, list->items, list->count) = diag;
	return diag;
}

struct diag *diag_add(
	struct diag_list *list, enum diag_code code, struct loc loc, const char *format, ...)
{
	struct diag *diag = append(list, code);
	va_list args;

	if (diag == NULL)
		return NULL;
	diag->loc = loc;
	if (is_silent(list, diag))
		return diag;
	diag->position = source_position(list->arena, loc);
	diag->file = loc.source != NULL ? loc.source->name : NULL;
	va_start(args, format);
	diag->message = arena_vprintf(list->arena, format, args);
	va_end(args);
	return diag;
}

struct diag *diag_add_file(
	struct diag_list *list, enum diag_code code, const char *file, const char *format, ...)
{
	struct diag *diag = append(list, code);
	va_list args;

	if (is_silent(list, diag))
		return diag;
	diag->file = file != NULL ? arena_strdup(list->arena, file) : NULL;
	va_start(args, format);
	diag->message = arena_vprintf(list->arena, format, args);
	va_end(args);
	return diag;
}

void diag_add_again(struct diag_list *list, struct diag *diag)
{
	list->n_warnings += diag->severity == DIAG_WARNING;
	list->n_errors += diag->severity != DIAG_WARNING;
	if (list->count < DIAG_MAX_KEPT)
		*ARRAY_ADD(list->arena, list->items, list->count) = diag;
}

void diag_note(struct diag_list *list, struct diag *diag, struct loc loc, const char *format, ...)
{
	va_list args;

	if (is_silent(list, diag))
		return;

	struct diag_note *note = arena_alloc(list->arena, sizeof(*note));
	struct diag_note **tail = &diag->notes;

	note->loc = loc;
	note->position = source_position(list->arena, loc);
	va_start(args, format);
	note->message = arena_vprintf(list->arena, format, args);
	va_end(args);
	while (*tail != NULL)
		tail = &(*tail)->next;
	*tail = note;
}

void diag_hint(struct diag_list *list, struct diag *diag, const char *format, ...)
{
	va_list args;

	if (is_silent(list, diag))
		return;
	va_start(args, format);
	diag->hint = arena_vprintf(list->arena, format, args);
	va_end(args);
}

void diag_fix(struct diag_list *list, struct diag *diag, struct loc loc, const char *replacement,
	const char *format, ...)
{
	va_list args;

	if (is_silent(list, diag))
		return;

	struct diag_fix *fix = arena_alloc(list->arena, sizeof(*fix));
	struct diag_fix **tail = &diag->fixes;

	fix->loc = loc;
	fix->position = source_position(list->arena, loc);
	fix->replacement = arena_strdup(list->arena, replacement);
	va_start(args, format);
	fix->message = arena_vprintf(list->arena, format, args);
	va_end(args);
	while (*tail != NULL)
		tail = &(*tail)->next;
	*tail = fix;
}

static int compare_files(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a == NULL) - (b == NULL);
	return strcmp(a, b);
}

static int compare_unsigned(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static int compare(const void *left, const void *right)
{
	const struct diag *a = *(struct diag *const *)left;
	const struct diag *b = *(struct diag *const *)right;
	int order = compare_files(a->file, b->file);

	if (order == 0)
		order = compare_unsigned(a->position.line, b->position.line);
	if (order == 0)
		order = compare_unsigned(a->position.column, b->position.column);
	if (order == 0)
		order = (int)a->code - (int)b->code;
	return order != 0 ? order : strcmp(a->message, b->message);
}

void diag_sort(struct diag_list *list)
{
	diag_sort_from(list, 0);
}

void diag_sort_from(struct diag_list *list, size_t first)
{
	if (list->count > first + 1)
		qsort(list->items + first, list->count - first, sizeof(struct diag *), compare);
}

enum diag_code diag_find(const char *name_or_code)
{
	unsigned code = 0;

	while (code < DIAG_CODE_COUNT && strcasecmp(diag_infos[code].name, name_or_code) != 0 &&
		strcasecmp(diag_infos[code].code, name_or_code) != 0)
		code++;
	return (enum diag_code)code;
}
