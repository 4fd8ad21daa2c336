/* A board's root element has the attribute board= and none of those of scenarios. */
#include "files/boards.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

/* The root's start tag comes within so many bytes, or the file is not found by its own name. */
#define HEAD_SIZE 4096
#define BLANKS " \t\r\n"

static bool read_head(const char *path, char head[HEAD_SIZE])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat status;
	ssize_t got = -1;

	if (fd < 0)
		return false;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
		got = read(fd, head, HEAD_SIZE - 1);
	(void)close(fd);
	head[got < 0 ? 0 : got] = '\0';
	return got > 0;
}

/* The value of an attribute, which ends at the quote that is before it; NULL: it is not there. */
static const char *find_attribute(const char *tag, const char *name)
{
	const char *at = tag;

	while ((at = strstr(at, name)) != NULL) {
		bool is_start = strchr(BLANKS, at[-1]) != NULL;

		at += strlen(name);
		at += strspn(at, BLANKS);
		if (!is_start || *at != '=')
			continue;
		at += 1 + strspn(at + 1, BLANKS);
		if (*at == '"' || *at == '\'')
			return at + 1;
	}
	return NULL;
}

static bool is_board(const char *path, const char *name)
{
	char head[HEAD_SIZE];
	char *tag = read_head(path, head) ? strstr(head, "<acrn-config") : NULL;

	if (tag == NULL)
		return false;
	tag[strcspn(tag, ">")] = '\0';

	const char *own = find_attribute(tag, "board");
	size_t length = name != NULL ? strlen(name) : 0;

	return own != NULL && find_attribute(tag, "scenario") == NULL &&
	       (name == NULL || (strncmp(own, name, length) == 0 && own[length] == own[-1]));
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static bool ends_in_xml(const char *name)
{
	size_t length = strlen(name);

	return length > 4 && strcmp(name + length - 4, ".xml") == 0;
}

void boards_find(struct arena *arena, const char *folder, const char *name, bool below,
	struct board_matches *matches)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_visible, alphasort);

	for (int i = 0; i < count; i++) {
		const char *path = arena_join(arena, folder, "/", entries[i]->d_name);

		free(entries[i]);
		if (below)
			boards_find(arena, path, name, false, matches);
		else if (matches->other == NULL && ends_in_xml(path) && is_board(path, name))
			*(matches->path == NULL ? &matches->path : &matches->other) = path;
	}
	if (count >= 0)
		free(entries);
}

bool boards_is_file(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

bool boards_is_below(const char *folder, const char *above)
{
	char *inner = realpath(folder, NULL);
	char *outer = realpath(above, NULL);
	size_t length = outer != NULL ? strlen(outer) : 0;
	bool below = inner != NULL && outer != NULL && strncmp(inner, outer, length) == 0 &&
		     (inner[length] == '/' || inner[length] == '\0' || length == 1);

	free(inner);
	free(outer);
	return below;
}
