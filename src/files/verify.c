/* Whether the output folder holds exactly what would be written. Changes nothing. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "files/private.h"

struct finding {
	struct place place;
	const struct output_file *file;         /* NULL: there should be no such file */
	const struct output_obsolete *obsolete; /* NULL: file */
	enum state state;
	size_t line;
	int error;
};

static void examine(struct finding *finding, int folder)
{
	struct place *place = &finding->place;

	if (!place_open(place, folder, false))
		finding->state = errno == ENOENT ? FILE_MISSING : FILE_UNREADABLE;
	else if (finding->file != NULL)
		finding->state = place_compare(place, finding->file, &finding->line);
	else
		finding->state =
			place_is_generated(place, finding->obsolete) ? FILE_DIFFERS : FILE_MISSING;
	finding->error = errno;
	place_close(place);
}

static void report_obsolete(struct context *ctx, const struct finding *finding)
{
	const char *shown = finding->place.shown;

	if (finding->state == FILE_DIFFERS)
		diag_add_file(ctx->diags, DIAG_OUT004, shown,
			"'%s' was generated for another scenario, board or target; it would be removed",
			shown);
}

static void report(struct context *ctx, const struct finding *finding)
{
	const char *shown = finding->place.shown;

	switch (finding->state) {
	case FILE_SAME: break;
	case FILE_MISSING:
		diag_add_file(ctx->diags, DIAG_OUT004, shown, "'%s' is missing", shown);
		break;
	case FILE_DIFFERS:
		diag_add_file(ctx->diags, DIAG_OUT004, shown,
			"'%s' is not what would be written; the first difference is in line %zu",
			shown, finding->line);
		break;
	case FILE_NOT_REGULAR:
		diag_add_file(ctx->diags, DIAG_OUT004, shown, "'%s' is not a regular file", shown);
		break;
	case FILE_UNREADABLE:
		diag_add_file(ctx->diags, DIAG_OUT001, shown, "cannot read '%s': %s", shown,
			strerror(finding->error));
		break;
	}
}

static struct finding *list_findings(
	struct context *ctx, const struct output_list *outputs, const char *folder)
{
	size_t count = outputs->count + outputs->n_obsolete;
	struct finding *findings = arena_array(ctx->arena, count, sizeof(*findings));

	for (size_t i = 0; i < count; i++) {
		bool wanted = i < outputs->count;

		findings[i].file = wanted ? &outputs->files[i] : NULL;
		findings[i].obsolete = wanted ? NULL : &outputs->obsolete[i - outputs->count];
		findings[i].state = FILE_MISSING;
		place_init(ctx, &findings[i].place, folder,
			wanted ? findings[i].file->path : findings[i].obsolete->path);
	}
	return findings;
}

void output_verify(struct context *ctx, const struct output_list *outputs, const char *folder)
{
	struct finding *findings = list_findings(ctx, outputs, folder);
	size_t count = outputs->count + outputs->n_obsolete;
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 && errno != ENOENT) {
		diag_add_file(ctx->diags, DIAG_OUT001, folder, "cannot read folder '%s': %s",
			folder, strerror(errno));
		return;
	}
	/* Everything is looked at and closed before anything is reported: see place_init(). */
	for (size_t i = 0; i < count && fd >= 0; i++)
		examine(&findings[i], fd);
	if (fd >= 0)
		(void)close(fd);
	for (size_t i = 0; i < count; i++) {
		if (findings[i].file != NULL)
			report(ctx, &findings[i]);
		else
			report_obsolete(ctx, &findings[i]);
	}
}
