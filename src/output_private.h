/* Files below the output folder, for those who write and those who compare. */
#ifndef ACRNCFGC_OUTPUT_PRIVATE_H
#define ACRNCFGC_OUTPUT_PRIVATE_H

#include "output.h"

/*
 * Where a file lies. Its folder is held open, and every name below the output folder is opened
 * without following a symbolic link, so that no file outside is ever read, written or removed.
 * The output folder itself may be a link: the user named it.
 */
struct place {
	const char *path;  /* as in struct output_file */
	const char *shown; /* with the output folder, for messages */
	char *cut;         /* a copy of path, for its leading parts */
	int parent;        /* the folder of the file; -1: not opened, or it does not exist */
	const char *leaf;  /* the last part of path */
	size_t made;       /* length of the shortest part of path that was created; 0: none */
};

enum state {
	FILE_SAME,
	FILE_DIFFERS, /* also: should be executable and is not */
	FILE_MISSING,
	FILE_NOT_REGULAR, /* a folder, a symbolic link, a device, ... */
	FILE_UNREADABLE,  /* errno says why */
};

/* Everything that needs the arena: nothing below allocates, so nothing jumps from the middle. */
void place_init(struct pass *pass, struct place *place, const char *folder, const char *path);

/* Opens place->parent; makes missing folders if asked to. False: errno says why. */
bool place_open(struct place *place, int folder, bool make);
void place_close(struct place *place);
/* Removes the folders that place_open() made, if they are empty. */
void place_remove_made(const struct place *place, int folder);

/* Compares the file with the wanted text; *line is the first line that differs. */
enum state place_compare(const struct place *place, const struct output_file *wanted, size_t *line);
/* A regular file that an earlier run of this program wrote. */
bool place_is_generated(const struct place *place);

#endif
