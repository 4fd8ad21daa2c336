/* Files below the output folder, for those who write and those who compare. */
#ifndef ACRNCFGC_OUTPUT_PRIVATE_H
#define ACRNCFGC_OUTPUT_PRIVATE_H

#include <limits.h>

#include "files/write.h"

/* Our folder inside the output folder; whatever is in it belongs to a run that is over. */
#define OUTPUT_STAGE ".acrn-cfgc-stage"

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

/* Whether path still leads to the open folder. */
bool output_is_at(int folder, const char *path);

/*
 * output_cover.c: a copy of the output folder that takes its name while files are replaced. None
 * of this can fail a run: where there is no cover, the run goes on without.
 */
struct cover {
	int parent;          /* the folder above; -1: there can be no cover */
	int twin;            /* the copy; -1: none */
	bool shown;          /* the copy has the folder's name, and the folder the copy's */
	char path[PATH_MAX]; /* the folder's, without links */
	const char *name;    /* the last part of path */
	char twin_name[NAME_MAX + 1];
};

/* Also clears away what a killed run left beside the folder. */
void cover_open(struct cover *cover, const char *folder_name, int folder);
/* Makes the copy, for the caller to put the new files into cover->twin. */
bool cover_make(struct cover *cover, int folder);
bool cover_show(struct cover *cover);
void cover_hide(struct cover *cover);
/* The heir gets what others put into the copy; -1: nobody does. */
void cover_close(struct cover *cover, int heir);

#endif
