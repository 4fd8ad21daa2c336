/*
 * The command line tool: options, then the library, then what it found, then the exit status.
 * Everything it knows of a compilation comes through acrn_cfgc.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "acrn_cfgc.h"
#include "cli/answers.h"
#include "cli/console.h"
#include "cli/listing.h"
#include "cli/options.h"
#include "cli/say.h"

/* A request lives as long as its result. */
struct job {
	struct acrn_cfgc_request request;
	struct acrn_cfgc_result *result;
	struct job *next;
};

/* One run over one or many scenarios. */
struct run {
	struct options *options;
	struct acrn_cfgc_report_options report_options;
	struct acrn_cfgc_report *report;
	FILE *diagnostics; /* standard error, or memory until the file can be written whole */
	char *text;        /* in memory, when it is closed */
	size_t size;
	/* The diagnostics file as it was written with the outputs; no path: it was not. */
	struct acrn_cfgc_document written;
	struct acrn_cfgc_report *expected; /* has its text */
	struct job *lenders;               /* of boards that others borrow; the last one first */
	enum acrn_cfgc_status status;      /* the worst so far */
	size_t n_bad;                      /* scenarios with errors */
	size_t n_skipped;                  /* files that are no scenarios */
	struct say_times times;
};

static void worsen(struct run *run, enum acrn_cfgc_status status)
{
	if (status > run->status)
		run->status = status;
}

static bool wants_color(const struct options *options)
{
	const char *no_color = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");

	if (options->color != COLOR_AUTO)
		return options->color == COLOR_ALWAYS;
	return options->diagnostics_file == NULL && (no_color == NULL || no_color[0] == '\0') &&
	       (terminal == NULL || strcmp(terminal, "dumb") != 0) && isatty(STDERR_FILENO);
}

/* Hands on what the report has to say so far. */
static void show_report(struct run *run, bool last)
{
	const char *text;
	size_t size;

	(void)acrn_cfgc_report_text(run->report, last, &text, &size);
	(void)fwrite(text, 1, size, run->diagnostics);
}

/* ---- the end ----------------------------------------------------------------------------- */

/* "300 files checked, 4 with errors: 5 errors, 2 warnings"; a fault of a shared board is one. */
static void show_summary(struct run *run)
{
	FILE *out = run->diagnostics;
	size_t n_checked = run->options->n_scenarios - run->n_skipped;
	size_t n_errors;
	size_t n_warnings;

	acrn_cfgc_report_counts(run->report, &n_errors, &n_warnings);
	(void)fprintf(out, "%zu file%s checked, ", n_checked, n_checked == 1 ? "" : "s");
	if (run->n_bad == 0)
		(void)fprintf(out, "none with errors");
	else
		(void)fprintf(out, "%zu with errors: %zu error%s", run->n_bad, n_errors,
			n_errors == 1 ? "" : "s");
	if (n_warnings != 0)
		(void)fprintf(out, "%s %zu warning%s", run->n_bad == 0 ? ":" : ",", n_warnings,
			n_warnings == 1 ? "" : "s");
	if (run->n_skipped != 0)
		(void)fprintf(out, "; skipped: %zu that %s no scenario%s", run->n_skipped,
			run->n_skipped == 1 ? "is" : "are", run->n_skipped == 1 ? "" : "s");
	(void)fputc('\n', out);
}

/* What cannot be written goes to standard error, in the same form, with the reason as the last. */
static void write_diagnostics(struct run *run)
{
	const struct acrn_cfgc_document document = {
		run->options->diagnostics_file, run->text, run->size};
	const char *text;
	size_t size;

	if (run->written.path != NULL && run->written.size == document.size &&
		memcmp(run->written.data, document.data, document.size) == 0)
		return;
	if (acrn_cfgc_report_write(run->report, &document) == ACRN_CFGC_OK)
		return;
	worsen(run, ACRN_CFGC_ENVIRONMENT);
	if (run->options->format != ACRN_CFGC_SARIF)
		(void)fwrite(document.data, 1, document.size, stderr);
	if (acrn_cfgc_report_text(run->report, true, &text, &size) == ACRN_CFGC_OK)
		(void)fwrite(text, 1, size, stderr);
}

