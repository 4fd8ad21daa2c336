/* The temporary file that later takes the place of an output or a document. */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/private.h"

void output_close(int fd)
{
	int error = errno;

	(void)close(fd);
	errno = error;
}

void temporary_remove(int folder, const char *name)
{
	int error = errno;

	/* Twice, in case a signal interrupts the first call. */
	if (unlinkat(folder, name, 0) != 0 && errno != ENOENT)
		(void)unlinkat(folder, name, 0);
	errno = error;
}

bool output_lock(int fd, int folder, const char *name, int flags)
{
	struct stat locked;
	struct stat there;

	while (flock(fd, LOCK_EX) != 0 && errno == EINTR)
		continue;
	return fstat(fd, &locked) == 0 && fstatat(folder, name, &there, flags) == 0 &&
	       there.st_dev == locked.st_dev && there.st_ino == locked.st_ino;
}

int temporary_open(int folder, const char *name, mode_t mode)
{
	const int flags = O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
	struct stat status;

	for (int attempt = 0; attempt < OUTPUT_MAX_ATTEMPTS; attempt++) {
		int fd = openat(folder, name, flags, mode);

		if (fd < 0)
			return -1;
		if (output_lock(fd, folder, name, AT_SYMLINK_NOFOLLOW)) {
			if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
				status.st_size == 0 && status.st_nlink == 1)
				return fd;
			/* Left by a run that was killed. */
			temporary_remove(folder, name);
		}
		(void)close(fd);
	}
	errno = EEXIST;
	return -1;
}

bool output_write_all(int fd, const char *bytes, size_t size)
{
	while (size != 0) {
		ssize_t written = write(fd, bytes, size);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		bytes += written;
		size -= (size_t)written;
	}
	return true;
}

bool temporary_fill(int fd, const char *bytes, size_t size)
{
	if (!output_write_all(fd, bytes, size))
		return false;

	/* Some file systems report a full disk only when a descriptor is closed. */
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);

	return copy >= 0 && close(copy) == 0;
}
