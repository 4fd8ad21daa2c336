/*
 * Several files cannot be renamed at one moment, but a folder can change places with another. So
 * before the first file is replaced, a copy of the folder in which everything is done already
 * takes the folder's name; when the last file is in its place, the folder takes its name back.
 * Whoever looks, and whatever kills us, the name leads to all of the old files or all of the new.
 *
 * The copy lies beside the folder and consists of links, so nothing is written twice, and the
 * folder stays the one it was: a shell in it, or a mount of it, notices nothing.
 *
 * It is an extra. Where it cannot be had (no right to write beside the folder, a mount point, a
 * file system without links or exchange, a folder with very much else in it) the files are
 * replaced one by one without it.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "files/private.h"

/* A folder for outputs holds some dozens; who keeps a source tree in it does without the cover. */
#define MAX_ENTRIES 1000u
#define MAX_DEPTH 8u

#ifndef RENAME_EXCHANGE
#define RENAME_NOREPLACE (1u << 0)
#define RENAME_EXCHANGE (1u << 1)
#endif

static bool rename_with(int from, const char *old, int to, const char *new, unsigned flags)
{
#ifdef SYS_renameat2
	return syscall(SYS_renameat2, from, old, to, new, flags) == 0;
#else
	(void)from, (void)old, (void)to, (void)new, (void)flags;
	errno = ENOSYS;
	return false;
#endif
}

