/* The table of elements and the table of settings say the same of each element that both have. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "model/settings.h"
#include "parse/elements.h"

static void test_each_setting_is_an_element(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_SETTINGS; i++) {
		const struct setting_info *info = &setting_infos[i];
		const char *slash = strrchr(info->section, '/');
		const char *parent = slash != NULL ? slash + 1 : info->section;
		const struct element *element;
		const struct element_word *word;

		if (parent[0] == '\0')
			parent = setting_is_of_vm((enum setting_id)i) ? "vm" : "hv";
		element = element_find(parent);
		if (element == NULL)
			fail_msg("element '%s' is not in the table", parent);
		word = element_find_word(element, info->element);
		if (word == NULL)
			fail_msg("'%s' is not in '%s'", info->element, parent);
		if ((info->releases & ~word->releases) != 0)
			fail_msg("'%s' has other releases: 0x%x, 0x%x", info->element,
				(unsigned)info->releases, (unsigned)word->releases);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_setting_is_an_element),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