/* Standard output first, because its failure is one more diagnostic. */
static void close_output(struct run *run)
{
	const char *failure = console_close_output(&run->options->arena);

	if (failure == NULL)
		return;
	worsen(run, ACRN_CFGC_ENVIRONMENT);
	(void)acrn_cfgc_report_failure(run->report, NULL, failure);
}

/* After the last scenario: what is said once. */
static void conclude(struct run *run)
{
	const struct options *options = run->options;
	bool makes_sense = run->status != ACRN_CFGC_USAGE;

	close_output(run);
	if (makes_sense) {
		show_report(run, true);
		say_way_to_report(options, run->status);
		if (options->n_scenarios > 1 && options->command != COMMAND_DIFF &&
			options->format == ACRN_CFGC_TEXT && !options->quiet) {
			say_common_note(options);
			show_summary(run);
		}
		if (options->time_passes)
			say_times(&run->times);
	}
	if (run->diagnostics != stderr) {
		if (ferror(run->diagnostics) != 0 || fclose(run->diagnostics) != 0)
			memory_exhausted();
		if (makes_sense)
			write_diagnostics(run);
	}
	worsen(run, console_flush_errors());
}

/* ---- files ------------------------------------------------------------------------------- */

static bool is_standard_output(const char *path)
{
	return strcmp(path, "-") == 0;
}

/* A usage error if two names lead to the same file. Without documents the writer sees it. */
static void check_names(const struct run *run, struct acrn_cfgc_result *result)
{
	const struct options *options = run->options;
	bool writes = options->command == COMMAND_COMPILE && !options->verify;
	const char *documents[3];
	size_t count = 0;

	if (options->depfile != NULL)
		documents[count++] = options->depfile;
	if (options->report != NULL && !is_standard_output(options->report))
		documents[count++] = options->report;
	if (options->diagnostics_file != NULL)
		documents[count++] = options->diagnostics_file;
	if (count != 0)
		(void)acrn_cfgc_check_names(
			result, writes ? options->output : NULL, documents, count);
}

/*
 * What the diagnostics file holds if all goes well. It is written with the outputs, so that one
 * inside DIR that cannot be written leaves DIR as it was. A device or a pipe cannot be written
 * twice, should there be more to say in the end.
 */
static bool expect_diagnostics(
	struct run *run, const struct acrn_cfgc_result *result, struct acrn_cfgc_document *document)
{
	const char *path = run->options->diagnostics_file;
	struct stat status;

	if (path == NULL ||
		(stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)))
		return false;
	run->expected = acrn_cfgc_report_new(&run->report_options);
	document->path = path;
	return acrn_cfgc_report_add(run->expected, result) == ACRN_CFGC_OK &&
	       acrn_cfgc_report_text(run->expected, true, &document->data, &document->size) ==
		       ACRN_CFGC_OK;
}

/* The outputs, with the report if it is a file. */
static void write_outputs(
	struct run *run, struct acrn_cfgc_result *result, const struct acrn_cfgc_document *report)
{
	const struct options *options = run->options;
	struct acrn_cfgc_document documents[2];
	size_t count = 0;

	if (report != NULL)
		documents[count++] = *report;

	bool expected = expect_diagnostics(run, result, &documents[count]);

	if (acrn_cfgc_write_with(result, options->output, options->depfile, documents,
		    count + expected) == ACRN_CFGC_OK &&
		expected)
		run->written = documents[count];
}

/* All files but the diagnostics, which may yet have to say that one of these failed. */
static void write_files(struct run *run, struct acrn_cfgc_result *result, const char *scenario,
	const struct acrn_cfgc_document *report)
{
	const struct options *options = run->options;

	if (options->command == COMMAND_COMPILE && !options->verify &&
		acrn_cfgc_status(result) == ACRN_CFGC_OK) {
		write_outputs(run, result, report);
		return;
	}
	if (report != NULL)
		worsen(run, acrn_cfgc_report_write(run->report, report));
	if (options->command == COMMAND_FIX)
		worsen(run, answer_fixed(options, run->report, result, scenario));
	if (options->command == COMMAND_COMPILE && options->verify)
		(void)acrn_cfgc_verify(result, options->output);
}

