/* ACPI tables as bytes. Offsets and contents are those of the hypervisor's release v2.3. */
#include "hypervisor/acpi.h"

#include <string.h>

#define GUEST_BASE 0x7ff00000u /* where the hypervisor puts the module */

/* Where a table begins in the module. The room of each ends where the next begins. */
#define XSDT_OFFSET 0x080u
#define FADT_OFFSET 0x100u
#define DSDT_OFFSET 0x240u
#define MCFG_OFFSET 0x440u
#define MADT_OFFSET 0x480u
#define TPM2_OFFSET 0x1100u

#define HEADER_SIZE 36u
#define FADT_SIZE 268u

/* A table under construction: the bytes at the end of the module's used part. */
struct table {
	uint8_t *bytes;
	size_t length;
};

/* The part of a table that begins at an offset, for fields that are out of order. */
static struct table part_of(const struct table *table, size_t offset)
{
	return (struct table){table->bytes + offset, 0};
}

static void put(struct table *table, uint64_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		table->bytes[table->length++] = (uint8_t)(value >> (8 * i));
}

static void put_bytes(struct table *table, const void *bytes, size_t size)
{
	memcpy(table->bytes + table->length, bytes, size);
	table->length += size;
}

/* Everything of the header but length and checksum, which finish() fills in. */
static struct table begin(uint8_t *module, size_t offset, const char signature[4], uint8_t revision,
	const char oem_table[8])
{
	uint8_t *bytes = module + offset;
	struct table table = {bytes, 0};

	put_bytes(&table, signature, 4);
	put(&table, 0, 4);
	put(&table, revision, 1);
	put(&table, 0, 1);
	put_bytes(&table, "ACRN  ", 6);
	put_bytes(&table, oem_table, 8);
	put(&table, 1, 4);
	put_bytes(&table, "ACFG", 4); /* the creator: acrn-cfgc, with a version of its tables */
	put(&table, 1, 4);
	return table;
}

static void finish(struct table *table)
{
	struct table length = part_of(table, 4);
	uint8_t sum = 0;

	put(&length, table->length, 4);
	for (size_t i = 0; i < table->length; i++)
		sum = (uint8_t)(sum + table->bytes[i]);
	table->bytes[9] = (uint8_t)-sum;
}

static void put_xsdt(uint8_t *module, const struct acpi_facts *facts)
{
	struct table table = begin(module, XSDT_OFFSET, "XSDT", 1, "ACRNXSDT");

	put(&table, GUEST_BASE + FADT_OFFSET, 8);
	put(&table, GUEST_BASE + MCFG_OFFSET, 8);
	put(&table, GUEST_BASE + MADT_OFFSET, 8);
	if (facts->has_tpm2)
		put(&table, GUEST_BASE + TPM2_OFFSET, 8);
	finish(&table);
}

/* A generic address structure in the FADT: 8 bits wide, in I/O space. */
static void put_io_port(const struct table *fadt, size_t offset, uint64_t port)
{
	struct table field = part_of(fadt, offset);

	put(&field, 1, 1); /* system I/O */
	put(&field, 8, 1);
	put(&field, 0, 1);
	put(&field, 1, 1); /* byte access */
	put(&field, port, 8);
}

/* Hardware-reduced: the guest has no fixed power management registers but sleep and reset. */
static void put_fadt(uint8_t *module)
{
	struct table table = begin(module, FADT_OFFSET, "FACP", 5, "ACRNFADT");
	struct table dsdt = part_of(&table, 40);
	struct table flags = part_of(&table, 112);

	put(&dsdt, GUEST_BASE + DSDT_OFFSET, 4);
	put(&flags, 0x00101505u, 4);
	put_io_port(&table, 116, 0xcf9); /* the reset register, and the value for it */
	table.bytes[128] = 0x0e;
	put_io_port(&table, 244, 0x400); /* sleep control */
	put_io_port(&table, 256, 0x401); /* sleep status */
	table.length = FADT_SIZE;
	finish(&table);
}

