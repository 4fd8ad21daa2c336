/*
 * The releases. Rows of one profile differ only in limits and physical layout; the numbers were
 * read from, and where they are sizes measured on, the releases themselves.
 */
#include "model/targets.h"

#include <string.h>

static const char *const includes_v2_2[] = {"vm_config.h", "pci_devices.h", "vpci.h", "vbar_base.h",
	"mmu.h", "page.h", "ivshmem_cfg.h", NULL};

static const char *const includes_v2_3[] = {"vm_config.h", "pci_devices.h", "vpci.h", "vbar_base.h",
	"mmu.h", "page.h", "vmcs9900.h", "ivshmem_cfg.h", NULL};

static const char *const includes_v2_5[] = {"asm/vm_config.h", "vpci.h", "asm/mmu.h", "asm/page.h",
	"vmcs9900.h", "ivshmem_cfg.h", NULL};

/* HV_RAM_SIZE without shared memory, by number of VMs. */
static const uint64_t hv_ram_base_v2_2[] = {0x7800000, 0x7800000, 0x7800000, 0x9600000, 0xb400000,
	0xd200000, 0xfa00000, 0x11800000, 0x14800000};

static const uint64_t hv_ram_base_v2_3[] = {0x7800000, 0x7800000, 0x7800000, 0x9600000, 0xbe00000,
	0xd200000, 0xfa00000, 0x12c00000, 0x14800000};

/* A row of the tables below is read as a row. */
/* clang-format off */
/* v2.2 to v2.4: vbar_base.h, passthrough before ivshmem, host addresses kept in the guest. */
#define OLD_TABLES                                                                                 \
	.dialect = DIALECT_STRING,                                                                 \
	.pgtable_include = "pgtable.h", .vbar_base_header = true, .passthrough_identity = true,    \
	.guest_low_window = {0x80000000, 0xdfffffff}, .pool_alignment = POOL_ALIGNMENT, .max_vms = 8

/* From v2.5: literal BARs, passthrough last, new addresses for passthrough BARs. */
#define NEW_TABLES                                                                                 \
	.pci_dev_includes = includes_v2_5, .pgtable_include = "asm/pgtable.h", .msix_bar = true,   \
	.service_array_header = "asm/pci_dev.h", .vuart_fields = true, .passthrough_last = true,   \
	.service_vm_peer = true, .ptm_entry = true, .config_form = CONFIG_HEADER,                  \
	.dm_regions = true, .max_vms = TARGET_MAX_VMS,                                             \
	.guest_low_ram_top = 2 * GIB, .guest_low_window = {0x80000000, 0xdfffffff},                \
	.guest_high_window = {0x4000000000, 0x7fffffffff}, .ept_top = EPT_39_BITS

