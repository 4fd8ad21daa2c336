/* The words of the rules: quotes, guesses, and what a malformed number certainly means. */
#include "parse_fixture.h"

#include "check/rules.h"

static void test_quote(void **state)
{
	struct fixture *f = *state;
	char longer[200];

	assert_string_equal(words_quote(&f->ctx, "hv:/a"), "'hv:/a'");
	assert_string_equal(words_quote(&f->ctx, ""), "''");
	assert_string_equal(words_quote(&f->ctx, "a\nb\tc\x01\x7f"), "'a\\nb\\tc\\x01\\x7f'");
	assert_string_equal(words_quote(&f->ctx, "\xc3\xbc"), "'\xc3\xbc'");

	/* Cut between characters: 79 bytes and a two-byte one do not fit into 80. */
	memset(longer, 'x', sizeof(longer));
	memcpy(longer + 79, "\xc3\xbc", 2);
	longer[sizeof(longer) - 1] = '\0';
	assert_int_equal(strlen(words_quote(&f->ctx, longer)), 1 + 79 + 3 + 1);
}

static void test_quote_of_damaged_text(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(words_quote(&f->ctx, "a\xf0"), "'a\xf0'");
}

static uint64_t intended(const char *text)
{
	uint64_t value = 4711;

	return check_intended_number(text, &value) ? value : value == 4711 ? UINT64_MAX : 0;
}

static void test_intended_number(void **state)
{
	(void)state;
	assert_int_equal(intended("4"), 4);
	assert_int_equal(intended("+4"), 4);
	assert_int_equal(intended("2.0"), 2);
	assert_int_equal(intended("2.000"), 2);
	assert_int_equal(intended("\xef\xbc\x94"), 4);      /* full-width */
	assert_int_equal(intended("\xd9\xa1\xd9\xa6"), 16); /* Arabic-Indic */
	assert_int_equal(intended("\xe0\xa5\xae"), 8);      /* Devanagari */
	assert_int_equal(intended("18446744073709551615"), UINT64_MAX);
}

/* No value, and the variable for it left alone. */
static void test_nothing_intended(void **state)
{
	static const char *const texts[] = {"", "+", "-4", "2.5", "2.", ".5", "1_6", "4 4", "4M",
		"0x4", "4e0", "++4", "4\xc2\xa0", "18446744073709551616", "99999999999999999999"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(intended(texts[i]), UINT64_MAX);
}

static const char *nearest(struct fixture *f, const char *text)
{
	static const char *const names[] = {"Hypervisor", "Device Model", NULL, "", "VM1", "VM2"};
	const char *found = check_nearest(&f->ctx, text, names, 6);

	return found != NULL ? found : "none";
}

static void test_nearest(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(nearest(f, "Hypervisor"), "Hypervisor");
	assert_string_equal(nearest(f, "hypervisor"), "Hypervisor");
	assert_string_equal(nearest(f, "Hypervsior"), "Hypervisor");
	assert_string_equal(nearest(f, "DeviceModel"), "Device Model");
	assert_string_equal(nearest(f, "VM2"), "VM2");
	assert_string_equal(nearest(f, "VM3"), "none"); /* VM1 and VM2 are as near */
	assert_string_equal(nearest(f, "HV"), "none");
	assert_string_equal(nearest(f, ""), "none");
}

/* Guesses and lists end where they would not be read. */
static void test_help_is_bounded(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i <= 100; i++)
		diag_add_file(&f->diags, DIAG_IVS003, NULL, "one more");
	assert_string_equal(nearest(f, "hypervisor"), "none");
}

static void test_vm_list(void **state)
{
	struct fixture *f = *state;
	struct vm vms[] = {
		{.index = 0, .kind = VM_PRE_LAUNCHED},
		{.index = 1, .kind = VM_SERVICE},
		{.index = 2, .kind = VM_POST_LAUNCHED},
		{.index = 3, .kind = VM_POST_LAUNCHED},
		{.index = 4, .kind = VM_POST_LAUNCHED},
	};
	struct config config = {.vms = vms, .n_vms = 5};

	for (size_t i = 0; i < 5; i++) {
		vms[i].name = value_absent((struct loc){0});
		vms[i].id = (struct number){.text = &"0\0001\0002\0003\0004"[2 * i],
			.form = NUMBER_DECIMAL,
			.value = i};
	}
	vms[0].name = value_of("A", (struct loc){0});
	vms[2].name = value_of("C d", (struct loc){0});
	assert_string_equal(words_vm_list(&f->ctx, &config, false),
		"VMs 0 (pre-launched), 1 (Service VM), 2, 3 and 4 (post-launched)");
	config.n_vms = 3;
	assert_string_equal(words_vm_list(&f->ctx, &config, true),
		"VMs 'A' (pre-launched), one without a name (Service VM), 'C d' (post-launched)");
	config.n_vms = 1;
	assert_string_equal(words_vm_list(&f->ctx, &config, false), "VM 0 (pre-launched)");
	config.n_vms = 33;
	assert_string_equal(words_vm_list(&f->ctx, &config, false), "33 VMs");
}

/* A part of a value has a place of its own only where the file's bytes are the value's. */
static void test_value_part(void **state)
{
	struct source source = {.name = "x", .bytes = "<a>x&lt;y</a>", .size = 13};
	struct value plain = {.text = "lt", .present = true, .loc = {&source, 5, 2}};
	struct value decoded = {.text = "x<y", .present = true, .loc = {&source, 3, 6}};

	(void)state;
	assert_int_equal(check_value_part(&plain, 1, 1).offset, 6);
	assert_int_equal(check_value_part(&plain, 1, 1).length, 1);
	assert_int_equal(check_value_part(&decoded, 1, 1).offset, 3);
	assert_int_equal(check_value_part(&decoded, 1, 1).length, 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_quote, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_quote_of_damaged_text, fixture_setup, fixture_teardown),
		cmocka_unit_test(test_intended_number),
		cmocka_unit_test(test_nothing_intended),
		cmocka_unit_test_setup_teardown(test_nearest, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_help_is_bounded, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_vm_list, fixture_setup, fixture_teardown),
		cmocka_unit_test(test_value_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
