/*
 * The new text is written beside the old and then takes its place. The temporary always has the
 * same name, and a lock: so the next run takes over what a killed one left behind, and two at the
 * same time go one after the other.
 */
#include "files/document.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENDING ".acrn-cfgc-tmp"
#define MAX_ATTEMPTS 100

struct document {
	const char *path;
	const char *text;
	size_t size;
	const char **step;
};

static bool write_all(int fd, const struct document *document)
{
	const char *text = document->text;
	size_t size = document->size;

	while (size != 0) {
		ssize_t written = write(fd, text, size);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		text += written;
		size -= (size_t)written;
	}
	return true;
}

/* What went wrong is known already. */
static void close_quietly(int fd)
{
	int error = errno;

	(void)close(fd);
	errno = error;
}

static void remove_quietly(const char *name)
{
	int error = errno;

	(void)unlink(name);
	errno = error;
}

/* Nobody else's file by a second name; and not a file that has found its place meanwhile. */
static bool is_own(int fd, const char *name, bool *moved)
{
	struct stat status;
	struct stat there;

	*moved = false;
	if (fstat(fd, &status) != 0)
		return false;
	*moved = lstat(name, &there) != 0 || there.st_dev != status.st_dev ||
		 there.st_ino != status.st_ino;
	errno = EEXIST;
	return !*moved && S_ISREG(status.st_mode) && status.st_nlink == 1;
}

static int open_temporary(const char *name)
{
	bool moved = true;

	for (int attempt = 0; moved && attempt < MAX_ATTEMPTS; attempt++) {
		int fd = open(name, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);

		if (fd < 0)
			return -1;
		/* Where locks are not supported it goes on without. */
		while (flock(fd, LOCK_EX) != 0 && errno == EINTR)
			continue;
		if (is_own(fd, name, &moved)) {
			if (ftruncate(fd, 0) == 0)
				return fd;
			remove_quietly(name);
		}
		close_quietly(fd);
	}
	return -1;
}

/* Under the lock, so that nobody takes the temporary over before it is in its place. */
static bool fill_and_move(int fd, const char *name, const struct document *document)
{
	*document->step = "write";
	if (!write_all(fd, document) || fsync(fd) != 0)
		return false;
	*document->step = "create";
	return rename(name, document->path) == 0;
}

static bool replace(const struct document *document)
{
	size_t length = strlen(document->path) + sizeof(ENDING);
	char *name = malloc(length);
	bool good = false;

	*document->step = "create";
	if (name == NULL)
		return false;
	(void)snprintf(name, length, "%s" ENDING, document->path);

	int fd = open_temporary(name);

	if (fd >= 0) {
		good = fill_and_move(fd, name, document);
		if (!good)
			remove_quietly(name);
		/* It is on the disk: what close() could say would be too late. */
		close_quietly(fd);
	}
	free(name);
	return good;
}

static bool write_to(const struct document *document)
{
	int fd = open(document->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	*document->step = "create";
	if (fd < 0)
		return false;
	*document->step = "write";
	if (write_all(fd, document))
		return close(fd) == 0;
	close_quietly(fd);
	return false;
}

bool document_write(const char *path, const char *text, size_t size, const char **step)
{
	const struct document document = {path, text, size, step};
	struct stat status;
	bool is_plain = lstat(path, &status) != 0 || S_ISREG(status.st_mode);

	return is_plain ? replace(&document) : write_to(&document);
}