const struct target targets[] = {
	{.name = "v2.2", .profile = "P1", OLD_TABLES, .pci_dev_includes = includes_v2_2,
		.config_form = CONFIG_KCONFIG, .hv_ram_base = hv_ram_base_v2_2,
		.image_fixed = 32 * MIB, .image_per_vm = 16 * MIB, .guest_low_ram_top = 2 * GIB,
		.ept_top = EPT_FROM_RAM_SIZE},
	{.name = "v2.3", .profile = "P2", OLD_TABLES, .pci_dev_includes = includes_v2_3,
		.whole_configuration = true, .service_array = "sos_pci_devs", .msix_bar = true,
		.vuart_fields = true, .service_vm_peer = true, .config_form = CONFIG_KCONFIG,
		.hv_ram_base = hv_ram_base_v2_3, .image_fixed = 32 * MIB, .image_per_vm = 16 * MIB,
		.guest_low_ram_top = 2 * GIB - 8 * MIB, .ept_top = EPT_FROM_RAM_SIZE},
	{.name = "v2.4", .profile = "P2", OLD_TABLES, .pci_dev_includes = includes_v2_3,
		.service_array = "sos_pci_devs", .msix_bar = true, .vuart_fields = true,
		.service_vm_peer = true, .config_form = CONFIG_HEADER,
		.hv_ram_base = hv_ram_base_v2_3, .image_fixed = 32 * MIB, .image_per_vm = 16 * MIB,
		.guest_low_ram_top = 2 * GIB - 8 * MIB, .ept_top = EPT_39_BITS},
	{.name = "v2.5", .profile = "P3", NEW_TABLES, .dialect = DIALECT_STRING,
		.service_array = "sos_pci_devs", .pool_alignment = POOL_ALIGNMENT,
		.hv_ram_base = hv_ram_base_v2_3, .image_fixed = 48 * MIB},
	{.name = "v2.6", .profile = "P3", NEW_TABLES, .dialect = DIALECT_STRING,
		.service_array = "sos_pci_devs", .pool_alignment = POOL_ALIGNMENT,
		.hv_ram_base = hv_ram_base_v2_3, .image_fixed = 48 * MIB},
	{.name = "v2.7", .profile = "P4", NEW_TABLES, .dialect = DIALECT_STRING,
		.service_array = "service_vm_pci_devs", .pool_place = POOL_BELOW_2GIB,
		.pool_alignment = POOL_ALIGNMENT, .image_fixed = 114 * MIB},
	{.name = "v3.0", .profile = "P3", NEW_TABLES, .dialect = DIALECT_ELEMENT,
		.service_array = "sos_pci_devs", .pool_place = POOL_BELOW_2GIB,
		.pool_alignment = POOL_ALIGNMENT, .image_fixed = 244 * MIB},
	{.name = "v3.1", .profile = "P3", NEW_TABLES, .dialect = DIALECT_ELEMENT,
		.native_vbdfs = true, .service_array = "sos_pci_devs",
		.pool_place = POOL_BELOW_2GIB, .pool_alignment = POOL_ALIGNMENT, .image_fixed = 244 * MIB},
	{.name = "v3.2", .profile = "P3", NEW_TABLES, .dialect = DIALECT_ELEMENT,
		.native_vbdfs = true, .service_array = "sos_pci_devs",
		.pool_place = POOL_BELOW_2GIB, .pool_alignment = POOL_ALIGNMENT, .image_fixed = 20 * MIB},
	{.name = "v3.3", .profile = "P5", NEW_TABLES, .dialect = DIALECT_ELEMENT,
		.service_array = "sos_pci_devs", .pool_place = POOL_TOP_OF_E820,
		.pool_alignment = PAGE_SIZE_4K, .region_id = true, .multi_function = true,
		.native_vbdfs = true, .starts_in_holes = true},
};
/* clang-format on */

const size_t n_targets = sizeof(targets) / sizeof(targets[0]);

/* ".1" of v2.3.1: a release with repairs takes the tables of the release. */
static bool is_repair(const char *rest)
{
	return rest[0] == '\0' || (rest[0] == '.' && rest[1] != '\0' &&
					  rest[1 + strspn(rest + 1, "0123456789")] == '\0');
}

const struct target *target_find(const char *name)
{
	for (size_t i = 0; i < n_targets; i++) {
		size_t length = strlen(targets[i].name);

		if (strncmp(targets[i].name, name, length) == 0 && is_repair(name + length))
			return &targets[i];
	}
	return NULL;
}

const struct target *target_default(enum dialect dialect)
{
	return target_find(dialect == DIALECT_ELEMENT ? "v3.3" : "v2.3");
}

uint32_t target_release(const struct target *target)
{
	return (uint32_t)1 << (target - targets);
}

uint32_t target_releases(enum dialect dialect)
{
	uint32_t releases = 0;

	for (size_t i = 0; i < n_targets; i++) {
		if (dialect == DIALECT_NONE || targets[i].dialect == dialect)
			releases |= target_release(&targets[i]);
	}
	return releases;
}

const struct target *target_first_of(uint32_t releases)
{
	return &targets[__builtin_ctz(releases)];
}

const struct target *target_last_of(uint32_t releases)
{
	return &targets[31 - __builtin_clz(releases)];
}

const char *target_list_releases(struct arena *arena, uint32_t releases)
{
	const char *list = "";

	for (size_t first = 0, last; first < n_targets; first = last + 1) {
		last = first;
		if ((releases >> first & 1u) == 0)
			continue;
		while (last + 1 < n_targets && (releases >> (last + 1) & 1u) != 0)
			last++;
		list = arena_printf(arena, "%s%s%s%s%s", list, list[0] != '\0' ? ", " : "",
			targets[first].name, last > first ? " to " : "",
			last > first ? targets[last].name : "");
	}
	return list;
}
