/*
 * Every allocation of a compilation fails once: the compiler's, libxml2's, libxslt's and
 * jansson's. Each time the status is 3, or the result is what it is without a failure, and not one
 * block stays behind.
 *
 * usage: fault-library SCENARIO BOARD FOLDER; FAULT_STRIDE=N in the environment: only every N-th
 */
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "acrn_cfgc.h"
#include "alloc.h"

#define NOT_REACHED 4 /* exit status of a process in which all allocations went well */

struct outcome {
	enum acrn_cfgc_status status;
	size_t n_files;
	size_t n_diagnostics;
	size_t report_size;
	unsigned long sum; /* over the bytes of all files */
};

static unsigned long injected;
static unsigned long complaints;

static void complain(const char *what, unsigned long k, const char *why)
{
	if (complaints++ < 20)
		(void)fprintf(stderr, "%s, allocation %lu: %s\n", what, k, why);
}

static enum acrn_cfgc_status report(
	const struct acrn_cfgc_result *result, enum acrn_cfgc_format format, size_t *size)
{
	struct acrn_cfgc_report_options options = {.format = format};
	struct acrn_cfgc_report *made = acrn_cfgc_report_new(&options);
	enum acrn_cfgc_status status = ACRN_CFGC_ENVIRONMENT;
	const char *text;

	*size = 0;
	if (made == NULL)
		return status;
	status = acrn_cfgc_report_add(made, result);
	if (status == ACRN_CFGC_OK)
		status = acrn_cfgc_report_text(made, true, &text, size);
	acrn_cfgc_report_free(made);
	return status;
}

static unsigned long sum_of_files(const struct acrn_cfgc_result *result)
{
	struct acrn_cfgc_file file;
	unsigned long sum = 0;

	for (size_t i = 0; acrn_cfgc_file(result, i, &file); i++) {
		for (size_t k = 0; k < file.size; k++)
			sum = sum * 31 + (unsigned char)file.data[k];
	}
	return sum;
}

static struct outcome run(const struct acrn_cfgc_request *request, const char *folder)
{
	struct outcome outcome = {0};
	struct acrn_cfgc_result *result;
	enum acrn_cfgc_format format;

	outcome.status = request->migrate_to != NULL ? acrn_cfgc_migrate(request, &result)
						     : acrn_cfgc_compile(request, &result);
	if (result == NULL)
		return outcome;
	if (outcome.status == ACRN_CFGC_OK)
		outcome.status = acrn_cfgc_write(result, folder);
	if (outcome.status == ACRN_CFGC_OK)
		outcome.status = acrn_cfgc_verify(result, folder);
	outcome.n_files = acrn_cfgc_file_count(result);
	outcome.sum = sum_of_files(result);
	outcome.n_diagnostics = acrn_cfgc_diagnostic_count(result);
	/* SARIF names every rule: one input is enough for its thousands of allocations. */
	for (format = ACRN_CFGC_TEXT;
		format <= (outcome.status == ACRN_CFGC_OK ? ACRN_CFGC_JSON : ACRN_CFGC_SARIF);
		format++) {
		enum acrn_cfgc_status status = report(result, format, &outcome.report_size);

		if (status > outcome.status)
			outcome.status = status;
	}
	acrn_cfgc_free(result);
	return outcome;
}

static void judge(
	const char *what, unsigned long k, const struct outcome *outcome, const struct outcome *due)
{
	if (outcome->status == ACRN_CFGC_ENVIRONMENT)
		return;
	if (outcome->status != due->status)
		complain(what, k, "the status is neither 3 nor what it should be");
	else if (memcmp(outcome, due, sizeof(*due)) != 0)
		complain(what, k, "the result is another one, and nobody says so");
}

/* The first use of libxml2 in a process allocates what stays: each failure in a process of its own.
 */
static void fail_first_use(const char *what, const struct acrn_cfgc_request *request,
	const char *folder, unsigned long stride)
{
	int status = 0;

	for (unsigned long k = 1; !WIFEXITED(status) || WEXITSTATUS(status) != NOT_REACHED;
		k += stride) {
		pid_t child = fork();

		if (child == 0) {
			alloc_fail_at(k);

			struct outcome outcome = run(request, folder);

			_exit(outcome.status == ACRN_CFGC_ENVIRONMENT ? 3
				: alloc_has_failed()                  ? (int)outcome.status
								      : NOT_REACHED);
		}
		injected++;
		if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
			complain(what, k, "crashed");
		else if (WEXITSTATUS(status) != 3 && WEXITSTATUS(status) != 0 &&
			 WEXITSTATUS(status) != NOT_REACHED)
			complain(what, k, "the status is neither 3 nor 0");
	}
}

/* fail: alloc_fail_at() or alloc_fail_from(). */
static void fail_every(const char *what, const struct acrn_cfgc_request *request,
	const char *folder, unsigned long stride, void (*fail)(unsigned long))
{
	struct outcome due = run(request, folder);

	/* Once more: some buffers stay for the next time. */
	due = run(request, folder);

	long before = alloc_live();

	for (unsigned long k = 1;; k += stride) {
		fail(k);

		struct outcome outcome = run(request, folder);
		int reached = alloc_has_failed();

		alloc_fail_at(0);
		if (!reached)
			break;
		injected++;
		judge(what, k, &outcome, &due);
		/* Fewer are possible: libxml2 keeps the words of its last error. */
		if (alloc_live() > before)
			complain(what, k, "blocks stay behind");
		if (alloc_live() > before)
			before = alloc_live();
	}
}

/* Every stride-th allocation, 1 leaves none out: alone, and with all that follow it. */
static void fail_each(const char *what, const struct acrn_cfgc_request *request, const char *folder,
	unsigned long stride)
{
	unsigned long before = injected;

	fail_every(what, request, folder, stride, alloc_fail_at);
	fail_every(what, request, folder, stride, alloc_fail_from);
	(void)printf("%s: %lu allocations failed\n", what, injected - before);
}

int main(int argc, char **argv)
{
	if (argc != 4)
		return 2;

	struct acrn_cfgc_request request = {
		.scenario = {.name = argv[1]},
		.board = {.name = argv[2]},
		.emit = ACRN_CFGC_ALL_GROUPS,
	};
	struct acrn_cfgc_request tables = request;
	struct acrn_cfgc_request wrong_board = request;
	struct acrn_cfgc_request migration = request;
	const char *stride = getenv("FAULT_STRIDE");
	unsigned long thin = stride != NULL ? strtoul(stride, NULL, 10) : 1;

	/* A board in the place of the scenario is refused, with several messages. */
	wrong_board.scenario.name = argv[2];
	wrong_board.board.name = argv[1];
	migration.migrate_to = "v3.3";
	tables.emit = ACRN_CFGC_TABLES | ACRN_CFGC_CONFIG;
	fail_first_use("first use", &request, argv[3], thin);
	fail_each("tables", &tables, argv[3], (thin + 12) / 13);
	fail_each("compiled", &request, argv[3], thin);
	fail_each("refused", &wrong_board, argv[3], thin);
	fail_each("migrated", &migration, argv[3], thin);
	(void)printf("%lu allocations failed, %lu complaints\n", injected, complaints);
	return complaints != 0 || injected < 200;
}
