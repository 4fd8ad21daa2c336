/* Listings from the tables of codes, targets and options. */
#include "cli/listing.h"

#include <stdio.h>
#include <string.h>

#include "embedded.h"
#include "cli/console.h"
#include "base/nearest.h"
#include "cli/options.h"

#define LINE_WIDTH 80u

/* ---- help -------------------------------------------------------------------------------- */

/* "-o, --output DIR", "    --check", "-Wno-NAME" */
static void format_option(const struct option_row *row, char text[64])
{
	if (row->name == NULL)
		(void)snprintf(
			text, 64, "-%c%s", row->letter, row->argument != NULL ? row->argument : "");
	else
		(void)snprintf(text, 64, "%s%.1s%s--%s%s%s", row->letter != '\0' ? "-" : "    ",
			&row->letter, row->letter != '\0' ? ", " : "", row->name,
			row->argument != NULL && strncmp(row->argument, "[=", 2) != 0 ? " " : "",
			row->argument != NULL ? row->argument : "");
}

void listing_help(void)
{
	const char *text = (const char *)embed_help_txt;
	const char *mark = strstr(text, "@options@\n");

	(void)fwrite(text, 1, (size_t)(mark - text), stdout);
	for (int group = 0; group < OPTION_GROUP_COUNT; group++) {
		(void)printf("%s%s:\n", group == 0 ? "" : "\n", option_groups[group]);
		for (size_t i = 0; i < n_option_rows; i++) {
			char option[64];

			if (option_rows[i].group != (enum option_group)group)
				continue;
			format_option(&option_rows[i], option);
			(void)printf("  %-28s %s\n", option, option_rows[i].help);
		}
	}
	(void)fputs(mark + strlen("@options@\n"), stdout);
}

static void print_field(const char *text)
{
	(void)printf("%s\t", text != NULL && text[0] != '\0' ? text : "-");
}

/* A line for each row: group, letter, name, argument, its choices, help; "-" for what is not. */
void listing_options(void)
{
	for (size_t i = 0; i < n_option_rows; i++) {
		const struct option_row *row = &option_rows[i];
		const struct option_word *word = row->words;
		char letter[2] = {row->letter, '\0'};

		print_field(option_groups[row->group]);
		print_field(letter);
		print_field(row->name);
		print_field(row->argument);
		if (word == NULL)
			(void)putchar('-');
		for (; word != NULL && word->name != NULL; word++)
			(void)printf("%s%s", word == row->words ? "" : ",", word->name);
		(void)printf("\t%s\n", row->help);
	}
}

void listing_version(void)
{
	(void)printf("acrn-cfgc %s\n", acrn_cfgc_version());
}

/* ---- codes and targets ------------------------------------------------------------------- */

/* An error with a star can be made a warning. */
static const char *severity_name(const struct acrn_cfgc_code *code)
{
	if (code->severity == ACRN_CFGC_WARNING)
		return "warning";
	return code->is_foreign ? "error*" : "error";
}

/* "all", "v2.2-v2.7", "v3.3" */
static void format_releases(const struct acrn_cfgc_code *code, char text[20])
{
	struct acrn_cfgc_target first;
	struct acrn_cfgc_target last;

	(void)acrn_cfgc_target(0, &first);
	(void)acrn_cfgc_target(acrn_cfgc_target_count() - 1, &last);
	if (strcmp(code->first_release, first.name) == 0 &&
		strcmp(code->last_release, last.name) == 0)
		(void)snprintf(text, 20, "all");
	else if (strcmp(code->first_release, code->last_release) == 0)
		(void)snprintf(text, 20, "%s", code->first_release);
	else
		(void)snprintf(text, 20, "%s-%s", code->first_release, code->last_release);
}

void listing_codes(void)
{
	struct acrn_cfgc_code code;
	size_t width = 0;

	for (size_t i = 0; acrn_cfgc_code(i, &code); i++)
		width = strlen(code.name) > width ? strlen(code.name) : width;
	for (size_t i = 0; acrn_cfgc_code(i, &code); i++) {
		char releases[20];

		format_releases(&code, releases);
		(void)printf("%s  %-*s  %-7s  %-9s  %s\n", code.code, (int)width, code.name,
			severity_name(&code), releases, code.title);
	}
}

void listing_targets(void)
{
	struct acrn_cfgc_target target;

	for (size_t i = 0; acrn_cfgc_target(i, &target); i++)
		(void)printf("%s  %s\n", target.name, target.profile);
}

/* "label     words words", broken between words. */
static void print_wrapped(const char *label, const char *text)
{
	size_t column = (size_t)printf("%-8s", label);

	while (*text != '\0') {
		size_t length = strcspn(text, " ");

		if (column + 1 + length > LINE_WIDTH && column > 8)
			column = (size_t)printf("\n%-8s", "") - 1;
		column += (size_t)printf(" %.*s", (int)length, text);
		text += length;
		text += strspn(text, " ");
	}
	(void)putchar('\n');
}

/* Line by line as it is. */
static void print_example(const char *label, const char *text)
{
	size_t length = strcspn(text, "\n");

	(void)printf("%-8s %.*s\n", label, (int)length, text);
	while (text[length] == '\n') {
		text += length + 1;
		length = strcspn(text, "\n");
		(void)printf("%-8s %.*s\n", "", (int)length, text);
	}
}

static enum acrn_cfgc_status explain_nothing(const char *name)
{
	struct acrn_cfgc_code code;
	struct nearest nearest;

	nearest_begin(&nearest, name);
	for (size_t i = 0; acrn_cfgc_code(i, &code); i++) {
		nearest_offer(&nearest, code.code);
		nearest_offer(&nearest, code.name);
	}
	if (nearest.best != NULL)
		return console_usage(
			"there is no code '%.100s'; the nearest is '%s'", name, nearest.best);
	return console_usage("there is no code '%.100s'; --list-codes has them", name);
}

/* Where a section of the table of codes is. */
static const char *document_of(const char *section)
{
	if (strcmp(section, "files") == 0 || strcmp(section, "stylesheets") == 0)
		return "output-files.md";
	return strcmp(section, "launch") == 0 ? "launch-and-guest.md" : "input-format.md";
}

enum acrn_cfgc_status listing_explain(const char *name)
{
	struct acrn_cfgc_code code;
	char releases[20];

	if (!acrn_cfgc_code_find(name, &code))
		return explain_nothing(name);
	format_releases(&code, releases);
	(void)printf("%s %s (%s)\n\n", code.code, code.name, severity_name(&code));
	print_wrapped("what", code.title);
	print_wrapped("rule", code.rule);
	print_wrapped("why", code.why);
	print_example("wrong", code.wrong);
	print_example("right", code.right);
	print_wrapped("source", code.source);
	(void)printf("releases %s\n", releases);
	if (code.severity == ACRN_CFGC_WARNING)
		(void)printf("switch   -Wno-%s turns it off, -Werror=%s makes it an error\n",
			code.name, code.name);
	if (code.is_foreign)
		(void)printf("switch   -Wno-error=%s makes it a warning\n", code.name);
	(void)printf("more     docs/diagnostics.md; section '%s' of docs/%s\n", code.section,
		document_of(code.section));
	return ACRN_CFGC_OK;
}
