/* Reading an input file, or standard input, whole. Only POSIX calls; nothing is kept open. */
#include "files/read.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

#define FIRST_SIZE ((size_t)64 * 1024)

static bool same_file_state(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static const char *too_large(struct arena *arena)
{
	return arena_printf(arena, "it is larger than %zu MiB", (size_t)(SOURCE_MAX_SIZE / MIB));
}

/* Reads until the end of the file; what is wrong with it in words, or NULL. */
static const char *read_all(struct arena *arena, int fd, size_t expected, struct source *source)
{
	/* The byte too many is where the end is seen. Files of /proc say that they are empty. */
	struct text text;

	text_init(&text, arena);
	text_reserve(&text, expected != 0 ? expected : FIRST_SIZE);
	/* One byte more than allowed is enough to know. */
	while (text.length <= SOURCE_MAX_SIZE) {
		if (text.length == text.capacity)
			text_reserve(&text, 1);

		ssize_t got = read(fd, text.bytes + text.length, text.capacity - text.length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return strerror(errno);
		if (got == 0) {
			source->bytes = text.bytes;
			source->size = text.length;
			return NULL;
		}
		text.length += (size_t)got;
	}
	return too_large(arena);
}

static const char *read_open_file(struct arena *arena, int fd, struct source *source)
{
	struct stat before;
	struct stat after;
	const char *mistake;

	if (fstat(fd, &before) != 0)
		return strerror(errno);
	if (!S_ISREG(before.st_mode))
		return read_all(arena, fd, 0, source);
	if (before.st_size < 0 || (uintmax_t)before.st_size > SOURCE_MAX_SIZE)
		return too_large(arena);
	mistake = read_all(arena, fd, (size_t)before.st_size, source);
	if (mistake != NULL)
		return mistake;
	if (fstat(fd, &after) != 0)
		return strerror(errno);
	/* Half of an old file and half of a new one may well be a valid file. */
	return same_file_state(&before, &after)
		       ? NULL
		       : "it changed while it was read; run again when it is complete";
}

static const char *read_named(struct arena *arena, const char *name, struct source *source)
{
	const int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return strerror(errno);

	const char *mistake = read_open_file(arena, fd, source);

	(void)close(fd);
	return mistake;
}

bool input_read(struct context *ctx, const char *name, struct source *source)
{
	bool standard_input = strcmp(name, "-") == 0;
	const char *mistake;

	*source = (struct source){
		.name = standard_input ? "<stdin>" : arena_strdup(ctx->arena, name)};
	mistake = standard_input ? read_open_file(ctx->arena, STDIN_FILENO, source)
				 : read_named(ctx->arena, name, source);
	if (mistake != NULL)
		diag_add_file(ctx->diags, DIAG_OUT001, source->name, "cannot read '%s': %s",
			source->name, mistake);
	return mistake == NULL;
}
