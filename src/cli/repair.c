/* The repaired scenario is printed, or takes the place of the file at one moment. */
#include "cli/repair.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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

enum acrn_cfgc_status cli_repair(struct acrn_cfgc_report *report, struct acrn_cfgc_result *result,
	const char *scenario, bool show_diff, size_t *n_fixes)
{
	struct acrn_cfgc_fixed fixed;
	enum acrn_cfgc_status status = ACRN_CFGC_OK;

	*n_fixes = 0;
	if (!acrn_cfgc_fixed(result, &fixed))
		return ACRN_CFGC_OK;
	/* A stream that fails is seen when it is closed. */
	if (show_diff)
		(void)fwrite(fixed.diff, 1, fixed.diff_size, stdout);
	else if (strcmp(scenario, "-") == 0)
		(void)fwrite(fixed.text, 1, fixed.size, stdout);
	else if (fixed.n_fixes != 0) {
		status = write_file(report, scenario, &fixed);
		*n_fixes = status == ACRN_CFGC_OK ? fixed.n_fixes : 0;
	}
	return status;
}