/* ---- one scenario ------------------------------------------------------------------------ */

/* What was asked for on standard output; a stream that fails is seen at the end. */
static void print_answers(
	struct run *run, struct acrn_cfgc_result *result, const struct acrn_cfgc_document *report)
{
	const struct options *options = run->options;

	if (report != NULL)
		(void)fwrite(report->data, 1, report->size, stdout);
	if (options->command == COMMAND_MIGRATE)
		answer_migrated(result);
	if (options->command == COMMAND_EXPLAIN_LAYOUT)
		worsen(run, answer_layout(result, options->explained));
	answer_launches(options, result);
}

/* Makes the report of --report; it is written later. False: it cannot be made, and the diagnostics
   say why. */
static bool make_report(
	struct run *run, struct acrn_cfgc_result *result, struct acrn_cfgc_document *report)
{
	const char *path = run->options->report;
	struct acrn_cfgc_file file;

	if (path == NULL || acrn_cfgc_status(result) > ACRN_CFGC_INPUT_ERRORS)
		return true;

	/* The option has been checked: it ends in the form. */
	const char *ending = is_standard_output(path) ? ".txt" : strrchr(path, '.');
	const char *name = arena_printf(&run->options->arena, "layout%s", ending);

	if (acrn_cfgc_layout_report(result, name, &file) != ACRN_CFGC_OK) {
		worsen(run, ACRN_CFGC_ENVIRONMENT);
		return false;
	}
	*report = (struct acrn_cfgc_document){path, file.data, file.size};
	return true;
}

/* The request makes no sense, for every scenario. */
static bool is_refused(struct run *run, const struct acrn_cfgc_result *result)
{
	const char *mistake = acrn_cfgc_usage_error(result);

	if (mistake != NULL)
		worsen(run, console_usage("%s", mistake));
	return mistake != NULL;
}

/* False: going on to the next scenario makes no sense. */
static bool finish_result(struct run *run, struct acrn_cfgc_result *result, const char *scenario)
{
	struct acrn_cfgc_document report = {.path = NULL};

	if (acrn_cfgc_usage_error(result) == NULL)
		check_names(run, result);
	if (is_refused(run, result))
		return false;

	bool made = make_report(run, result, &report);
	bool printed = report.path != NULL && is_standard_output(report.path);

	if (made)
		write_files(
			run, result, scenario, report.path != NULL && !printed ? &report : NULL);
	if (is_refused(run, result))
		return false;
	(void)acrn_cfgc_report_add(run->report, result);
	show_report(run, false);
	print_answers(run, result, printed ? &report : NULL);
	worsen(run, acrn_cfgc_status(result));
	run->n_bad += acrn_cfgc_status(result) != ACRN_CFGC_OK;
	run->n_skipped += acrn_cfgc_skipped(result) != NULL;
	say_times_add(&run->times, result);
	say_result(run->options, result, scenario);
	return true;
}

static bool compile_scenario(struct run *run, const char *scenario, struct job *job)
{
	const struct options *options = run->options;

	job->request = (struct acrn_cfgc_request){
		.scenario = {.name = scenario},
		.board = {.name = options->board},
		.board_dir = options->board_dir,
		.lends_board = options->n_scenarios > 1,
		.board_of = run->lenders != NULL ? run->lenders->result : NULL,
		.target = options->target,
		.emit = options->emit,
		.release = (enum acrn_cfgc_release)options->release,
		.warnings = options->warnings,
		.n_warnings = options->n_warnings,
		.no_warnings = options->no_warnings,
		.migrate_to = options->migrate_to,
		.allow_loss = options->allow_loss,
		.stylesheets = options->stylesheets,
		.n_stylesheets = options->n_stylesheets,
		.launches = options->launches,
		.n_launches = options->n_launches,
		.time_passes = options->time_passes,
	};
	say_inputs(options, scenario);
	if (options->command == COMMAND_MIGRATE)
		(void)acrn_cfgc_migrate(&job->request, &job->result);
	else if (options->command == COMMAND_FIX)
		(void)acrn_cfgc_fix(&job->request, &job->result);
	else
		(void)acrn_cfgc_compile(&job->request, &job->result);
	return finish_result(run, job->result, scenario);
}

