/* The ACPI module of a pre-launched VM, parsed again with code of this test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hypervisor/acpi.h"

#define BASE 0x7ff00000u

struct lab {
	struct arena arena;
	struct text text;
	const uint8_t *module;
};

static void make(struct lab *lab, struct acpi_facts facts)
{
	*lab = (struct lab){.module = NULL};
	text_init(&lab->text, &lab->arena);
	acpi_module(&lab->text, &facts);
	assert_int_equal(lab->text.length, ACPI_MODULE_SIZE);
	lab->module = (const uint8_t *)lab->text.bytes;
}

static uint64_t get(const uint8_t *bytes, size_t size)
{
	uint64_t value = 0;

	for (size_t i = size; i > 0; i--)
		value = value << 8 | bytes[i - 1];
	return value;
}

/* The table at a guest address; checks signature, bounds and checksum. */
static const uint8_t *table_at(
	const struct lab *lab, uint64_t address, const char *signature, size_t *length)
{
	const uint8_t *table;
	uint8_t sum = 0;

	assert_in_range(address, BASE, BASE + ACPI_MODULE_SIZE - 36);
	table = lab->module + (address - BASE);
	assert_memory_equal(table, signature, 4);
	*length = get(table + 4, 4);
	assert_in_range(*length, 36, BASE + ACPI_MODULE_SIZE - address);
	for (size_t i = 0; i < *length; i++)
		sum = (uint8_t)(sum + table[i]);
	assert_int_equal(sum, 0);
	assert_memory_equal(table + 10, "ACRN  ", 6);
	return table;
}

/* Every byte outside the given tables is 0, and no two tables overlap. */
static void expect_nothing_else(const struct lab *lab, size_t n_tables, const uint8_t **tables)
{
	size_t n_bytes = 0;

	for (size_t i = 0; i < n_tables; i++)
		n_bytes += get(tables[i] + 4, 4);
	for (size_t at = 0; at < ACPI_MODULE_SIZE; at++) {
		size_t n_owners = 0;

		for (size_t i = 0; i < n_tables; i++) {
			const uint8_t *byte = lab->module + at;

			n_owners += byte >= tables[i] && byte < tables[i] + get(tables[i] + 4, 4);
		}
		assert_true(n_owners <= 1);
		n_bytes -= n_owners;
		if (n_owners == 0)
			assert_int_equal(lab->module[at], 0);
	}
	assert_int_equal(n_bytes, 0);
}

static void has_the_tables_that_the_xsdt_names(void **state)
{
	static const char *const names[] = {"FACP", "MCFG", "APIC", "TPM2"};
	const uint8_t *tables[6];
	struct lab lab;
	size_t length;

	(void)state;
	for (size_t tpm = 0; tpm < 2; tpm++) {
		make(&lab, (struct acpi_facts){.n_cpus = 3, .has_tpm2 = tpm == 1});

		const uint8_t *xsdt = table_at(&lab, BASE + 0x80, "XSDT", &length);

		assert_int_equal(length, 36 + 8 * (3 + tpm));
		tables[0] = xsdt;
		for (size_t i = 0; i < 3 + tpm; i++) {
			size_t size;

			tables[i + 1] = table_at(&lab, get(xsdt + 36 + 8 * i, 8), names[i], &size);
		}
		tables[4 + tpm] = table_at(&lab, get(tables[1] + 40, 4), "DSDT", &length);
		expect_nothing_else(&lab, 5 + tpm, tables);
		arena_release(&lab.arena);
	}
}

static void lists_each_processor_once(void **state)
{
	struct lab lab;
	size_t length;

	(void)state;
	make(&lab, (struct acpi_facts){.n_cpus = 5});

	const uint8_t *madt = table_at(&lab, BASE + 0x480, "APIC", &length);
	size_t n_cpus = 0;

	assert_int_equal(length, 62 + 8 * 5);
	for (size_t at = 44; at < length; at += madt[at + 1]) {
		assert_true(madt[at + 1] != 0);
		if (madt[at] != 0)
			continue;
		assert_int_equal(madt[at + 2], n_cpus);
		assert_int_equal(madt[at + 3], n_cpus);
		assert_int_equal(get(madt + at + 4, 4), 1);
		n_cpus++;
	}
	assert_int_equal(n_cpus, 5);
	arena_release(&lab.arena);
}

static void puts_the_gpio_device_where_it_is(void **state)
{
	struct lab lab;
	size_t length;

	(void)state;
	make(&lab, (struct acpi_facts){.n_cpus = 1, .has_pse_gpio = true, .pse_device = 5});

	const uint8_t *dsdt = table_at(&lab, BASE + 0x240, "DSDT", &length);
	const uint8_t *address = memmem(dsdt, length, "_ADR\x0c", 5);

	assert_int_equal(length, 36 + 222 + 11);
	assert_non_null(address);
	assert_int_equal(get(address + 5, 4), 5u << 16);
	assert_non_null(memmem(dsdt, length, "INTC1033", 9));
	assert_null(memmem(dsdt, length, "MSFT0101", 8));
	arena_release(&lab.arena);
}

static void has_all_devices_at_once(void **state)
{
	struct lab lab;
	size_t length;

	(void)state;
	make(&lab, (struct acpi_facts){ACPI_MAX_CPUS, true, true, 2});

	const uint8_t *dsdt = table_at(&lab, BASE + 0x240, "DSDT", &length);

	assert_int_equal(length, 314);
	assert_memory_equal(dsdt + length - 11, "\x08_S5_\x12\x05\x02\x0a\x05", 11);
	(void)table_at(&lab, BASE + 0x480, "APIC", &length);
	assert_int_equal(length, 62 + 8 * ACPI_MAX_CPUS);
	arena_release(&lab.arena);
}

static void has_fixed_registers_for_sleep_and_reset(void **state)
{
	static const uint8_t reset[] = {1, 8, 0, 1, 0xf9, 0x0c, 0, 0, 0, 0, 0, 0, 0x0e};
	static const uint8_t sleep[] = {1, 8, 0, 1, 0, 4, 0, 0, 0, 0, 0, 0, 1, 8, 0, 1, 1, 4};
	struct lab lab;
	size_t length;

	(void)state;
	make(&lab, (struct acpi_facts){.n_cpus = 1});

	const uint8_t *fadt = table_at(&lab, BASE + 0x100, "FACP", &length);

	assert_int_equal(length, 268);
	assert_memory_equal(fadt + 116, reset, sizeof(reset));
	assert_memory_equal(fadt + 244, sleep, sizeof(sleep));
	assert_int_equal(get(fadt + 112, 4), 0x00101505);
	arena_release(&lab.arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_the_tables_that_the_xsdt_names),
		cmocka_unit_test(lists_each_processor_once),
		cmocka_unit_test(puts_the_gpio_device_where_it_is),
		cmocka_unit_test(has_all_devices_at_once),
		cmocka_unit_test(has_fixed_registers_for_sleep_and_reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
