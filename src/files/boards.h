/* Finding the board files of a folder by the names that they give themselves. */
#ifndef ACRNCFGC_BOARDS_H
#define ACRNCFGC_BOARDS_H

#include <stdbool.h>

#include "base/arena.h"

/* The files found so far: the first in the order of their names, and one more. */
struct board_matches {
	const char *path;  /* NULL: none */
	const char *other; /* NULL: no second one */
};

/*
 * Adds the files of folder (with below: those of the folders in it) that end in .xml and whose root
 * says that they are a board, of that name; of any name, if name is NULL. Only the start of each
 * file is read, and what cannot be read is passed over.
 */
void boards_find(struct arena *arena, const char *folder, const char *name, bool below,
	struct board_matches *matches);

/* Whether it is a regular file, or a link to one. */
bool boards_is_file(const char *path);

/* Whether folder is the folder above, or lies somewhere below it. */
bool boards_is_below(const char *folder, const char *above);

#endif
