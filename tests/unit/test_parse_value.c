/* The lexical forms of numbers and BDFs. */
#include "parse_fixture.h"

static void test_number_forms(void **state)
{
	static const struct {
		const char *text;
		enum number_form form;
		uint64_t value;
	} cases[] = {
		{"", NUMBER_ABSENT, 0},
		{"0", NUMBER_DECIMAL, 0},
		{"2", NUMBER_DECIMAL, 2},
		{"18446744073709551615", NUMBER_DECIMAL, UINT64_MAX},
		{"18446744073709551616", NUMBER_TOO_BIG, 0},
		{"99999999999999999999999999999999", NUMBER_TOO_BIG, 0},
		{"00", NUMBER_PADDED, 0},
		{"02", NUMBER_PADDED, 2},
		{"000000000000000000000000000000002", NUMBER_PADDED, 2},
		{"018446744073709551616", NUMBER_TOO_BIG, 0},
		{"0x2", NUMBER_HEX, 2},
		{"0x0000000000000000000000002", NUMBER_HEX, 2},
		{"0XaF", NUMBER_HEX, 0xaf},
		{"0xffffffffffffffff", NUMBER_HEX, UINT64_MAX},
		{"0x10000000000000000", NUMBER_TOO_BIG, 0},
		{"0x100000000000000000", NUMBER_TOO_BIG, 0},
		{"0x", NUMBER_BAD, 0},
		{"0x2g", NUMBER_BAD, 0},
		{"0x 2", NUMBER_BAD, 0},
		{"+4", NUMBER_BAD, 0},
		{"-4", NUMBER_BAD, 0},
		{"2.0", NUMBER_BAD, 0},
		{"1_6", NUMBER_BAD, 0},
		{"2MB", NUMBER_BAD, 0},
		{"1 6", NUMBER_BAD, 0},
		{"2a", NUMBER_BAD, 0},
		{"\xef\xbc\x94", NUMBER_BAD, 0}, /* a full-width 4 */
		{"\xc2\xa0"
		 "2",
			NUMBER_BAD, 0}, /* a no-break space is no blank */
		{"CONFIG_SOS_RAM_SIZE", NUMBER_SYMBOL, 0},
		{"two", NUMBER_SYMBOL, 0},
		{"CONFIG-X", NUMBER_BAD, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct value value = value_of(cases[i].text, (struct loc){0});
		struct number number = parse_number(value);

		if (number.form != cases[i].form || number.value != cases[i].value)
			fail_msg("'%s' has form %d", cases[i].text, (int)number.form);
		assert_ptr_equal(number.text, cases[i].text);
	}

	struct value absent = value_absent((struct loc){0});
	struct number none = parse_number(absent);

	assert_int_equal(none.form, NUMBER_ABSENT);
	assert_false(none.present);
	assert_string_equal(none.text, "");
}

static void test_bdf_forms(void **state)
{
	static const struct {
		const char *text;
		size_t consumed; /* 0: none */
		struct bdf bdf;
	} cases[] = {
		{"00:17.0", 7, {0, 0x17, 0}},
		{"00:17.0 SATA controller", 7, {0, 0x17, 0}},
		{"0:8.0", 5, {0, 8, 0}},
		{"Ff:1F.7", 7, {0xff, 0x1f, 7}},
		{"00:17.01", 7, {0, 0x17, 0}},
		{"00:20.0", 0, {0}},
		{"00:17.8", 0, {0}},
		{"000:17.0", 0, {0}},
		{"00:017.0", 0, {0}},
		{"00:.0", 0, {0}},
		{":17.0", 0, {0}},
		{"00:17.", 0, {0}},
		{"00:17", 0, {0}},
		{"00 :17.0", 0, {0}},
		{"00:1g.0", 0, {0}},
		{"", 0, {0}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bdf bdf = {0};
		const char *text = cases[i].text;
		const char *rest = parse_bdf(text, text + strlen(text), &bdf);
		size_t consumed = rest == NULL ? 0 : (size_t)(rest - text);

		if (consumed != cases[i].consumed || !bdf_equal(bdf, cases[i].bdf))
			fail_msg("'%s' is read wrongly", cases[i].text);
	}
}

static void test_bdf_stops_at_length(void **state)
{
	const char *text = "00:17.0x";
	struct bdf bdf;

	(void)state;
	assert_null(parse_bdf(text, text + 6, &bdf));
	assert_null(parse_bdf(text, text + 5, &bdf));
	assert_ptr_equal(parse_bdf(text, text + 7, &bdf), text + 7);
}

static void test_bdf_is_whole_value(void **state)
{
	struct bdf bdf;

	(void)state;
	assert_true(parse_bdf_value(&(struct value){.text = "00:08.0"}, &bdf));
	assert_false(parse_bdf_value(&(struct value){.text = "00:08.0x"}, &bdf));
	assert_false(parse_bdf_value(&(struct value){.text = ""}, &bdf));
	assert_false(parse_bdf_value(&(struct value){.text = ""}, &bdf));
}

static void test_field_places(void **state)
{
	struct fixture *f = *state;

	fixture_load(f, "<r><a> 12\n</a><b>  </b><c/></r>");

	struct xml_node *root = f->document.root;
	struct number a = parse_number_field(root, "a");
	struct number b = parse_number_field(root, "b");
	struct value none = parse_field(root, "none");

	assert_number(&a, NUMBER_DECIMAL, 12);
	assert_loc(a.loc, "12");
	assert_number(&b, NUMBER_ABSENT, 0);
	assert_string_equal(b.text, "");
	assert_int_equal(b.loc.length, 0);
	assert_false(none.present);
	assert_loc(none.loc, "r");
	assert_int_equal(f->diags.count, 0);
}

static void test_field_stands_once(void **state)
{
	struct fixture *f = *state;

	fixture_load(f, "<r><a>1</a><b/><a>2</a></r>");

	struct value a = parse_field(f->document.root, "a");

	assert_string_equal(a.text, "1");
	assert_one_diag(f, DIAG_SCH002, "a");
	assert_int_equal(f->diags.items[0]->loc.offset, 16);
	assert_int_equal(f->diags.items[0]->notes->loc.offset, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_number_forms),
		cmocka_unit_test(test_bdf_forms),
		cmocka_unit_test(test_bdf_stops_at_length),
		cmocka_unit_test(test_bdf_is_whole_value),
		FIXTURE_TEST(test_field_places),
		FIXTURE_TEST(test_field_stands_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
