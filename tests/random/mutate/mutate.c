/*
 * Changes one thing of an input at a time, for every thing that there is, and compiles the result
 * in this process. What must hold is in README.md.
 *
 *   mutate scenario SCENARIO [BOARD]          every element of the scenario
 *   mutate board SCENARIO BOARD               every element of the board
 *   mutate lines SCENARIO BOARD               every line of the board's text sections
 *   mutate launch SCRIPT [SCENARIO]           every line of the launch script
 *
 * Exit status 1 if something does not hold; each failure names the mutation, and MUTATE_KEEP=FOLDER
 * keeps the mutated file there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mutate.h"

#define MAX_FAILURES 20
#define EVERYTHING ((unsigned)ACRN_CFGC_ALL_GROUPS & ~(unsigned)ACRN_CFGC_REPORT)

struct outcome {
	enum acrn_cfgc_status status;
	struct piece tables; /* paths and bytes of all files; freed by the caller */
};

/* What is compiled, and what the input was compiled to as it is. */
struct run {
	struct input scenario;
	struct input board;
	struct input script;
	struct input *mutated; /* the one of them that is changed */
	/* The result that has read the board, so that it is read once; NULL where it is changed. */
	struct acrn_cfgc_result *lender;
	unsigned emit;
	struct outcome original;
	const char *mutation; /* for messages */
	size_t line;
	size_t n_mutations;
	size_t n_accepted;
	size_t n_failures;
};

/* For the handlers of sanitizers, which have no other way to say what was compiled. */
static const struct run *current;

static void print_current(void)
{
	if (current != NULL)
		(void)fprintf(stderr, "while compiling %s with line %zu %s\n",
			current->mutated->name, current->line, current->mutation);
}

/* Called by the address and undefined behaviour sanitizers before they end the program. */
void __asan_on_error(void);
void __asan_on_error(void)
{
	print_current();
}

void __ubsan_on_report(void);
void __ubsan_on_report(void)
{
	print_current();
}

static void keep(const struct run *run, struct piece bytes)
{
	const char *folder = getenv("MUTATE_KEEP");
	char path[4096];
	FILE *file;

	if (folder == NULL)
		return;
	(void)snprintf(path, sizeof(path), "%s/%s-%zu-%zu", folder, base_name(run->mutated->name),
		run->line, run->n_mutations);
	file = fopen(path, "wb");
	if (file == NULL)
		return;
	(void)fwrite(bytes.bytes, 1, bytes.size, file);
	(void)fclose(file);
}

static void fail(struct run *run, struct piece bytes, const char *what, const char *detail)
{
	run->n_failures++;
	if (run->n_failures > MAX_FAILURES)
		return;
	(void)printf("FAILED %s, line %zu %s: %s%s%s\n", run->mutated->name, run->line,
		run->mutation, what, detail[0] != '\0' ? ": " : "", detail);
	keep(run, bytes);
}

/* The bytes of all files, to be compared with those of another compilation. */
static struct piece join_files(const struct acrn_cfgc_result *result)
{
	struct buffer buffer = {0};
	struct acrn_cfgc_file file;

	for (size_t i = 0; acrn_cfgc_file(result, i, &file); i++) {
		buffer_add(&buffer, (struct piece){file.path, strlen(file.path) + 1});
		buffer_add(&buffer, (struct piece){file.data, file.size + 1});
	}
	return (struct piece){buffer.bytes, buffer.size};
}

static const char *first_error_without_place(const struct acrn_cfgc_result *result)
{
	struct acrn_cfgc_diagnostic diagnostic;

	for (size_t i = 0; acrn_cfgc_diagnostic(result, i, &diagnostic); i++) {
		if (diagnostic.severity == ACRN_CFGC_ERROR &&
			(diagnostic.place.file == NULL || diagnostic.place.line == 0 ||
				diagnostic.place.column == 0))
			return diagnostic.message;
	}
	return NULL;
}

static struct acrn_cfgc_input input_of(
	const struct run *run, const struct input *input, struct piece bytes)
{
	if (input->name == NULL)
		return (struct acrn_cfgc_input){NULL, NULL, 0};
	if (input != run->mutated)
		bytes = input->bytes;
	return (struct acrn_cfgc_input){input->name, bytes.bytes, bytes.size};
}

