/* Which of its lines the program says, and when. */
#include "cli/say.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/console.h"

/* Whether people read standard error, and want to. */
static bool for_people(const struct options *options)
{
	return options->format == ACRN_CFGC_TEXT && !options->quiet;
}

void say_inputs(const struct options *options, const char *scenario)
{
	if (!options->verbose)
		return;
	for (size_t i = 0; i < options->n_launches; i++)
		console_say("reading '%s'", options->launches[i].script.name);
	if (scenario == NULL)
		return;
	if (options->board != NULL)
		console_say("reading '%s' for board '%s'", scenario, options->board);
	else if (options->board_dir != NULL)
		console_say("reading '%s' for a board in '%s'", scenario, options->board_dir);
	else
		console_say("reading '%s' without a board", scenario);
}

/* Without a word, a file that is no scenario would seem to be checked. */
static void say_skipped(
	const struct options *options, const struct acrn_cfgc_result *result, const char *scenario)
{
	const char *kind = acrn_cfgc_skipped(result);

	if (kind != NULL && (options->verbose || options->n_scenarios == 1) && for_people(options))
		console_say("'%s' is a %s and was not checked", scenario, kind);
}

static void say_files(const struct options *options, const struct acrn_cfgc_result *result)
{
	struct acrn_cfgc_file file;

	if (!options->verbose || options->command != COMMAND_COMPILE ||
		acrn_cfgc_status(result) != ACRN_CFGC_OK)
		return;
	for (size_t i = 0; acrn_cfgc_file(result, i, &file); i++)
		console_say("%s '%s/%s', %zu bytes", options->verify ? "as expected:" : "made",
			options->output, file.path, file.size);
}

void say_result(
	const struct options *options, const struct acrn_cfgc_result *result, const char *scenario)
{
	const char *notes = acrn_cfgc_notes(result);

	say_skipped(options, result, scenario);
	say_files(options, result);
	/* Where a verdict or tables were asked for; of several scenarios it is said once. */
	if (notes != NULL && options->n_scenarios == 1 && options->n_launches == 0 &&
		for_people(options) &&
		(options->command == COMMAND_COMPILE || options_asks_verdict(options)))
		console_note(notes);
	/* A green verdict says little without what was looked at. */
	if (options->verbose && options->command == COMMAND_CHECK)
		console_note(acrn_cfgc_applied_rules(result));
}

void say_common_note(const struct options *options)
{
	if (options_asks_verdict(options) && options->target == NULL)
		console_note(
			"acrn-cfgc: note: each was laid out for the default release of its form; --target chooses another\n");
}

void say_way_to_report(const struct options *options, enum acrn_cfgc_status status)
{
	if (options->command == COMMAND_COMPILE && status == ACRN_CFGC_INPUT_ERRORS &&
		(options->emit & ACRN_CFGC_REPORT) != 0 && !options->verify &&
		options->report == NULL && for_people(options))
		console_say(
			"nothing was written to '%s'; --report FILE.html shows what was refused",
			options->output);
}

/* ---- times ------------------------------------------------------------------------------- */

void say_times_add(struct say_times *times, const struct acrn_cfgc_result *result)
{
	struct acrn_cfgc_pass_time pass;

	for (size_t i = 0; i < SAY_MAX_PASSES && acrn_cfgc_pass_time(result, i, &pass); i++) {
		times->passes[i].name = pass.name;
		times->passes[i].nanoseconds += pass.nanoseconds;
		times->n_passes = i + 1;
	}
}

static void show_row(const char *name, uint64_t nanoseconds, uint64_t total)
{
	double share = total == 0 ? 0 : 100.0 * (double)nanoseconds / (double)total;

	(void)fprintf(stderr, "%-8s %10" PRIu64 " %6.1f\n", name, nanoseconds / 1000, share);
}

void say_times(const struct say_times *times)
{
	uint64_t total = 0;

	for (size_t i = 0; i < times->n_passes; i++)
		total += times->passes[i].nanoseconds;
	(void)fprintf(stderr, "%-8s %10s %6s\n", "pass", "us", "%");
	for (size_t i = 0; i < times->n_passes; i++) {
		if (times->passes[i].nanoseconds != 0)
			show_row(times->passes[i].name, times->passes[i].nanoseconds, total);
	}
	show_row("total", total, total);
}
