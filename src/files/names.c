/* Which names lead to the same file, and which to a file inside the output folder. */
#include <errno.h>
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

static const char *join_path(struct arena *arena, const char *folder, const char *leaf)
{
	return arena_join(arena, folder, strcmp(folder, "/") == 0 ? "" : "/", leaf);
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
				: join_path(arena, split_path(arena, path, &leaf), target);
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
	return join_path(arena, parent, leaf);
}

const char *output_resolve(struct arena *arena, const char *path)
{
	return resolve_steps(arena, path, MAX_STEPS);
}

const char *output_path_within(struct arena *arena, const char *folder, const char *path)
{
	const char *top = output_resolve(arena, folder);
	const char *below = output_resolve(arena, path);
	size_t length = strcmp(top, "/") == 0 ? 0 : strlen(top);

	if (strncmp(top, below, length) != 0 || below[length] != '/' || below[length + 1] == '\0')
		return NULL;
	return below + length + 1;
}

/* ---- the same file by two names ---------------------------------------------------------- */

struct name {
	const char *given;
	const char *resolved; /* of a file that does not exist; NULL: not yet known */
	bool exists;
	struct stat status;
};

static struct name look_up(const char *given, bool is_input)
{
	struct name name = {.given = given};

	name.exists = is_input && strcmp(given, "-") == 0 ? fstat(STDIN_FILENO, &name.status) == 0
							  : stat(given, &name.status) == 0;
	return name;
}

static const char *resolved_name(struct arena *arena, struct name *name)
{
	if (name->resolved == NULL)
		name->resolved = output_resolve(arena, name->given);
	return name->resolved;
}

static const char *leaf_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

static bool is_same_file(struct arena *arena, struct name *written, struct name *other)
{
	if (written->exists != other->exists)
		return false;
	if (written->exists)
		return S_ISREG(written->status.st_mode) &&
		       written->status.st_dev == other->status.st_dev &&
		       written->status.st_ino == other->status.st_ino;
	/* The last parts first, because resolving a name takes many system calls. A document's name
	   is resolved already: it may be a link to a file that does not exist yet. */
	if (other->resolved == NULL &&
		strcmp(leaf_of(resolved_name(arena, written)), leaf_of(other->given)) != 0)
		return false;
	return strcmp(resolved_name(arena, written), resolved_name(arena, other)) == 0;
}

static struct name *look_up_all(
	struct arena *arena, const char *const *given, size_t count, bool are_inputs)
{
	struct name *names = arena_array(arena, count, sizeof(*names));

	for (size_t i = 0; i < count; i++)
		names[i] = look_up(given[i], are_inputs);
	return names;
}

/* In a folder that does not exist no file does. */
static struct name *look_up_outputs(
	struct arena *arena, const char *folder, const char *const *given, size_t count)
{
	struct stat status;
	struct name *names;

	if (stat(folder, &status) == 0 || errno != ENOENT)
		return look_up_all(arena, given, count, false);
	names = arena_array(arena, count, sizeof(*names));
	for (size_t i = 0; i < count; i++)
		names[i].given = given[i];
	return names;
}

struct group {
	struct name *names;
	size_t count;
};

/* Says which of the others, files of that kind, is one that is written; NULL: none is. */
static const char *compare_groups(struct arena *arena, const struct group *written,
	const struct group *others, const char *kind)
{
	for (size_t i = 0; i < written->count; i++) {
		/* Within one group each pair is compared once. */
		size_t end = written == others ? i : others->count;

		for (size_t k = 0; k < end; k++) {
			if (is_same_file(arena, &written->names[i], &others->names[k]))
				return arena_printf(arena,
					"%s file '%s' is the same as output file '%s'", kind,
					others->names[k].given, written->names[i].given);
		}
	}
	return NULL;
}

const char *output_find_clash(struct arena *arena, const struct output_names *names)
{
	const char **paths = arena_array(arena, names->n_outputs, sizeof(*paths));

	const char *folder =
		without_slashes_at_end(arena, names->folder != NULL ? names->folder : ".");

	for (size_t i = 0; i < names->n_outputs; i++)
		paths[i] = join_path(arena, folder, names->outputs[i]);

	const struct group inputs = {
		look_up_all(arena, names->inputs, names->n_inputs, true), names->n_inputs};
	const struct group documents = {
		look_up_all(arena, names->documents, names->n_documents, false),
		names->n_documents};
	for (size_t i = 0; i < documents.count; i++)
		(void)resolved_name(arena, &documents.names[i]);

	const struct group outputs = {
		look_up_outputs(arena, folder, paths, names->n_outputs), names->n_outputs};
	const char *clash = compare_groups(arena, &documents, &inputs, "input");

	if (clash == NULL)
		clash = compare_groups(arena, &documents, &documents, "output");
	if (clash == NULL)
		clash = compare_groups(arena, &documents, &outputs, "output");
	if (clash == NULL)
		clash = compare_groups(arena, &outputs, &inputs, "input");
	return clash;
}