/* Compiles with bytes in place of the input that is changed. */
static enum acrn_cfgc_status compile_bytes(
	const struct run *run, struct piece bytes, struct acrn_cfgc_result **result)
{
	struct acrn_cfgc_launch launch = {.script = input_of(run, &run->script, bytes)};
	struct acrn_cfgc_request request = {
		.scenario = input_of(run, &run->scenario, bytes),
		.board = input_of(run, &run->board, bytes),
		.lends_board = run->lender == NULL && run->mutated == &run->scenario,
		.board_of = run->lender,
		.emit = run->board.name != NULL ? run->emit : 0,
		.launches = &launch,
		.n_launches = run->script.name != NULL,
	};

	return acrn_cfgc_compile(&request, result);
}

/* Compiles the input as it is for the whole configuration, which not every input has. */
static bool has_configuration(struct run *run)
{
	struct acrn_cfgc_result *result;
	bool accepted;

	run->emit = ACRN_CFGC_HYPERVISOR;
	accepted = compile_bytes(run, run->mutated->bytes, &result) == ACRN_CFGC_OK;
	if (run->board.name != NULL && run->mutated == &run->scenario)
		run->lender = result;
	else
		acrn_cfgc_free(result);
	return accepted;
}

/* Compiles, and says what does not hold of any input. */
static struct outcome compile(struct run *run, struct piece bytes)
{
	struct acrn_cfgc_result *result;
	struct outcome outcome = {.status = compile_bytes(run, bytes, &result)};
	const char *homeless = first_error_without_place(result);

	if (outcome.status != ACRN_CFGC_OK && outcome.status != ACRN_CFGC_INPUT_ERRORS)
		fail(run, bytes, "another status than 0 and 1", "");
	if (outcome.status != ACRN_CFGC_OK && acrn_cfgc_file_count(result) != 0)
		fail(run, bytes, "refused, and files are made all the same", "");
	if (homeless != NULL)
		fail(run, bytes, "an error without a place", homeless);
	outcome.tables = join_files(result);
	acrn_cfgc_free(result);
	return outcome;
}

/* ---- one mutation ------------------------------------------------------------------------ */

static bool same(struct piece a, struct piece b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.bytes, b.bytes, a.size) == 0);
}

/* changes: whether the mutation may change what is compiled without an error. */
static void try(struct run *run, struct buffer *mutated, size_t offset, const char *mutation,
	bool may_change)
{
	struct piece bytes = {mutated->bytes, mutated->size};
	struct outcome outcome;

	run->mutation = mutation;
	run->line = line_of(run->mutated->bytes, offset);
	run->n_mutations++;
	outcome = compile(run, bytes);
	run->n_accepted += outcome.status == ACRN_CFGC_OK;
	if (!may_change && outcome.status == ACRN_CFGC_OK && run->original.status == ACRN_CFGC_OK &&
		!same(outcome.tables, run->original.tables))
		fail(run, bytes, "accepted, with other tables", "");
	free_piece(outcome.tables);
	mutated->size = 0;
}

static void add(struct run *run, struct buffer *buffer, size_t from, size_t to)
{
	buffer_add(buffer, (struct piece){run->mutated->bytes.bytes + from, to - from});
}

/* ---- elements ---------------------------------------------------------------------------- */

/* Children up to k are in one element, those after it in a second one with the same start tag. */
static void split(struct run *run, struct buffer *buffer, const struct element *element, size_t cut)
{
	add(run, buffer, 0, cut);
	add(run, buffer, element->close, element->end);
	add(run, buffer, element->start, element->open_end);
	add(run, buffer, cut, run->mutated->bytes.size);
	try(run, buffer, element->start, "split in two", false);
}

static void split_everywhere(
	struct run *run, struct buffer *buffer, const struct tree *tree, size_t index)
{
	const struct element *element = &tree->elements[index];
	size_t n = element->n_children;
	size_t k = 0;

	if (n < 2 || element->parent == NO_ELEMENT)
		return;
	for (size_t i = index + 1; i < tree->count && tree->elements[i].start < element->end; i++) {
		if (tree->elements[i].parent != index)
			continue;
		k++;
		/* After the first child, in the middle, and before the last. */
		if (k == 1 || k == n / 2 || k == n - 1)
			split(run, buffer, element, tree->elements[i].end);
	}
}

static void mutate_element(
	struct run *run, struct buffer *buffer, const struct tree *tree, size_t index)
{
	const struct element *element = &tree->elements[index];
	size_t size = run->mutated->bytes.size;

	add(run, buffer, 0, element->start);
	add(run, buffer, element->end, size);
	try(run, buffer, element->start, "deleted", true);

	add(run, buffer, 0, element->open_end);
	add(run, buffer, element->close, size);
	try(run, buffer, element->start, "emptied", true);

	add(run, buffer, 0, element->end);
	add(run, buffer, element->start, size);
	try(run, buffer, element->start, "doubled", true);

