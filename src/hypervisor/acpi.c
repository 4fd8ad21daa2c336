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

/* Bytes of AML, a term a line; the NUL at the end of each is no part of it. */
#define AML_SIZE(aml) (sizeof(aml) - 1)

/* clang-format off */
/* Scope (\_SB) with two devices that find the GPIO registers of 8086:4bb0 through its BAR 0. */
static const char pse_gpio_aml[] =
	"\x10\x4d\x0d" "_SB_"
	/* Device (OTN1): _ADR is at PSE_ADDRESS; its configuration space as fields */
	"\x5b\x82\x34" "OTN1"
	"\x08" "_ADR" "\x0c\x00\x00\x00\x00"
	"\x5b\x80" "TSRT" "\x02\x00\x0b\x00\x01"
	"\x5b\x81\x18" "TSRT" "\x00" "DVID" "\x10" "\x00\x40\x07" "TADL" "\x20" "TADH" "\x20"
	/* Device (PCS2): INTC1033, two registers of 4 bytes at offsets 0x200 and 0x204 of the BAR */
	"\x5b\x82\x4f\x09" "PCS2"
	"\x08" "_HID" "\x0d" "INTC1033" "\x00"
	"\x08" "_UID" "\x00"
	"\x14\x09" "_STA" "\x00\xa4\x0a\x0f"
	"\x14\x49\x07" "_CRS" "\x08"
	"\x08" "PCSR" "\x11\x1d\x0a\x1a"
	"\x86\x09\x00\x01\x00\x00\x00\x00\x04\x00\x00\x00"
	"\x86\x09\x00\x01\x00\x00\x00\x00\x04\x00\x00\x00"
	"\x79\x00"
	"\x8a" "PCSR" "\x0a\x04" "MAL0"
	"\x72\x7b\x5e\x5e\x2e" "OTN1" "TADL" "\x0c\x00\xf0\xff\xff\x00\x0b\x00\x02" "MAL0"
	"\x8a" "PCSR" "\x0a\x10" "MDL0"
	"\x72\x7b\x5e\x5e\x2e" "OTN1" "TADL" "\x0c\x00\xf0\xff\xff\x00\x0b\x04\x02" "MDL0"
	"\xa4" "PCSR";

#define PSE_ADDRESS 22u /* the device number, in the upper half of _ADR */

/* Device (TPM): MSFT0101, 0x5000 bytes of registers at 0xfed40000. */
static const char tpm_aml[] =
	"\x5b\x82\x2b" "TPM_"
	"\x08" "_HID" "\x0d" "MSFT0101" "\x00"
	"\x08" "_CRS" "\x11\x11\x0a\x0e"
	"\x86\x09\x00\x01\x00\x00\xd4\xfe\x00\x50\x00\x00"
	"\x79\x00";

/* Name (_S5_, Package (2) {5, 0}): soft off. */
static const char s5_aml[] = "\x08" "_S5_" "\x12\x05\x02\x0a\x05\x00";
/* clang-format on */

_Static_assert(HEADER_SIZE + AML_SIZE(pse_gpio_aml) + AML_SIZE(tpm_aml) + AML_SIZE(s5_aml) <=
		       MCFG_OFFSET - DSDT_OFFSET,
	"the DSDT must end before the next table");
_Static_assert(HEADER_SIZE + 26 + 8 * ACPI_MAX_CPUS <= TPM2_OFFSET - MADT_OFFSET,
	"the MADT must end before the next table");

static void put_dsdt(uint8_t *module, const struct acpi_facts *facts)
{
	struct table table = begin(module, DSDT_OFFSET, "DSDT", 3, "ACRNDSDT");

	if (facts->has_pse_gpio) {
		put_bytes(&table, pse_gpio_aml, AML_SIZE(pse_gpio_aml));
		table.bytes[HEADER_SIZE + PSE_ADDRESS] = facts->pse_device;
	}
	if (facts->has_tpm2)
		put_bytes(&table, tpm_aml, AML_SIZE(tpm_aml));
	put_bytes(&table, s5_aml, AML_SIZE(s5_aml));
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
