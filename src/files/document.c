/* A document outside the output folder: make rules, a report, diagnostics. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/private.h"

/*
 * The new text is complete beside the old file before it takes its place, with the rights that the
 * old one has. NULL, or what failed.
 */
static const char *replace_file(const struct output_document *document, const char *temporary)
{
	const char *failed = NULL;
	struct stat old;
	int fd = temporary_open(AT_FDCWD, temporary, 0666);

	if (fd < 0)
		return "create";
	/* Some file systems have no rights to keep. */
	if (lstat(document->path, &old) == 0)
		(void)fchmod(fd, old.st_mode & 0777);
	if (!temporary_fill(fd, document->bytes, document->size))
		failed = "write";
	else if (rename(temporary, document->path) != 0)
		failed = "create";
	if (failed != NULL)
		temporary_remove(AT_FDCWD, temporary);
	output_close(fd);
	return failed;
}

static const char *write_to(const struct output_document *document)
{
	int fd = open(document->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd < 0)
		return "create";
	if (output_write_all(fd, document->bytes, document->size))
		return close(fd) == 0 ? NULL : "write";
	output_close(fd);
	return "write";
}

void output_document(struct context *ctx, const struct output_document *document)
{
	const char *temporary = arena_join(ctx->arena, document->path, OUTPUT_NEW, "");
	struct folder_path folder = {.cut = arena_strdup(ctx->arena, document->path)};
	char *slash = strrchr(folder.cut, '/');
	struct stat status;
	bool is_plain = lstat(document->path, &status) != 0 || S_ISREG(status.st_mode);
	const char *failed = NULL;

	if (slash != NULL && slash != folder.cut && document->makes_folder) {
		*slash = '\0';
		if (!folder_make(&folder))
			failed = "create";
	}
	if (failed == NULL)
		failed = is_plain ? replace_file(document, temporary) : write_to(document);
	if (failed == NULL)
		return;

	int error = errno;

	folder_remove_made(AT_FDCWD, &folder);
	diag_add_file(ctx->diags, DIAG_OUT002, document->path, "cannot %s '%s': %s", failed,
		document->path, strerror(error));
}
