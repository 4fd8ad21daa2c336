/*
 * --board-dir: the board file that belongs to a scenario, and the boards that scenarios share. A
 * folder of boards may be flat, board-xmls/<board>.xml, or have a folder for each board with its
 * scenarios in it, data/<board>/<board>.xml.
 */
#include <string.h>

#include "compile.h"
#include "files/boards.h"

/* A name from an input becomes part of a path: it must stay inside the folder. */
static bool is_safe_name(const char *name)
{
	return name != NULL && name[0] != '\0' && name[0] != '.' && strchr(name, '/') == NULL;
}

/* The folder of a file, as the file's name has it. */
static const char *folder_of(struct arena *arena, const char *file)
{
	const char *slash = strrchr(file, '/');
	char *folder;

	if (slash == NULL || slash == file)
		return slash == NULL ? "." : "/";
	folder = arena_strdup(arena, file);
	folder[slash - file] = '\0';
	return folder;
}

/* What is looked for, and where. */
struct board_search {
	struct arena *arena;
	const char *folder; /* --board-dir */
	const char *own;    /* the scenario's folder, or NULL if it is not below folder */
	const char *name;   /* of the board, or of the scenario's folder */
	bool is_named;      /* by the scenario */
	struct board_matches found;
};

static bool take_file(struct board_search *search, const char *folder)
{
	const char *path = arena_printf(search->arena, "%s/%s.xml", folder, search->name);

	if (!boards_is_file(path))
		return false;
	search->found.path = path;
	return true;
}

static bool find_in(struct board_search *search, const char *folder, const char *name, bool below)
{
	boards_find(search->arena, folder, name, below, &search->found);
	return search->found.path != NULL;
}

/* A scenario that names no board has that of its folder: the only one in it, or that of its name.
 */
static bool find_board(struct board_search *search)
{
	bool has_name = is_safe_name(search->name);
	const char *wanted = search->is_named ? search->name : NULL;

	if (search->is_named && take_file(search, search->folder))
		return true;
	if (search->own != NULL && has_name && !search->is_named && take_file(search, search->own))
		return true;
	if (search->own != NULL && find_in(search, search->own, wanted, false))
		return true;
	if (!has_name)
		return false;
	return take_file(search, search->folder) ||
	       take_file(search, arena_join(search->arena, search->folder, "/", search->name)) ||
	       find_in(search, search->folder, search->name, false) ||
	       find_in(search, search->folder, search->name, true);
}

static void report_no_board(
	struct context *ctx, const struct value *board, const struct board_search *search)
{
	if (search->found.other != NULL)
		diag_add(ctx->diags, DIAG_BRD030, board->loc,
			"both '%s' and '%s' can be the board of this scenario; give the right one with --board",
			search->found.path, search->found.other);
	else if (!search->is_named)
		diag_add(ctx->diags, DIAG_BRD030, board->loc,
			"the scenario names no board, and '%s' has none for its folder; add board=\"...\" to its root, or give the board file with --board",
			search->folder);
	else
		diag_add(ctx->diags, DIAG_BRD030, board->loc,
			"there is no file '%s/%s.xml' for board '%s' of this scenario, and no other with that board=\"...\"",
			search->folder, search->name, search->name);
}

static struct acrn_cfgc_input find_input(struct acrn_cfgc_result *result)
{
	const struct value *board = &result->config.board_name;
	const char *own = folder_of(&result->arena, result->scenario_source.name);
	const char *slash = strrchr(own, '/');
	struct board_search search = {
		.arena = &result->arena,
		.folder = result->request->board_dir,
		.is_named = !value_is_blank(board),
		.name = !value_is_blank(board) ? board->text
			: slash != NULL        ? slash + 1
					       : own,
	};