	if (element->parent != NO_ELEMENT) {
		size_t end = tree->elements[element->parent].close;

		add(run, buffer, 0, element->start);
		add(run, buffer, element->end, end);
		add(run, buffer, element->start, element->end);
		add(run, buffer, end, size);
		try(run, buffer, element->start, "moved to the end", true);
	}
	split_everywhere(run, buffer, tree, index);
}

static void mutate_elements(struct run *run)
{
	struct tree tree = tree_of(run->mutated->bytes);
	struct buffer buffer = {0};

	for (size_t i = 0; i < tree.count; i++)
		mutate_element(run, &buffer, &tree, i);
	free(buffer.bytes);
	free(tree.elements);
}

/* ---- lines ------------------------------------------------------------------------------- */

static size_t line_end(struct piece bytes, size_t from, size_t end)
{
	const char *found = memchr(bytes.bytes + from, '\n', end - from);

	return found == NULL ? end : (size_t)(found - bytes.bytes) + 1;
}

static void mutate_line(
	struct run *run, struct buffer *buffer, size_t start, size_t end, size_t last, bool board)
{
	size_t size = run->mutated->bytes.size;
	size_t next_end = line_end(run->mutated->bytes, end, last);

	add(run, buffer, 0, start);
	add(run, buffer, end, size);
	try(run, buffer, start, "deleted", true);

	add(run, buffer, 0, end);
	add(run, buffer, start, size);
	try(run, buffer, start, "doubled", !board);

	add(run, buffer, 0, start + (end - start) / 2);
	add(run, buffer, end - (end > start + 1), size);
	try(run, buffer, start, "cut in the middle", true);

	add(run, buffer, 0, start);
	add(run, buffer, end, next_end);
	add(run, buffer, start, end);
	add(run, buffer, next_end, size);
	try(run, buffer, start, "swapped with the next", true);
}

/* The lines of [start, end); of a board the first ends the start tag and the last begins the end.
 */
static void mutate_lines(struct run *run, size_t start, size_t end, bool board)
{
	struct buffer buffer = {0};

	while (start < end) {
		size_t next = line_end(run->mutated->bytes, start, end);

		mutate_line(run, &buffer, start, next, end, board);
		start = next;
	}
	free(buffer.bytes);
}

/* The sections are the elements of the root that have lines and no elements. */
static void mutate_board_lines(struct run *run)
{
	struct tree tree = tree_of(run->mutated->bytes);

	for (size_t i = 0; i < tree.count; i++) {
		const struct element *element = &tree.elements[i];
		size_t first = line_end(run->mutated->bytes, element->open_end, element->close);

		if (element->parent == 0 && element->n_children == 0)
			mutate_lines(run, first, element->close, true);
	}
	free(tree.elements);
}

/* ---- the program ------------------------------------------------------------------------- */

static void mutate(struct run *run, const char *kind)
{
	run->mutation = "as it is";
	/* Not the reports, which take longest. */
	run->emit = EVERYTHING | (has_configuration(run) ? ACRN_CFGC_HYPERVISOR : 0);
	run->original = compile(run, run->mutated->bytes);
	if (strcmp(kind, "lines") == 0)
		mutate_board_lines(run);
	else if (strcmp(kind, "launch") == 0)
		mutate_lines(run, 0, run->mutated->bytes.size, false);
	else
		mutate_elements(run);
	free_piece(run->original.tables);
	acrn_cfgc_free(run->lender);
}

int main(int argc, char **argv)
{
	struct run run = {.mutated = NULL};
	const char *kind = argc > 1 ? argv[1] : "";
	bool launch = strcmp(kind, "launch") == 0;

	if (argc < 3 || argc > 4) {
		(void)fprintf(stderr, "usage: mutate scenario|board|lines|launch FILE...\n");
		return 2;
	}
	if (launch) {
		run.script = read_input(argv[2]);
		run.scenario = read_input(argv[3]);
		run.mutated = &run.script;
	} else {
		run.scenario = read_input(argv[2]);
		run.board = read_input(argv[3]);
		run.mutated = strcmp(kind, "scenario") == 0 ? &run.scenario : &run.board;
	}
	current = &run;
	mutate(&run, kind);
	(void)printf("%s %s: %zu mutations, %zu accepted, %zu failures\n", kind, run.mutated->name,
		run.n_mutations, run.n_accepted, run.n_failures);
	free_piece(run.scenario.bytes);
	free_piece(run.board.bytes);
	free_piece(run.script.bytes);
	return run.n_failures != 0;
}
