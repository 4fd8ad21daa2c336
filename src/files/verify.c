/* Whether the output folder holds exactly what would be written. Changes nothing. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/each.h"
#include "files/private.h"

static void verify_file(
	struct context *ctx, struct place *place, int folder, const struct output_file *file)
{
	const char *shown = place->shown;
	size_t line = 0;
	enum state state = FILE_MISSING;

	if (place_open(place, folder, false))
		state = place_compare(place, file, &line);
	else if (folder >= 0 && errno != ENOENT)
		state = FILE_UNREADABLE;
	switch (state) {
	case FILE_SAME: break;
	case FILE_MISSING:
		diag_add_file(ctx->diags, DIAG_OUT004, shown, "'%s' is missing", shown);
		break;
	case FILE_DIFFERS:
		diag_add_file(ctx->diags, DIAG_OUT004, shown,
			"'%s' is not what would be written; the first difference is in line %zu",
			shown, line);
		break;
	case FILE_NOT_REGULAR:
		diag_add_file(ctx->diags, DIAG_OUT004, shown, "'%s' is not a regular file", shown);
		break;
	case FILE_UNREADABLE:
		diag_add_file(ctx->diags, DIAG_OUT001, shown, "cannot read '%s': %s", shown,
			strerror(errno));
		break;
	}
	place_close(place);
}

static void verify_obsolete(struct context *ctx, struct place *place, int folder,
	const struct output_obsolete *obsolete)
{
	if (place_open(place, folder, false) && place_is_generated(place, obsolete))
		diag_add_file(ctx->diags, DIAG_OUT004, place->shown,
			"'%s' was generated for another scenario, board or target; it would be removed",
			place->shown);
	place_close(place);
}

void output_verify(struct context *ctx, const struct output_list *outputs, const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct place place;

	if (fd < 0 && errno != ENOENT) {
		diag_add_file(ctx->diags, DIAG_OUT001, folder, "cannot read folder '%s': %s",
			folder, strerror(errno));
		return;
	}
	for (size_t i = 0; i < outputs->count; i++) {
		place_init(ctx, &place, folder, outputs->files[i].path);
		verify_file(ctx, &place, fd, &outputs->files[i]);
	}
	EACH (const struct output_obsolete, obsolete, outputs, obsolete) {
		place_init(ctx, &place, folder, obsolete->path);
		verify_obsolete(ctx, &place, fd, obsolete);
	}
	if (fd >= 0)
		(void)close(fd);
}