static void put_mcfg(uint8_t *module)
{
	struct table table = begin(module, MCFG_OFFSET, "MCFG", 3, "ACRNMCFG");

	put(&table, 0, 8);
	put(&table, 0xe0000000u, 8); /* the VM's configuration space, segment 0, buses 0 to 255 */
	put(&table, 0, 2);
	put(&table, 0, 1);
	put(&table, 0xff, 1);
	put(&table, 0, 4);
	finish(&table);
}

static void put_madt(uint8_t *module, unsigned n_cpus)
{
	struct table table = begin(module, MADT_OFFSET, "APIC", 3, "ACRNMADT");

	put(&table, 0xfee00000u, 4); /* local APIC */
	put(&table, 1, 4);           /* the PC's interrupt controllers are there, too */
	put(&table, 1, 1);           /* I/O APIC: 12 bytes, id 1, at GSI 0 */
	put(&table, 12, 1);
	put(&table, 1, 1);
	put(&table, 0, 1);
	put(&table, 0xfec00000u, 4);
	put(&table, 0, 4);
	put(&table, 4, 1); /* NMI: 6 bytes, all processors, LINT 1 */
	put(&table, 6, 1);
	put(&table, 0xff, 1);
	put(&table, 5, 2);
	put(&table, 1, 1);
	for (unsigned i = 0; i < n_cpus; i++) {
		put(&table, 0, 1); /* local APIC of a processor: 8 bytes, enabled */
		put(&table, 8, 1);
		put(&table, i, 1);
		put(&table, i, 1);
		put(&table, 1, 4);
	}
	finish(&table);
}

static void put_tpm2(uint8_t *module)
{
	struct table table = begin(module, TPM2_OFFSET, "TPM2", 3, "ACRNTPM2");

	put(&table, 0, 4);
	put(&table, 0xfed40040u, 8); /* control area */
	put(&table, 7, 4);           /* start method: command response buffer */
	finish(&table);
}

/* ---- DSDT, in AML ------------------------------------------------------------------------ */

/* Scope (\_SB) with two devices that find the GPIO registers of 8086:4bb0 through its BAR 0. */
static const uint8_t pse_gpio_aml[] = {
	0x10,
	0x4d,
	0x0d,
	'_',
	'S',
	'B',
	'_',
	/* Device (OTN1): _ADR is at PSE_ADDRESS; its configuration space as fields */
	0x5b,
	0x82,
	0x34,
	'O',
	'T',
	'N',
	'1',
	0x08,
	'_',
	'A',
	'D',
	'R',
	0x0c,
	0x00,
	0x00,
	0x00,
	0x00,
	0x5b,
	0x80,
	'T',
	'S',
	'R',
	'T',
	0x02,
	0x00,
	0x0b,
	0x00,
	0x01,
	0x5b,
	0x81,
	0x18,
	'T',
	'S',
	'R',
	'T',
	0x00,
	'D',
	'V',
	'I',
	'D',
	0x10,
	0x00,
	0x40,
	0x07,
	'T',
	'A',
	'D',
	'L',
	0x20,
	'T',
	'A',
	'D',
	'H',
	0x20,
	/* Device (PCS2): INTC1033, two registers of 4 bytes at offsets 0x200 and 0x204 of the BAR
	 */
	0x5b,
	0x82,
	0x4f,
	0x09,
	'P',
	'C',
	'S',
	'2',
	0x08,
	'_',
	'H',
	'I',
	'D',
	0x0d,
	'I',
	'N',
	'T',
	'C',
	'1',
	'0',
	'3',
	'3',
	0x00,
	0x08,
	'_',
	'U',
	'I',
	'D',
	0x00,
	0x14,
	0x09,
	'_',
	'S',
	'T',
	'A',
	0x00,
	0xa4,
	0x0a,
	0x0f,
	0x14,
	0x49,
	0x07,
	'_',
	'C',
	'R',
	'S',
	0x08,
	0x08,
	'P',
	'C',
	'S',
	'R',
	0x11,
	0x1d,
	0x0a,
	0x1a,
	0x86,
	0x09,
	0x00,
	0x01,
	0x00,
	0x00,
	0x00,
	0x00,
	0x04,
	0x00,
	0x00,
	0x00,
	0x86,
	0x09,
	0x00,
	0x01,
	0x00,
	0x00,
	0x00,
	0x00,
	0x04,
	0x00,
	0x00,
	0x00,
	0x79,
	0x00,
	0x8a,
	'P',
	'C',
	'S',
	'R',
	0x0a,
	0x04,
	'M',
	'A',
	'L',
	'0',
	0x72,
	0x7b,
	0x5e,
	0x5e,
	0x2e,
	'O',
	'T',
	'N',
	'1',
	'T',
	'A',
	'D',
	'L',
	0x0c,
	0x00,
	0xf0,
	0xff,
	0xff,
	0x00,
	0x0b,
	0x00,
	0x02,
	'M',
	'A',
	'L',
	'0',
	0x8a,
	'P',
	'C',
	'S',
	'R',
	0x0a,
	0x10,
	'M',
	'D',
	'L',
	'0',
	0x72,
	0x7b,
	0x5e,
	0x5e,
	0x2e,
	'O',
	'T',
	'N',
	'1',
	'T',
	'A',
	'D',
	'L',
	0x0c,
	0x00,
	0xf0,
	0xff,
	0xff,
	0x00,
	0x0b,
	0x04,
	0x02,
	'M',
	'D',
	'L',
	'0',
	0xa4,
	'P',
	'C',
	'S',
	'R',
};

