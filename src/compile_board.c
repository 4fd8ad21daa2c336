/* --board-dir: the board file that belongs to a scenario, by the scenario's board attribute. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "compile.h"

/* A name from an input becomes part of a path: it must stay inside the folder. */
static bool safe_name(const char *name)
{
	return name[0] != '\0' && name[0] != '.' && strchr(name, '/') == NULL;
}

struct acrn_cfgc_input compile_find_board(
	struct context *ctx, const struct config *config, const char *folder)
{
	const struct value *board = &config->board_name;
	struct acrn_cfgc_input none = {0};

	/* The scenario could not be parsed: said already. */
	if (config->source == NULL)
		return none;
	if (board->text == NULL || !safe_name(board->text)) {
		diag_add(ctx->diags, DIAG_BRD030, board->loc,
			board->text == NULL
				? "the scenario names no board; add board=\"...\" to its root, or give the board file with --board"
				: "the board attribute is no file name");
		return none;
	}

	const char *path = arena_printf(ctx->arena, "%s/%s.xml", folder, board->text);

	if (access(path, R_OK) != 0 && errno == ENOENT) {
		diag_add(ctx->diags, DIAG_BRD030, board->loc,
			"there is no file '%s' for board '%s' of this scenario", path, board->text);
		return none;
	}
	return (struct acrn_cfgc_input){.name = path};
}
