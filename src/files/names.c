/* Which names lead to the same file, and which to a file inside the output folder. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/private.h"

/* Links and parts of a path that are followed one by one. */
#define MAX_STEPS 64u

/* ---- names without links ----------------------------------------------------------------- */

/* "a/b" is "a" and "b"; "b" is "." and "b"; "/b" is "/" and "b". */
static const char *split_path(struct arena *arena, const char *path, const char **leaf)
{
	const char *slash = strrchr(path, '/');

	*leaf = slash != NULL ? slash + 1 : path;
	if (slash == NULL)
		return ".";
	return slash == path ? "/" : arena_strndup(arena, path, (size_t)(slash - path));
}

const char *output_join(struct arena *arena, const char *folder, const char *path)
{
	size_t length = strlen(folder);

	return arena_join(arena, folder, length != 0 && folder[length - 1] == '/' ? "" : "/", path);
}

static const char *without_slashes_at_end(struct arena *arena, const char *path)
{
	size_t length = strlen(path);

	while (length > 1 && path[length - 1] == '/')
		length--;
	return arena_strndup(arena, path, length);
}

/* NULL: it does not exist, or not all of it can be searched. */
static const char *real_path(struct arena *arena, const char *path)
{
	char real[PATH_MAX];

	return realpath(path, real) != NULL ? arena_strdup(arena, real) : NULL;
}

static const char *read_link(struct arena *arena, const char *path)
{
	char target[PATH_MAX];
	const char *leaf;
	ssize_t length = readlink(path, target, sizeof(target) - 1);

	if (length <= 0)
		return NULL;
	target[length] = '\0';
	return target[0] == '/' ? arena_strdup(arena, target)
				: output_join(arena, split_path(arena, path, &leaf), target);
}

static const char *resolve_steps(struct arena *arena, const char *given, unsigned steps)
{
	const char *path = without_slashes_at_end(arena, given);
	const char *real = real_path(arena, path);
	const char *leaf;

	if (real != NULL)
		return real;
	if (steps == 0 || strcmp(path, "/") == 0 || strcmp(path, ".") == 0)
		return path;

	const char *target = read_link(arena, path);

	if (target != NULL)
		return resolve_steps(arena, target, steps - 1);

	const char *parent = resolve_steps(arena, split_path(arena, path, &leaf), steps - 1);

	if (strcmp(leaf, ".") == 0)
		return parent;
	if (strcmp(leaf, "..") == 0)
		return split_path(arena, parent, &leaf);
	return output_join(arena, parent, leaf);
}

/* The path without links, "." and ".."; the part that does not exist yet as it is given. */
static const char *resolve(struct arena *arena, const char *path)
{
	return resolve_steps(arena, path, MAX_STEPS);
}

const char *output_path_within(struct arena *arena, const char *folder, const char *path)
{
	const char *top = resolve(arena, folder);
	const char *below = resolve(arena, path);
	size_t length = strcmp(top, "/") == 0 ? 0 : strlen(top);

	if (strncmp(top, below, length) != 0 || below[length] != '/' || below[length + 1] == '\0')
		return NULL;
	return below + length + 1;
}

/* ---- the same file by two names ---------------------------------------------------------- */

struct name {
	const char *given;
	const char *resolved; /* of a file that does not exist */
	bool exists;
	struct stat status;
};

struct group {
	struct name *names;
	size_t count;
};

static struct group look_up(
	struct arena *arena, const char *const *given, size_t count, bool are_inputs)
{
	struct group group = {arena_array(arena, count, sizeof(*group.names)), count};

	for (size_t i = 0; i < count; i++) {
		struct name *name = &group.names[i];

		name->given = given[i];
		name->exists = are_inputs && strcmp(given[i], "-") == 0
				       ? fstat(STDIN_FILENO, &name->status) == 0
				       : stat(given[i], &name->status) == 0;
		if (!name->exists)
			name->resolved = resolve(arena, given[i]);
	}
	return group;
}

/* No link below the folder is followed, so the names are resolved when the folder is. */
static struct group look_up_outputs(struct arena *arena, const struct output_names *names)
{
	struct group group = {
		arena_array(arena, names->n_outputs, sizeof(*group.names)), names->n_outputs};

	if (names->folder == NULL)
		return group;

	const char *folder = without_slashes_at_end(arena, names->folder);
	const char *resolved = resolve(arena, folder);
	bool exists = access(folder, F_OK) == 0; /* or no file in it does */

	for (size_t i = 0; i < group.count; i++) {
		struct name *name = &group.names[i];

		name->given = output_join(arena, folder, names->outputs[i]);
		name->exists = exists && stat(name->given, &name->status) == 0;
		name->resolved = output_join(arena, resolved, names->outputs[i]);
	}
	return group;
}

static bool is_same_file(const struct name *written, const struct name *other)
{
	if (written->exists != other->exists)
		return false;
	if (!written->exists)
		return strcmp(written->resolved, other->resolved) == 0;
	return S_ISREG(written->status.st_mode) && written->status.st_dev == other->status.st_dev &&
	       written->status.st_ino == other->status.st_ino;
}

/* Says which of the others, files of that kind, is one that is written; NULL: none is. */
static const char *compare_groups(struct arena *arena, const struct group *written,
	const struct group *others, const char *kind)
{
	for (size_t i = 0; i < written->count; i++) {
		/* Within one group each pair is compared once. */
		size_t end = written == others ? i : others->count;

		for (size_t k = 0; k < end; k++) {
			if (is_same_file(&written->names[i], &others->names[k]))
				return arena_printf(arena,
					"%s file '%s' is the same as output file '%s'", kind,
					others->names[k].given, written->names[i].given);
		}
	}
	return NULL;
}

const char *output_find_clash(struct arena *arena, const struct output_names *names)
{
	const struct group inputs = look_up(arena, names->inputs, names->n_inputs, true);
	const struct group documents = look_up(arena, names->documents, names->n_documents, false);
	const struct group outputs = look_up_outputs(arena, names);
	const char *clash = compare_groups(arena, &documents, &inputs, "input");

	if (clash == NULL)
		clash = compare_groups(arena, &documents, &documents, "output");
	if (clash == NULL)
		clash = compare_groups(arena, &documents, &outputs, "output");
	if (clash == NULL)
		clash = compare_groups(arena, &outputs, &inputs, "input");
	return clash;
}
