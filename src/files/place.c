/* Opening, comparing and recognising single files below the output folder. */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/private.h"

#define BUFFER_SIZE ((size_t)16 * 1024)

void place_init(struct context *ctx, struct place *place, const char *folder, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t folder_length = slash != NULL ? (size_t)(slash - path) : 0;

	*place = (struct place){
		.shown = output_join(ctx->arena, folder, path),
		.leaf = slash != NULL ? slash + 1 : path,
		.folder = {.cut = arena_strndup(ctx->arena, path, folder_length)},
		.parent = -1,
	};
}

static int open_folder(int parent, const char *name)
{
	return openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* The folder of that name in parent; it is made, if that is asked for and it is missing. */
static int open_or_make(int parent, const char *name, bool make, bool *made)
{
	int below = open_folder(parent, name);

	if (below >= 0 || errno != ENOENT || !make)
		return below;
	*made = mkdirat(parent, name, 0777) == 0;
	return *made || errno == EEXIST ? open_folder(parent, name) : -1;
}

bool place_open(struct place *place, int folder, bool make)
{
	struct folder_path *path = &place->folder;
	char *name = path->cut;

	place->parent = fcntl(folder, F_DUPFD_CLOEXEC, 0);
	while (*name != '\0' && place->parent >= 0) {
		char *end = name + strcspn(name, "/");
		char separator = *end;
		bool made = false;

		*end = '\0';

		int below = open_or_make(place->parent, name, make, &made);

		*end = separator;
		if (made && path->made == 0)
			path->made = (size_t)(end - path->cut);
		output_close(place->parent);
		place->parent = below;
		name = separator == '\0' ? end : end + 1;
	}
	return place->parent >= 0;
}

void place_close(struct place *place)
{
	if (place->parent >= 0)
		(void)close(place->parent);
	place->parent = -1;
}

static ssize_t read_some(int fd, char *buffer, size_t size)
{
	ssize_t got;

	do {
		got = read(fd, buffer, size);
	} while (got < 0 && errno == EINTR);
	return got;
}

/* *offset: how many bytes are the same. */
static enum state compare_open_file(int fd, const struct text *wanted, size_t *offset)
{
	char buffer[BUFFER_SIZE];
	size_t at = 0;

	for (;;) {
		ssize_t got = read_some(fd, buffer, sizeof(buffer));
		size_t left = wanted->length - at;
		size_t same = 0;

		if (got < 0)
			return FILE_UNREADABLE;
		while (same < (size_t)got && same < left &&
			buffer[same] == wanted->bytes[at + same])
			same++;
		at += same;
		*offset = at;
		if (same < (size_t)got)
			return FILE_DIFFERS;
		if (got == 0)
			return at == wanted->length ? FILE_SAME : FILE_DIFFERS;
	}
}

/* The file of that name, open for reading; -1 with *state if there is nothing to read. */
static int open_regular(int folder, const char *name, struct stat *status, enum state *state)
{
	*state = FILE_UNREADABLE;
	if (fstatat(folder, name, status, AT_SYMLINK_NOFOLLOW) != 0) {
		if (errno == ENOENT)
			*state = FILE_MISSING;
		return -1;
	}
	if (!S_ISREG(status->st_mode)) {
		*state = FILE_NOT_REGULAR;
		return -1;
	}
	return openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

enum state place_compare(const struct place *place, const struct output_file *wanted, size_t *line)
{
	struct stat status;
	enum state state;
	size_t offset = 0;
	int fd = open_regular(place->parent, place->leaf, &status, &state);

	*line = 0;
	if (fd < 0)
		return state;
	state = compare_open_file(fd, &wanted->text, &offset);
	output_close(fd);
	if (state == FILE_SAME && wanted->executable && (status.st_mode & S_IXUSR) == 0)
		return FILE_DIFFERS;
	for (size_t i = 0; i < offset; i++)
		*line += wanted->text.bytes[i] == '\n';
	*line += 1;
	return state;
}

struct head {
	char bytes[1024];
	ssize_t size;
	struct stat status;
	enum state state;
};

/* Whether each whole line holds those words; also if there is no line. */
static bool all_lines_hold(const char *text, size_t size, const char *words)
{
	const char *end;
	bool good = true;

	while (good && (end = memchr(text, '\n', size)) != NULL) {
		size_t length = (size_t)(end - text) + 1;

		good = memmem(text, length, words, strlen(words)) != NULL;
		text += length;
		size -= length;
	}
	return good;
}

/* The first bytes of a regular file; false: there is nothing to read. */
static bool read_head(const struct place *place, struct head *head)
{
	int fd = open_regular(place->parent, place->leaf, &head->status, &head->state);

	if (fd < 0)
		return false;
	head->size = read_some(fd, head->bytes, sizeof(head->bytes));
	(void)close(fd);
	return head->size >= 0;
}

/* An ACPI module is bytes: it has its size, and our creator id in the header of its first table. */
#define MODULE_SIZE 0x100000
#define MODULE_CREATOR_AT (0x80 + 28)
#define MODULE_CREATOR "ACFG"

static bool is_of_group_hypervisor(const struct head *head)
{
	size_t size = (size_t)head->size;
	const char *end = memchr(head->bytes, '\n', size);

	if (head->status.st_size == MODULE_SIZE && size >= MODULE_CREATOR_AT + 4)
		return memcmp(head->bytes + MODULE_CREATOR_AT, MODULE_CREATOR, 4) == 0;
	return end != NULL && memmem(head->bytes, (size_t)(end - head->bytes), EMIT_MARK,
				      strlen(EMIT_MARK)) != NULL;
}

bool place_is_ours(const struct place *place)
{
	struct head head;

	if (!read_head(place, &head))
		return head.state == FILE_MISSING;
	return is_of_group_hypervisor(&head);
}

bool place_is_generated(const struct place *place, const struct output_obsolete *obsolete)
{
	struct head head;

	if (!read_head(place, &head))
		return false;
	if (obsolete->group == EMIT_HYPERVISOR)
		return is_of_group_hypervisor(&head);
	if (obsolete->words != NULL)
		return all_lines_hold(head.bytes, (size_t)head.size, obsolete->words);
	return memmem(head.bytes, (size_t)head.size, EMIT_MARK, strlen(EMIT_MARK)) != NULL;
}

/* ---- folders that are made --------------------------------------------------------------- */

bool folder_make(struct folder_path *path)
{
	size_t length = strlen(path->cut);

	for (size_t i = 1; i <= length; i++) {
		if (i != length && path->cut[i] != '/')
			continue;

		char cut = path->cut[i];

		path->cut[i] = '\0';
		if (mkdir(path->cut, 0777) == 0) {
			if (path->made == 0)
				path->made = i;
		} else if (errno != EEXIST && i == length) {
			return false;
		}
		path->cut[i] = cut;
	}
	return true;
}

void folder_remove_made(int top, struct folder_path *path)
{
	if (path->made == 0)
		return;
	for (size_t i = strlen(path->cut); i >= path->made; i--) {
		if (path->cut[i] != '/' && path->cut[i] != '\0')
			continue;
		path->cut[i] = '\0';
		(void)unlinkat(top, path->cut, AT_REMOVEDIR);
	}
}

/* ---- files of other boards and scenarios ------------------------------------------------- */

/* Only the '*' of path match other characters. */
static const char *glob_pattern(struct arena *arena, const char *folder, const char *path)
{
	struct text pattern;

	text_init(&pattern, arena);
	for (const char *p = folder; *p != '\0'; p++) {
		if (strchr("*?[\\", *p) != NULL)
			text_add_char(&pattern, '\\');
		text_add_char(&pattern, *p);
	}
	text_add_char(&pattern, '/');
	text_add(&pattern, path);
	return pattern.bytes;
}

static bool is_listed(const struct output_list *outputs, const char *path)
{
	for (size_t i = 0; i < outputs->count; i++) {
		if (strcmp(outputs->files[i].path, path) == 0)
			return true;
	}
	for (size_t i = 0; i < outputs->n_obsolete; i++) {
		if (strcmp(outputs->obsolete[i].path, path) == 0)
			return true;
	}
	return false;
}

void output_find_stale(struct context *ctx, struct output_list *outputs, const char *folder)
{
	size_t n_given = outputs->n_obsolete;

	for (size_t i = 0; i < n_given; i++) {
		struct output_obsolete stale = outputs->obsolete[i];
		glob_t found = {0};

		if (strchr(stale.path, '*') == NULL)
			continue;
		if (glob(glob_pattern(ctx->arena, folder, stale.path), 0, NULL, &found) ==
			GLOB_NOSPACE)
			memory_exhausted();
		for (size_t k = 0; k < found.gl_pathc; k++) {
			stale.path =
				arena_strdup(ctx->arena, found.gl_pathv[k] + strlen(folder) + 1);
			if (!is_listed(outputs, stale.path))
				*ARRAY_ADD(ctx->arena, outputs->obsolete, outputs->n_obsolete) =
					stale;
		}
		globfree(&found);
	}
}
