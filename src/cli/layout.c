/* What is asked of a finished layout. */
#include "cli/layout.h"

#include <stdio.h>
#include <string.h>

#include "cli/console.h"

/* A stream that fails is seen when it is closed. */
static void print(const char *text, size_t size)
{
	(void)fwrite(text, 1, size, stdout);
}

static const char *report_name(const char *path, char name[16])
{
	const char *dot = strrchr(path, '.');

	(void)snprintf(name, 16, "layout%.4s%s", dot == NULL ? ".txt" : dot,
		dot != NULL && strcmp(dot, ".html") == 0 ? "l" : "");
	return name;
}

enum acrn_cfgc_status cli_layout_report(
	struct acrn_cfgc_result *result, const char *path, struct acrn_cfgc_document *document)
{
	struct acrn_cfgc_file file;
	char name[16];

	/* The diagnostics say why not. */
	if (acrn_cfgc_layout_report(result, report_name(path, name), &file) != ACRN_CFGC_OK)
		return ACRN_CFGC_ENVIRONMENT;
	*document = (struct acrn_cfgc_document){path, file.data, file.size};
	return ACRN_CFGC_OK;
}

enum acrn_cfgc_status cli_layout_explain(struct acrn_cfgc_result *result, const char *subject)
{
	const char *text;
	size_t size;
	char mistake[512];
	enum acrn_cfgc_status status = acrn_cfgc_explain_layout(result, subject, &text, &size);

	switch (status) {
	case ACRN_CFGC_OK: print(text, size); break;
	case ACRN_CFGC_USAGE:
		(void)snprintf(mistake, sizeof(mistake), "there is no region or VM '%s'; %s",
			subject, text);
		return console_usage(mistake);
	case ACRN_CFGC_INPUT_ERRORS:
	case ACRN_CFGC_ENVIRONMENT: break; /* the diagnostics say why */
	}
	return status;
}

enum acrn_cfgc_status cli_layout_diff(struct acrn_cfgc_result *before,
	struct acrn_cfgc_result *after, enum acrn_cfgc_format format)
{
	const char *text;
	size_t size;
	enum acrn_cfgc_status status = acrn_cfgc_diff(before, after, format, &text, &size);

	if (status == ACRN_CFGC_OK)
		print(text, size);
	return status;
}
