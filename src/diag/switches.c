/* -Werror, -Werror=NAME, -Wno-error=NAME, -Wno-NAME, -WNAME: later ones win, as in gcc. */
#include <string.h>

#include "diag/diag.h"

struct prefix {
	const char *text;
	enum diag_switch meaning;
};

/* Longest first: "no-error=" begins with "no-". */
static const struct prefix prefixes[] = {
	{"no-error=", DIAG_SWITCH_WARNING},
	{"error=", DIAG_SWITCH_ERROR},
	{"no-", DIAG_SWITCH_OFF},
	{"", DIAG_SWITCH_DEFAULT},
};

/* Why a switch cannot be applied to an error, with the word after -W; NULL if it can. */
static const char *find_objection(enum diag_code code, enum diag_switch meaning, bool all_written)
{
	if (diag_infos[code].severity == DIAG_WARNING)
		return NULL;
	if (diag_infos[code].severity != DIAG_FOREIGN)
		return "is always an error, no switch changes it";
	if (meaning != DIAG_SWITCH_WARNING && meaning != DIAG_SWITCH_ERROR)
		return "is an error, which -Wno-error= makes a warning";
	return meaning == DIAG_SWITCH_WARNING && all_written
		       ? "is about what group hypervisor writes, so it stays an error"
		       : NULL;
}

static const char *apply(struct diag_list *diags, const char *text, bool all_written)
{
	const struct prefix *prefix = prefixes;

	if (strcmp(text, "error") == 0 || strcmp(text, "no-error") == 0) {
		diags->werror = text[0] == 'e';
		return NULL;
	}
	while (strncmp(text, prefix->text, strlen(prefix->text)) != 0)
		prefix++;

	const char *name = text + strlen(prefix->text);
	enum diag_code code = diag_find(name);

	if (code == DIAG_CODE_COUNT)
		return arena_printf(diags->arena, "-W%s: there is no warning '%s'", text, name);

	const char *objection = find_objection(code, prefix->meaning, all_written);

	if (objection != NULL)
		return arena_printf(diags->arena, "-W%s: '%s' %s", text, name, objection);
	diags->switches[code] = (unsigned char)prefix->meaning;
	return NULL;
}

const char *switches_apply(
	struct diag_list *diags, const char *const *switches, size_t count, bool all_written)
{
	for (size_t i = 0; i < count; i++) {
		const char *wrong = apply(diags, switches[i], all_written);

		if (wrong != NULL)
			return wrong;
	}
	return NULL;
}
