/*
 * Stops the build if a VM of vm_configurations.c does not have its device table, whole. This is a
 * part of misc/hv_prebuild, which runs on the build machine, and is compiled there in the place of
 * pci_dev.c. The check runs before main(), so that no file of the tree has to call it.
 */
#include <pci_dev.c>
#include <pci_dev_num.h>

/* Declared here: the C library's headers have types that those of the hypervisor define, too. */
int dprintf(int fd, const char *format, ...) __attribute__((format(printf, 2, 3)));
void _exit(int status) __attribute__((noreturn));

#define STANDARD_ERROR 2

struct device_table {
	unsigned int vm;
	const struct acrn_vm_pci_dev_config *devices; /* NULL: any */
	unsigned int length;
};

static const struct device_table device_tables[] = {ACRN_CFGC_DEVICE_TABLES};

static bool is_used(const struct device_table *table)
{
	const struct acrn_vm_config *vm = &vm_configs[table->vm];
	bool same_devices = (table->devices == NULL) || (vm->pci_devs == table->devices);

	if (same_devices && (vm->pci_dev_num == table->length)) {
		return true;
	}
	(void)dprintf(STANDARD_ERROR,
		"acrn-cfgc: VM %u '%.*s' has %s .pci_devs, .pci_dev_num %u in %s\n", table->vm,
		(int)sizeof(vm->name), vm->name, same_devices ? "the right" : "other",
		vm->pci_dev_num, ACRN_CFGC_VM_CONFIGURATIONS_C);
	(void)dprintf(STANDARD_ERROR,
		"acrn-cfgc: its table has %u devices in %s; make both from one scenario\n",
		table->length, ACRN_CFGC_PCI_DEV_C);
	return false;
}

static void __attribute__((constructor)) check_device_tables(void)
{
	bool all_used = true;

	for (unsigned int i = 0U; i < (sizeof(device_tables) / sizeof(device_tables[0])); i++) {
		all_used &= is_used(&device_tables[i]);
	}
	if (!all_used) {
		_exit(1);
	}
}