static int open_below(int folder, const char *name)
{
	return openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* The entries of a folder; NULL: errno says why. To be closed with closedir(). */
static DIR *list_folder(int folder)
{
	int fd = open_below(folder, ".");
	DIR *entries = fd >= 0 ? fdopendir(fd) : NULL;

	if (entries == NULL && fd >= 0) {
		int error = errno;

		(void)close(fd);
		errno = error;
	}
	return entries;
}

/* The next entry that is neither "." nor ".."; NULL at the end. */
static const char *next_entry(DIR *entries)
{
	const struct dirent *entry;

	do
		entry = readdir(entries);
	while (entry != NULL &&
		(strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0));
	return entry != NULL ? entry->d_name : NULL;
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

bool output_is_at(int folder, const char *path)
{
	struct stat open_status;
	struct stat path_status;

	return fstat(folder, &open_status) == 0 && stat(path, &path_status) == 0 &&
	       is_same_file(&open_status, &path_status);
}

/* ---- removing a copy --------------------------------------------------------------------- */

/*
 * What somebody put into the copy while it had the folder's name lies nowhere else: it moves to
 * the heir, if there is one. All other files are links to the folder's.
 */
static void discard_file(int from, int heir, const char *name)
{
	struct stat status;

	if (heir >= 0 && fstatat(from, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		status.st_nlink == 1 && rename_with(from, name, heir, name, RENAME_NOREPLACE))
		return;
	(void)unlinkat(from, name, 0);
}

static void discard_entries(int from, int heir, unsigned depth)
{
	DIR *entries = depth == 0 ? NULL : list_folder(from);
	const char *name;

	if (entries == NULL)
		return;
	while ((name = next_entry(entries)) != NULL) {
		int below = open_below(from, name);

		if (below < 0) {
			discard_file(from, heir, name);
			continue;
		}

		int beside = heir >= 0 ? open_below(heir, name) : -1;

		discard_entries(below, beside, depth - 1);
		(void)close(below);
		if (beside >= 0)
			(void)close(beside);
		(void)unlinkat(from, name, AT_REMOVEDIR);
	}
	(void)closedir(entries);
}

/* Twice: nothing of a copy should stay because one call was interrupted. */
static void discard_twin(const struct cover *cover, int heir)
{
	for (int attempt = 0; attempt < 2; attempt++) {
		int twin = open_below(cover->parent, cover->twin_name);

		if (twin < 0 && errno == ENOENT)
			return;
		if (twin >= 0) {
			discard_entries(twin, heir, MAX_DEPTH + 1);
			(void)close(twin);
		}
		if (unlinkat(cover->parent, cover->twin_name, AT_REMOVEDIR) == 0)
			return;
	}
}

/* ---- making a copy ----------------------------------------------------------------------- */

/* Others must find the same rights in the copy. */
static bool copy_rights(int from, int to)
{
	struct stat status;
	struct stat own;

	return fstat(from, &status) == 0 && fstat(to, &own) == 0 &&
	       ((status.st_uid == own.st_uid && status.st_gid == own.st_gid) ||
		       fchown(to, status.st_uid, status.st_gid) == 0) &&
	       fchmod(to, status.st_mode & 07777) == 0;
}

static bool copy_entries(int from, int to, unsigned depth, size_t *left);

static bool copy_folder(int from, int to, const char *name, unsigned depth, size_t *left)
{
	int below = open_below(from, name);
	int copy = mkdirat(to, name, 0777) == 0 ? open_below(to, name) : -1;
	bool good =
		below >= 0 && copy >= 0 && depth != 0 && copy_entries(below, copy, depth - 1, left);

	if (below >= 0)
		(void)close(below);
	if (copy >= 0)
		(void)close(copy);
	return good;
}

static bool copy_entries(int from, int to, unsigned depth, size_t *left)
{
	DIR *entries = list_folder(from);
	const char *name;
	bool good = entries != NULL;

	while (good && (name = next_entry(entries)) != NULL) {
		struct stat status;

		if (strcmp(name, OUTPUT_STAGE) == 0)
			continue;
		good = *left != 0 && fstatat(from, name, &status, AT_SYMLINK_NOFOLLOW) == 0;
		*left -= good;
		if (good)
			good = S_ISDIR(status.st_mode) ? copy_folder(from, to, name, depth, left)
						       : linkat(from, name, to, name, 0) == 0;
	}
	if (entries != NULL)
		(void)closedir(entries);
	return good;
}

/* ---- the cover --------------------------------------------------------------------------- */

/* The folder's real name and the folder above; false if the name leads elsewhere by now. */
static bool find_parent(struct cover *cover, const char *folder_name, int folder)
{
	char *slash = realpath(folder_name, cover->path) != NULL ? strrchr(cover->path, '/') : NULL;
	int length;

	if (slash == NULL || slash[1] == '\0' || !output_is_at(folder, cover->path))
		return false;
	cover->name = slash + 1;
	length = snprintf(
		cover->twin_name, sizeof(cover->twin_name), ".%s" OUTPUT_STAGE, cover->name);
	if (length < 0 || (size_t)length >= sizeof(cover->twin_name))
		return false;
	cover->parent = open_below(folder, "..");
	return cover->parent >= 0;
}

void cover_open(struct cover *cover, const char *folder_name, int folder)
{
	cover->parent = -1;
	cover->twin = -1;
	cover->shown = false;
	if (find_parent(cover, folder_name, folder))
		discard_twin(cover, -1);
}

bool cover_make(struct cover *cover, int folder)
{
	size_t left = MAX_ENTRIES;

	if (cover->parent < 0 || mkdirat(cover->parent, cover->twin_name, 0700) != 0)
		return false;
	cover->twin = open_below(cover->parent, cover->twin_name);
	if (cover->twin < 0)
		(void)unlinkat(cover->parent, cover->twin_name, AT_REMOVEDIR);
	/* Runs that meet the copy must wait for us. */
	return cover->twin >= 0 && copy_entries(folder, cover->twin, MAX_DEPTH, &left) &&
	       copy_rights(folder, cover->twin) && flock(cover->twin, LOCK_EX | LOCK_NB) == 0;
}

bool cover_show(struct cover *cover)
{
	cover->shown = rename_with(
		cover->parent, cover->twin_name, cover->parent, cover->name, RENAME_EXCHANGE);
	return cover->shown;
}

void cover_hide(struct cover *cover)
{
	/* If it cannot be hidden it stays: it has the right content, the folder behind it goes. */
	for (int attempt = 0; cover->shown && attempt < 2; attempt++)
		cover->shown = !rename_with(cover->parent, cover->twin_name, cover->parent,
			cover->name, RENAME_EXCHANGE);
}

void cover_close(struct cover *cover, int heir)
{
	if (cover->twin >= 0) {
		discard_twin(cover, heir);
		(void)close(cover->twin);
	}
	if (cover->parent >= 0)
		(void)close(cover->parent);
	cover->twin = -1;
	cover->parent = -1;
}