#define PSE_ADDRESS 22u /* the device number, in the upper half of _ADR */

/* Device (TPM): MSFT0101, 0x5000 bytes of registers at 0xfed40000. */
static const uint8_t tpm_aml[] = {
	0x5b,
	0x82,
	0x2b,
	'T',
	'P',
	'M',
	'_',
	0x08,
	'_',
	'H',
	'I',
	'D',
	0x0d,
	'M',
	'S',
	'F',
	'T',
	'0',
	'1',
	'0',
	'1',
	0x00,
	0x08,
	'_',
	'C',
	'R',
	'S',
	0x11,
	0x11,
	0x0a,
	0x0e,
	0x86,
	0x09,
	0x00,
	0x01,
	0x00,
	0x00,
	0xd4,
	0xfe,
	0x00,
	0x50,
	0x00,
	0x00,
	0x79,
	0x00,
};

/* Name (_S5_, Package (2) {5, 0}): soft off. */
static const uint8_t s5_aml[] = {
	0x08,
	'_',
	'S',
	'5',
	'_',
	0x12,
	0x05,
	0x02,
	0x0a,
	0x05,
	0x00,
};

_Static_assert(HEADER_SIZE + sizeof(pse_gpio_aml) + sizeof(tpm_aml) + sizeof(s5_aml) <=
		       MCFG_OFFSET - DSDT_OFFSET,
	"the DSDT must end before the next table");
_Static_assert(HEADER_SIZE + 26 + 8 * ACPI_MAX_CPUS <= TPM2_OFFSET - MADT_OFFSET,
	"the MADT must end before the next table");

static void put_dsdt(uint8_t *module, const struct acpi_facts *facts)
{
	struct table table = begin(module, DSDT_OFFSET, "DSDT", 3, "ACRNDSDT");

	if (facts->has_pse_gpio) {
		put_bytes(&table, pse_gpio_aml, sizeof(pse_gpio_aml));
		table.bytes[HEADER_SIZE + PSE_ADDRESS] = facts->pse_device;
	}
	if (facts->has_tpm2)
		put_bytes(&table, tpm_aml, sizeof(tpm_aml));
	put_bytes(&table, s5_aml, sizeof(s5_aml));
	finish(&table);
}

void acpi_module(struct text *out, const struct acpi_facts *facts)
{
	size_t start = out->length;
	uint8_t *module;

	text_add_repeated(out, '\0', ACPI_MODULE_SIZE);
	module = (uint8_t *)out->bytes + start;
	put_xsdt(module, facts);
	put_fadt(module);
	put_dsdt(module, facts);
	put_mcfg(module);
	put_madt(module, facts->n_cpus < ACPI_MAX_CPUS ? facts->n_cpus : ACPI_MAX_CPUS);
	if (facts->has_tpm2)
		put_tpm2(module);
}
