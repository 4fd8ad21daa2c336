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

/* A number as little-endian bytes. */
static void put(uint8_t *bytes, uint64_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)(value >> (8 * i));
}

static void put_text(uint8_t *bytes, const char *text)
{
	while (*text != '\0')
		*bytes++ = (uint8_t)*text++;
}

/* The signature has four characters, the name of the OEM's table eight. */
static void put_table(uint8_t *table, const char *signature, uint8_t revision,
	const char *oem_table, const void *body, size_t size)
{
	uint8_t sum = 0;

	put_text(table, signature);
	put(table + 4, HEADER_SIZE + size, 4);
	table[8] = revision;
	put_text(table + 10, "ACRN  ");
	put_text(table + 16, oem_table);
	put(table + 24, 1, 4);
	put_text(table + 28, "ACFG"); /* the creator: acrn-cfgc, with a version of its tables */
	put(table + 32, 1, 4);
	memcpy(table + HEADER_SIZE, body, size);
	for (size_t i = 0; i < HEADER_SIZE + size; i++)
		sum = (uint8_t)(sum + table[i]);
	table[9] = (uint8_t)-sum;
}

/* Bytes of a table, a field or a term of AML a line; the NUL at the end of each is no part of it.
 */
#define N_BYTES(bytes) (sizeof(bytes) - 1)

/* clang-format off */
static const char mcfg[] =
	"\0\0\0\0\0\0\0\0"
	"\x00\x00\x00\xe0\0\0\0\0" /* the VM's configuration space: 0xe0000000, ... */
	"\0\0" "\0" "\xff"         /* ... segment 0, buses 0 to 255 */
	"\0\0\0\0";

/* What comes before the local APICs. */
static const char madt[] =
	"\x00\x00\xe0\xfe"         /* local APIC: 0xfee00000 */
	"\x01\0\0\0"               /* the PC's interrupt controllers are there, too */
	"\x01\x0c" "\x01" "\0"      /* I/O APIC: 12 bytes, id 1, ... */
	"\x00\x00\xc0\xfe" "\0\0\0\0" /* ... 0xfec00000, at GSI 0 */
	"\x04\x06\xff\x05\0\x01";   /* NMI: 6 bytes, all processors, LINT 1 */

static const char tpm2[] =
	"\0\0\0\0"
	"\x40\x00\xd4\xfe\0\0\0\0" /* control area: 0xfed40040 */
	"\x07\0\0\0";              /* start method: command response buffer */
/* clang-format on */

static void put_xsdt(uint8_t *module, const struct acpi_facts *facts)
{
	static const uint32_t offsets[] = {FADT_OFFSET, MCFG_OFFSET, MADT_OFFSET, TPM2_OFFSET};
	size_t count = facts->has_tpm2 ? 4 : 3;
	uint8_t body[4 * 8] = {0};

	for (size_t i = 0; i < count; i++)
		put(body + 8 * i, GUEST_BASE + offsets[i], 8);
	put_table(module + XSDT_OFFSET, "XSDT", 1, "ACRNXSDT", body, 8 * count);
}

/* A generic address structure: system I/O, 8 bits wide, byte access. */
static void put_io_port(uint8_t *bytes, uint64_t port)
{
	put(bytes, 0x01000801, 4);
	put(bytes + 4, port, 8);
}

/* Hardware-reduced: the guest has no fixed power management registers but sleep and reset. */
static void put_fadt(uint8_t *module)
{
	uint8_t fadt[FADT_SIZE] = {0};

	put(fadt + 40, GUEST_BASE + DSDT_OFFSET, 4);
	put(fadt + 112, 0x00101505, 4); /* flags */
	put_io_port(fadt + 116, 0xcf9); /* the reset register, and the value for it */
	fadt[128] = 0x0e;
	put_io_port(fadt + 244, 0x400); /* sleep control */
	put_io_port(fadt + 256, 0x401); /* sleep status */
	put_table(module + FADT_OFFSET, "FACP", 5, "ACRNFADT", fadt + HEADER_SIZE,
		FADT_SIZE - HEADER_SIZE);
}

#define LAPIC_SIZE ((size_t)8) /* an entry of the MADT */

static void put_madt(uint8_t *module, unsigned n_cpus)
{
	uint8_t body[N_BYTES(madt) + LAPIC_SIZE * ACPI_MAX_CPUS];
	uint8_t *at = body + N_BYTES(madt);

	memcpy(body, madt, N_BYTES(madt));
	for (unsigned i = 0; i < n_cpus; i++, at += 8) {
		put(at, 0x0800, 2); /* local APIC of a processor: 8 bytes, ... */
		at[2] = (uint8_t)i;
		at[3] = (uint8_t)i;
		put(at + 4, 1, 4); /* ... enabled */
	}
	put_table(module + MADT_OFFSET, "APIC", 3, "ACRNMADT", body, (size_t)(at - body));
}

/* ---- DSDT, in AML ------------------------------------------------------------------------ */

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

_Static_assert(HEADER_SIZE + N_BYTES(pse_gpio_aml) + N_BYTES(tpm_aml) + N_BYTES(s5_aml) <=
		       MCFG_OFFSET - DSDT_OFFSET,
	"the DSDT must end before the next table");
_Static_assert(
	HEADER_SIZE + N_BYTES(madt) + LAPIC_SIZE * ACPI_MAX_CPUS <= TPM2_OFFSET - MADT_OFFSET,
	"the MADT must end before the next table");

static void put_dsdt(uint8_t *module, const struct acpi_facts *facts)
{
	uint8_t body[N_BYTES(pse_gpio_aml) + N_BYTES(tpm_aml) + N_BYTES(s5_aml)];
	uint8_t *at = body;

	if (facts->has_pse_gpio) {
		memcpy(at, pse_gpio_aml, N_BYTES(pse_gpio_aml));
		at[PSE_ADDRESS] = facts->pse_device;
		at += N_BYTES(pse_gpio_aml);
	}
	if (facts->has_tpm2) {
		memcpy(at, tpm_aml, N_BYTES(tpm_aml));
		at += N_BYTES(tpm_aml);
	}
	memcpy(at, s5_aml, N_BYTES(s5_aml));
	at += N_BYTES(s5_aml);
	put_table(module + DSDT_OFFSET, "DSDT", 3, "ACRNDSDT", body, (size_t)(at - body));
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
	put_table(module + MCFG_OFFSET, "MCFG", 3, "ACRNMCFG", mcfg, N_BYTES(mcfg));
	put_madt(module, facts->n_cpus < ACPI_MAX_CPUS ? facts->n_cpus : ACPI_MAX_CPUS);
	if (facts->has_tpm2)
		put_table(module + TPM2_OFFSET, "TPM2", 3, "ACRNTPM2", tpm2, N_BYTES(tpm2));
}
