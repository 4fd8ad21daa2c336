/* Opening, making and comparing single files, for the writer and for --verify. */
#ifndef ACRNCFGC_OUTPUT_PRIVATE_H
#define ACRNCFGC_OUTPUT_PRIVATE_H

#include <sys/types.h>

#include "files/write.h"

/* Beside NAME lie NAME.acrn-cfgc-tmp, the new file, and NAME.acrn-cfgc-old, the old one. */
#define OUTPUT_NEW ".acrn-cfgc-tmp"
#define OUTPUT_OLD ".acrn-cfgc-old"

/* ---- place.c ------------------------------------------------------------------------------- */

/* A path whose missing folders are made, and removed again after a failure. */
struct folder_path {
	char *cut;   /* a copy of the path, for its leading parts */
	size_t made; /* length of the shortest part that was created; 0: none */
};

/* Like mkdir -p; symbolic links are followed. False: errno says why. */
bool folder_make(struct folder_path *path);
/* Removes what was made, if it is empty; path is below top, an open folder or AT_FDCWD. */
void folder_remove_made(int top, struct folder_path *path);

/*
 * Where a file lies. Its folder is held open, and every name below the output folder is opened
 * without following a symbolic link, so that no file outside is ever read, written or removed.
 * The output folder itself may be a link: the user named it.
 */
struct place {
	const char *shown;         /* with the output folder, for messages */
	const char *leaf;          /* the last part of path */
	struct folder_path folder; /* what is before it; "" for the output folder */
	int parent;                /* the folder, open; -1: not opened, or it does not exist */
};

enum state {
	FILE_SAME,
	FILE_DIFFERS, /* also: should be executable and is not */
	FILE_MISSING,
	FILE_NOT_REGULAR, /* a folder, a symbolic link, a device, ... */
	FILE_UNREADABLE,  /* errno says why */
};

/* Everything that needs the arena: nothing below allocates, so nothing jumps from the middle. */
void place_init(struct context *ctx, struct place *place, const char *folder, const char *path);

/* Opens place->parent; makes missing folders if asked to. False: errno says why. */
bool place_open(struct place *place, int folder, bool make);
void place_close(struct place *place);

/* Compares the file with the wanted text; *line is the first line that differs. */
enum state place_compare(const struct place *place, const struct output_file *wanted, size_t *line);
/* A regular file that an earlier run of this program wrote. */
bool place_is_generated(const struct place *place, const struct output_obsolete *obsolete);

/* Whether the group hypervisor may replace the file: it is not there, or that group wrote it. */
bool place_is_ours(const struct place *place);

/* ---- temporary.c --------------------------------------------------------------------------- */

/* Other runs may remove what is opened before it is locked; then it is opened again. */
#define OUTPUT_MAX_ATTEMPTS 100

/*
 * Locks the open file or folder until it is closed. False: NAME in the folder is another one or
 * gone by now. Where locks are not supported (some network file systems) it goes on without.
 * flags: AT_SYMLINK_NOFOLLOW or 0.
 */
bool output_lock(int fd, int folder, const char *name, int flags);
/*
 * The temporary file NAME in a folder, empty and locked until it is closed. Its name is always the
 * same, so that the next run removes what a killed one left; with the lock, two runs that write the
 * same file go one after the other. -1: errno says why.
 */
int temporary_open(int folder, const char *name, mode_t mode);
/* False: errno says why. The file stays open, and so does its lock. */
bool temporary_fill(int fd, const char *bytes, size_t size);
/* Removes a file if it is there, and keeps errno. */
void temporary_remove(int folder, const char *name);
bool output_write_all(int fd, const char *bytes, size_t size);
/* Keeps errno. */
void output_close(int fd);

/* ---- names.c ------------------------------------------------------------------------------- */

/* The name of a file in folder: with one slash between them. */
const char *output_join(struct arena *arena, const char *folder, const char *path);
/* The path of a file below folder, whether they exist or not; NULL: it is not there. */
const char *output_path_within(struct arena *arena, const char *folder, const char *path);

#endif
