/*
 * Words that switch a part of a VM: y, PCI_VUART. Any other word switches it off, as it does in the
 * hypervisor's build, but its author meant something.
 */
#include "check/rules.h"

#include <string.h>

#include "base/nearest.h"

#define MAX_WORDS 6

static const struct {
	const char *element;
	uint32_t releases;
	const char *words[MAX_WORDS];
	const char *list;
} keywords[] = {
	{"TPM2", ANY, {"y", "n"}, "y or n"},
	/* Scenarios of v2.2 to v2.4 that were shipped say true. */
	{"p2sb", V2, {"y", "n", "true"}, "y, n or true"},
	{"p2sb", V3, {"y", "n"}, "y or n"},
	{"PTM", ANY, {"y", "n"}, "y or n"},
	{"base", ANY, {"PCI_VUART", "INVALID_PCI_BASE"}, "PCI_VUART or INVALID_PCI_BASE"},
	{"console_vuart", ANY,
		{"None", "COM Port 1", "COM Port 2", "COM Port 3", "COM Port 4", "PCI"},
		"PCI, None, or COM Port 1 to COM Port 4"},
};

static void check_word(struct context *ctx, const struct config *config, const struct vm *vm,
	const struct keyword *keyword, const char *const *words, const char *list)
{
	const char *meant = NULL;
	struct diag *diag;

	for (size_t i = 0; i < MAX_WORDS && words[i] != NULL; i++) {
		if (strcmp(keyword->value.text, words[i]) == 0)
			return;
		if (nearest_is_same_but_case(keyword->value.text, words[i]))
			meant = words[i];
	}
	diag = diag_add(ctx->diags, DIAG_VMS022, keyword->value.loc,
		"%s of %s is %s, which is not known; it must be %s", keyword->element,
		words_vm(ctx, config, vm), words_quote(ctx, keyword->value.text), list);
	if (meant != NULL)
		diag_fix(ctx->diags, diag, keyword->value.loc, meant, "write %s", meant);
}

void check_vm_keywords(struct context *ctx, const struct config *config, const struct vm *vm)
{
	for (const struct keyword *keyword = vm->keywords; keyword != NULL;
		keyword = keyword->next) {
		for (size_t k = 0; k < sizeof(keywords) / sizeof(keywords[0]); k++) {
			if (check_applies(ctx, keywords[k].releases) &&
				strcmp(keywords[k].element, keyword->element) == 0)
				check_word(ctx, config, vm, keyword, keywords[k].words,
					keywords[k].list);
		}
	}
}
