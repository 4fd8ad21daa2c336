/*
 * Every allocation of a compilation fails once: the compiler's, libxml2's, libxslt's and
 * jansson's. Each time the status is 3, or the result is what it is without a failure, and not one
 * block stays behind.
 *
 * A process is forked where the failure is to be, so the work before it is not done again for each.
 *
 * usage: fault-library SCENARIO BOARD FAULTY-SCENARIO ITS-BOARD FOLDER [CASE]
 * FAULT_STRIDE=N in the environment: of the large cases only every N-th
 */
#include <libxml/xmlerror.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "acrn_cfgc.h"
#include "alloc.h"

/* Who has given up asks for little more; but a stylesheet is read to its end, from the reserve. */
#define MAX_AFTERWARDS 30000

struct outcome {
	enum acrn_cfgc_status status;
	size_t n_files;
	size_t n_diagnostics;
	size_t report_size;
	unsigned long sum; /* over the bytes of all files */
};

/* All processes have it in common. */
struct shared {
	const char *what;
	struct outcome due;
	long live; /* blocks that are there before and after; -1: not known */
	bool with_sarif;
	unsigned long injected;
	unsigned long refused; /* of these: ended with status 3 */
	unsigned long complaints;
};

static struct shared *shared;
static const char *only; /* NULL: all cases */

static void complain(unsigned long k, const char *why)
{
	if (shared->complaints++ < 20)
		(void)fprintf(stderr, "%s, allocation %lu: %s\n", shared->what, k, why);
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
	enum acrn_cfgc_format last;

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
	last = shared->with_sarif && outcome.status == ACRN_CFGC_INPUT_ERRORS ? ACRN_CFGC_SARIF
									      : ACRN_CFGC_JSON;
	for (format = ACRN_CFGC_TEXT; format <= last; format++) {
		enum acrn_cfgc_status status = report(result, format, &outcome.report_size);

		if (status > outcome.status)
			outcome.status = status;
	}
	acrn_cfgc_free(result);
	/* It has more or less words, depending on which of several errors was the last. */
	xmlResetLastError();
	return outcome;
}

/* ---- one failure after the other --------------------------------------------------------- */

/* How the process of one failure ends. */
enum verdict { SAME_RESULT, REFUSED, WRONG_STATUS, WRONG_RESULT, BLOCKS_STAY, GOES_ON };

static void note_end(unsigned long k, int status)
{
	shared->injected++;
	if (!WIFEXITED(status)) {
		complain(k, WTERMSIG(status) == SIGALRM ? "it hangs" : "it crashes");
		return;
	}
	shared->refused += WEXITSTATUS(status) == REFUSED;
	switch ((enum verdict)WEXITSTATUS(status)) {
	case SAME_RESULT:
	case REFUSED: break;
	case WRONG_STATUS: complain(k, "the status is neither 3 nor what it should be"); break;
	case WRONG_RESULT: complain(k, "the result is another one, and nobody says so"); break;
	case BLOCKS_STAY: complain(k, "blocks stay behind"); break;
	case GOES_ON: complain(k, "it goes on for long, as if there were memory"); break;
	default: complain(k, "it exits by itself"); break;
	}
}

static enum verdict judge(const struct outcome *outcome)
{
	if (shared->live >= 0 && alloc_live() > shared->live)
		return BLOCKS_STAY;
	if (outcome->status == ACRN_CFGC_ENVIRONMENT)
		return alloc_count_since_failure() > MAX_AFTERWARDS ? GOES_ON : REFUSED;
	if (outcome->status != shared->due.status)
		return WRONG_STATUS;
	return memcmp(outcome, &shared->due, sizeof(shared->due)) == 0 ? SAME_RESULT : WRONG_RESULT;
}

static void fail_every(const struct acrn_cfgc_request *request, const char *folder,
	unsigned long stride, bool lasting)
{
	alloc_try_each(stride, lasting, note_end);

	struct outcome outcome = run(request, folder);

	if (alloc_is_trial()) {
		alloc_end_failures();
		_exit((int)judge(&outcome));
	}
	alloc_try_each(0, false, NULL);
	if (judge(&outcome) != SAME_RESULT)
		complain(0, "without a failure the result is another one");
}

