/*
 * The ACPI tables of a pre-launched VM: the boot module ACPI_VM<n>.bin, which the hypervisor of
 * v2.3 copies to guest address 0x7ff00000 and to which its RSDP points. All numbers are little
 * endian; every table has a valid checksum; bytes outside the tables are 0.
 */
#ifndef ACRNCFGC_HYPERVISOR_ACPI_H
#define ACRNCFGC_HYPERVISOR_ACPI_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

#define ACPI_MODULE_SIZE 0x100000u /* bytes; the hypervisor accepts no other size */

/* What the tables of a VM depend on. */
struct acpi_facts {
	unsigned n_cpus;    /* entries of the MADT; at most ACPI_MAX_CPUS */
	bool has_tpm2;      /* TPM2 table and device */
	bool has_pse_gpio;  /* the device 8086:4bb0 is passed through */
	uint8_t pse_device; /* its device number in the VM; of no meaning without */
};

#define ACPI_MAX_CPUS 64u

/* Adds the module's ACPI_MODULE_SIZE bytes. */
void acpi_module(struct text *out, const struct acpi_facts *facts);

#endif