/* Each is freed as soon as it is reported, unless its board is lent, so there may be any number. */
static bool run_one(struct run *run, const char *scenario)
{
	struct job *job = arena_alloc(&run->options->arena, sizeof(*job));
	bool go_on = compile_scenario(run, scenario, job);

	if (go_on && acrn_cfgc_lends_board(job->result)) {
		job->next = run->lenders;
		run->lenders = job;
	} else {
		acrn_cfgc_free(job->result);
	}
	return go_on;
}

static void run_each(struct run *run)
{
	const struct options *options = run->options;
	bool go_on = true;

	if (options->n_scenarios == 0)
		(void)run_one(run, NULL);
	for (size_t i = 0; go_on && i < options->n_scenarios; i++)
		go_on = run_one(run, options->scenarios[i]);
	for (struct job *job = run->lenders; job != NULL; job = job->next)
		acrn_cfgc_free(job->result);
}

/* Both are judged before anything is compared. */
static void run_diff(struct run *run)
{
	const struct options *options = run->options;
	struct job before = {.result = NULL};
	struct job after = {.result = NULL};

	if (compile_scenario(run, options->scenarios[0], &before) &&
		compile_scenario(run, options->scenarios[1], &after) && run->status == ACRN_CFGC_OK)
		worsen(run, answer_diff(before.result, after.result,
				    (enum acrn_cfgc_format)options->print_format));
	acrn_cfgc_free(after.result);
	acrn_cfgc_free(before.result);
}

/* ---- all scenarios ----------------------------------------------------------------------- */

static enum acrn_cfgc_status run_all(struct options *options)
{
	struct run run = {
		.options = options,
		.report_options =
			{
				.format = (enum acrn_cfgc_format)options->format,
				.color = wants_color(options),
				/* The line of one file says too little about many. */
				.quiet = options->quiet || options->n_scenarios > 1,
				.max_errors = options->max_errors,
				/* -v: as much of each file as if it were the only one. */
				.brief = options_asks_verdict(options) &&
					 options->n_scenarios > 1 && !options->verbose,
			},
		.diagnostics = stderr,
	};

	run.report = acrn_cfgc_report_new(&run.report_options);
	if (options->diagnostics_file != NULL)
		run.diagnostics = open_memstream(&run.text, &run.size);
	if (run.diagnostics == NULL)
		memory_exhausted();
	if (options->command == COMMAND_DIFF)
		run_diff(&run);
	else
		run_each(&run);
	conclude(&run);
	free(run.text);
	acrn_cfgc_report_free(run.expected);
	acrn_cfgc_report_free(run.report);
	return run.status;
}

static enum acrn_cfgc_status run_command(struct options *options)
{
	switch (options->command) {
	case COMMAND_COMPILE:
	case COMMAND_CHECK:
	case COMMAND_FIX:
	case COMMAND_EXPLAIN_LAYOUT:
	case COMMAND_DIFF:
	case COMMAND_MIGRATE: return run_all(options);
	case COMMAND_EXPLAIN:
		return console_finish(&options->arena, listing_explain(options->explained));
	case COMMAND_LIST_CODES: listing_codes(); break;
	case COMMAND_LIST_TARGETS: listing_targets(); break;
	case COMMAND_LIST_OPTIONS: listing_options(); break;
	case COMMAND_HELP: listing_help(); break;
	case COMMAND_VERSION: listing_version(); break;
	}
	return console_finish(&options->arena, ACRN_CFGC_OK);
}

/* Every scenario needs about the same memory; without this the heap shrinks and grows for each. */
static void keep_heap(void)
{
#ifdef __GLIBC__
	(void)mallopt(M_TRIM_THRESHOLD, 16 * 1024 * 1024);
#endif
}

int main(int argc, char **argv)
{
	struct options options;
	enum acrn_cfgc_status status;

	keep_heap();
	console_start();
	if (options_parse(argc, argv, &options))
		status = run_command(&options);
	else
		status = console_finish(&options.arena, console_usage("%s", options.error));
	arena_release(&options.arena);
	return (int)status;
}