	/* The scenario could not be parsed: said already. */
	if (result->config.source == NULL)
		return (struct acrn_cfgc_input){0};
	if (search.is_named && !is_safe_name(search.name)) {
		diag_add(result->ctx.diags, DIAG_BRD030, board->loc,
			"the board attribute is no file name");
		return (struct acrn_cfgc_input){0};
	}
	if (boards_is_below(own, search.folder))
		search.own = own;
	if (!find_board(&search) || search.found.other != NULL) {
		report_no_board(&result->ctx, board, &search);
		return (struct acrn_cfgc_input){0};
	}
	return (struct acrn_cfgc_input){.name = search.found.path};
}

/* ---- boards that scenarios share --------------------------------------------------------- */

static bool is_same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* What was found in the board is a warning or an error for both, or for neither. */
static bool has_same_switches(
	const struct acrn_cfgc_request *request, const struct acrn_cfgc_request *lender)
{
	return request->warnings == lender->warnings && request->n_warnings == lender->n_warnings &&
	       request->no_warnings == lender->no_warnings;
}

/* Whether the scenarios name the same board, or none, and lie in one folder. */
static bool has_same_board(struct acrn_cfgc_result *result, const struct acrn_cfgc_result *lender)
{
	struct arena *arena = &result->arena;

	return lender->config.source != NULL && result->config.source != NULL &&
	       lender->request->board.name == NULL &&
	       is_same_text(lender->config.board_name.text, result->config.board_name.text) &&
	       is_same_text(folder_of(arena, lender->scenario_source.name),
		       folder_of(arena, result->scenario_source.name)) &&
	       is_same_text(lender->request->board_dir, result->request->board_dir);
}

const struct acrn_cfgc_result *compile_find_lender(
	const struct acrn_cfgc_request *request, const char *board)
{
	const struct acrn_cfgc_result *lender = request->board_of;

	while (lender != NULL &&
		!(lender->lends_board &&
			(lender->n_board_diags == 0 ||
				has_same_switches(request, lender->request)) &&
			(board == NULL || is_same_text(lender->board_source.name, board))))
		lender = lender->request->board_of;
	return lender;
}

static void borrow(struct acrn_cfgc_result *result, const struct acrn_cfgc_result *lender)
{
	result->board_source = lender->board_source;
	result->config.board = lender->config.board;
	for (size_t i = 0; i < lender->n_board_diags; i++)
		diag_add_again(&result->diags, lender->board_diags[i]);
}

/* The lender for a scenario whose board the folder has: *input is that board's file. */
static const struct acrn_cfgc_result *find_in_folder(
	struct acrn_cfgc_result *result, struct acrn_cfgc_input *input)
{
	const struct acrn_cfgc_result *lender = result->request->board_of;

	/* No file has to be looked for if a scenario in the same folder has done so. */
	while (lender != NULL && !(lender->lends_board && has_same_board(result, lender)))
		lender = lender->request->board_of;
	if (lender == NULL)
		*input = find_input(result);
	else
		*input = (struct acrn_cfgc_input){.name = lender->board_source.name};
	return input->name != NULL ? compile_find_lender(result->request, input->name) : NULL;
}

bool compile_take_board(struct acrn_cfgc_result *result, struct acrn_cfgc_input *input)
{
	const struct acrn_cfgc_request *request = result->request;
	const struct acrn_cfgc_result *lender = NULL;

	*input = request->board;
	if (request->board_dir == NULL)
		lender = compile_find_lender(request, NULL);
	else if (input->name == NULL)
		lender = find_in_folder(result, input);
	if (lender == NULL)
		return false;
	borrow(result, lender);
	return true;
}

void compile_lend_board(struct acrn_cfgc_result *result, size_t first)
{
	struct diag_list *diags = &result->diags;

	if (!result->request->lends_board || diags->failed || diags->count >= DIAG_MAX_KEPT)
		return;
	result->lends_board = true;
	result->n_board_diags = diags->count - first;
	result->board_diags =
		arena_array(&result->arena, result->n_board_diags, sizeof(*result->board_diags));
	for (size_t i = first; i < diags->count; i++)
		result->board_diags[i - first] = diags->items[i];
	/* Borrowers only read it, so build its line index now. */
	source_index(&result->arena, &result->board_source);
}
