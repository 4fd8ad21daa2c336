/* Answers of the library to standard output, and repaired scenarios into their files. */
#include "cli/answers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/console.h"

enum acrn_cfgc_status answer_layout(struct acrn_cfgc_result *result, const char *subject)
{
	const char *text;
	size_t size;
	enum acrn_cfgc_status status = acrn_cfgc_status(result);

	/* The diagnostics say why there is no layout. */
	if (status > ACRN_CFGC_INPUT_ERRORS)
		return status;
	status = acrn_cfgc_explain_layout(result, subject, &text, &size);
	if (status == ACRN_CFGC_OK)
		(void)fwrite(text, 1, size, stdout);
	if (status == ACRN_CFGC_USAGE)
		(void)console_usage("there is no region or VM '%s'; %s", subject, text);
	return status;
}

enum acrn_cfgc_status answer_diff(struct acrn_cfgc_result *before, struct acrn_cfgc_result *after,
	enum acrn_cfgc_format format)
{
	const char *text;
	size_t size;
	enum acrn_cfgc_status status = acrn_cfgc_diff(before, after, format, &text, &size);

	if (status == ACRN_CFGC_OK)
		(void)fwrite(text, 1, size, stdout);
	return status;
}

void answer_migrated(const struct acrn_cfgc_result *result)
{
	struct acrn_cfgc_file file;

	if (acrn_cfgc_status(result) == ACRN_CFGC_OK && acrn_cfgc_file(result, 0, &file))
		(void)fwrite(file.data, 1, file.size, stdout);
}

void answer_launches(const struct options *options, const struct acrn_cfgc_result *result)
{
	const char *summary = acrn_cfgc_launch_summary(result);

	if (summary != NULL && !options->quiet && (options->n_scenarios == 0 || options->verbose))
		(void)fputs(summary, stdout);
}

/* ---- --fix ------------------------------------------------------------------------------- */

/* Takes the place of the scenario's file at one moment. */
static enum acrn_cfgc_status write_file(
	struct acrn_cfgc_report *report, const char *scenario, const struct acrn_cfgc_fixed *fixed)
{
	/* A link stays one, and the file that it leads to is replaced. */
	char *path = realpath(scenario, NULL);
	enum acrn_cfgc_status status = ACRN_CFGC_ENVIRONMENT;
	struct stat file;
	char message[512];

	if (path != NULL && stat(path, &file) == 0 && S_ISREG(file.st_mode)) {
		const struct acrn_cfgc_document document = {path, fixed->text, fixed->size};

		status = acrn_cfgc_report_write(report, &document);
	} else {
		(void)snprintf(message, sizeof(message), "cannot repair '%.200s': %s", scenario,
			path == NULL ? strerror(errno) : "not a regular file");
		(void)acrn_cfgc_report_failure(report, scenario, message);
	}
	free(path);
	return status;
}

enum acrn_cfgc_status answer_fixed(const struct options *options, struct acrn_cfgc_report *report,
	struct acrn_cfgc_result *result, const char *scenario)
{
	struct acrn_cfgc_fixed fixed;
	enum acrn_cfgc_status status = ACRN_CFGC_OK;

	if (!acrn_cfgc_fixed(result, &fixed))
		return ACRN_CFGC_OK;
	if (options->shows_diff) {
		(void)fwrite(fixed.diff, 1, fixed.diff_size, stdout);
	} else if (strcmp(scenario, "-") == 0) {
		(void)fwrite(fixed.text, 1, fixed.size, stdout);
	} else if (fixed.n_fixes != 0) {
		status = write_file(report, scenario, &fixed);
		if (status == ACRN_CFGC_OK && options->format == ACRN_CFGC_TEXT && !options->quiet)
			console_say("repaired '%s': %zu fix%s", scenario, fixed.n_fixes,
				fixed.n_fixes == 1 ? "" : "es");
	}
	return status;
}