/* In a process of its own, so that this one stays without a past. */
static void apart(void (*what)(const struct acrn_cfgc_request *, const char *, unsigned long),
	const struct acrn_cfgc_request *request, const char *folder, unsigned long stride)
{
	pid_t child = fork();
	int status = -1;

	if (child == 0) {
		what(request, folder, stride);
		_exit(0);
	}
	if (waitpid(child, &status, 0) != child || status != 0)
		complain(0, "it crashes without a failure");
}

/* The folder is full afterwards, so that whatever follows writes nothing. */
static void learn_due(
	const struct acrn_cfgc_request *request, const char *folder, unsigned long unused)
{
	(void)unused;
	(void)run(request, folder);
	shared->due = run(request, folder);
}

static void fail_first_use(
	const struct acrn_cfgc_request *request, const char *folder, unsigned long stride)
{
	shared->live = -1;
	fail_every(request, folder, stride, false);
}

static void fail_later_use(
	const struct acrn_cfgc_request *request, const char *folder, unsigned long stride)
{
	/* Twice: some buffers stay for the next time. */
	(void)run(request, folder);
	(void)run(request, folder);
	shared->live = alloc_live();
	fail_every(request, folder, stride, false);
	fail_every(request, folder, stride, true);
}

/*
 * Every stride-th allocation, 1 leaves none out. The first use of libxml2 in a process allocates
 * what stays; later each failure is tried alone, and with the failure of all that follow it.
 */
static void fail_each(const char *what, const struct acrn_cfgc_request *request, const char *folder,
	unsigned long stride)
{
	if (only != NULL && strcmp(only, what) != 0)
		return;

	unsigned long injected = shared->injected;
	unsigned long refused = shared->refused;

	shared->what = what;
	apart(learn_due, request, folder, stride);
	apart(fail_later_use, request, folder, stride);
	apart(fail_first_use, request, folder, stride);
	injected = shared->injected - injected;
	refused = shared->refused - refused;
	(void)printf("%s: %lu allocations failed, %lu refused with status 3, %lu without effect\n",
		what, injected, refused, injected - refused);
	(void)fflush(stdout);
}

static unsigned long stride_of_environment(void)
{
	const char *stride = getenv("FAULT_STRIDE");

	return stride != NULL ? strtoul(stride, NULL, 10) : 1;
}

int main(int argc, char **argv)
{
	if (argc < 6 || argc > 7)
		return 2;
	only = argv[6];

	const char *folder = argv[5];
	unsigned long stride = stride_of_environment();
	struct acrn_cfgc_request request = {
		.scenario = {.name = argv[1]},
		.board = {.name = argv[2]},
		.emit = ACRN_CFGC_ALL_GROUPS,
	};
	struct acrn_cfgc_request tables = request;
	struct acrn_cfgc_request wrong_board = request;
	struct acrn_cfgc_request migration = request;
	struct acrn_cfgc_request faulty = request;

	shared = mmap(
		NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return 2;
	faulty.scenario.name = argv[3];
	faulty.board.name = argv[4];
	/* A board in the place of the scenario is refused, with several messages. */
	wrong_board.scenario.name = argv[2];
	wrong_board.board.name = argv[1];
	migration.migrate_to = "v3.3";
	tables.emit = ACRN_CFGC_TABLES | ACRN_CFGC_CONFIG;
	/* Small enough for all of their allocations. */
	fail_each("tables", &tables, folder, 1);
	fail_each("faulty", &faulty, folder, 1);
	shared->with_sarif = true;
	fail_each("refused", &wrong_board, folder, stride);
	fail_each("migrated", &migration, folder, stride);
	fail_each("compiled", &request, folder, stride);
	(void)printf(
		"%lu allocations failed, %lu complaints\n", shared->injected, shared->complaints);
	return shared->complaints != 0 || shared->injected < 200;
}
