/* How far one word is from another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/nearest.h"

static void counts_edits(void **state)
{
	static const struct {
		const char *a;
		const char *b;
		size_t distance;
	} cases[] = {
		{"", "", 0}, {"", "abc", 3}, {"vm_type", "vm_type", 0}, {"VM_Type", "vm_type", 0},
		{"vm_tpye", "vm_type", 1}, /* swapped */
		{"m_type", "vm_type", 1}, {"vm_typee", "vm_type", 1}, {"vm-type", "vm_type", 1},
		{"os_type", "vm_type", 2}, {"pci_dves", "pci_devs", 1}, {"pci_dev", "pci_devs", 1},
		{"abcdef", "badcfe", 3},                    /* three swaps */
		{"kitten", "sitting", 3}, {"ca", "abc", 3}, /* nothing is edited twice */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
			nearest_distance(cases[i].a, cases[i].b, SIZE_MAX), cases[i].distance);
		assert_int_equal(
			nearest_distance(cases[i].b, cases[i].a, SIZE_MAX), cases[i].distance);
	}
}

static void takes_words_of_every_length(void **state)
{
	char word[NEAREST_MAX + 1];

	(void)state;
	memset(word, 'a', sizeof(word));
	word[NEAREST_MAX] = '\0';
	assert_int_equal(nearest_distance(word, "a", SIZE_MAX), SIZE_MAX);
	assert_int_equal(nearest_distance("a", word, SIZE_MAX), SIZE_MAX);
	word[NEAREST_MAX - 1] = '\0';
	assert_int_equal(nearest_distance(word, "a", SIZE_MAX), NEAREST_MAX - 2);
	assert_int_equal(nearest_distance(word, word, SIZE_MAX), 0);
}

static void compares_without_case(void **state)
{
	(void)state;
	assert_true(nearest_is_same_but_case("POST_vm1", "post_VM1"));
	assert_false(nearest_is_same_but_case("post_vm1", "post_vm"));
	assert_false(nearest_is_same_but_case("post_vm", "post_vm1"));
	assert_false(nearest_is_same_but_case("a@", "a`"));
}

/* The word of up to four letters that has that number; there are 121. */
static void spell(char word[5], size_t number)
{
	size_t length = 0;

	for (; number != 0; number = (number - 1) / 3)
		word[length++] = "aBc"[(number - 1) % 3];
	word[length] = '\0';
}

static void is_exact_up_to_the_limit(void **state)
{
	char a[5];
	char b[5];

	(void)state;
	for (size_t i = 0; i < (size_t)121 * 121 * 5; i++) {
		size_t most = i % 5;
		size_t found;
		size_t distance;

		spell(a, i / 5 / 121);
		spell(b, i / 5 % 121);
		found = nearest_distance(a, b, most);
		distance = nearest_distance(a, b, SIZE_MAX);
		assert_true(distance <= most ? found == distance : found > most);
	}
}

static void chooses_the_one_nearest(void **state)
{
	struct nearest nearest;

	(void)state;
	nearest_begin(&nearest, "region");
	nearest_offer(&nearest, "religion");
	assert_string_equal(nearest_only(&nearest), "religion");
	nearest_offer(&nearest, "legion");
	nearest_offer(&nearest, "regions");
	assert_string_equal(nearest.best, "legion");
	assert_null(nearest_only(&nearest));
	nearest_offer(&nearest, "REGION");
	assert_string_equal(nearest_only(&nearest), "REGION");

	nearest_begin(&nearest, "region");
	nearest_offer(&nearest, "rent");
	assert_null(nearest.best);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_edits),
		cmocka_unit_test(takes_words_of_every_length),
		cmocka_unit_test(compares_without_case),
		cmocka_unit_test(is_exact_up_to_the_limit),
		cmocka_unit_test(chooses_the_one_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
