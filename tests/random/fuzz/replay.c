/*
 * Runs a fuzz target over files, or over all files of folders, one after the other: a corpus
 * becomes an ordinary test, without libFuzzer. The file in hand is named when it ends badly.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

static unsigned long replayed;

static int replay_file(const char *name, size_t size)
{
	uint8_t *bytes = malloc(size == 0 ? 1 : size);
	FILE *file = fopen(name, "rb");
	size_t got = bytes == NULL || file == NULL ? 0 : fread(bytes, 1, size, file);

	if (file != NULL)
		(void)fclose(file);
	if (got != size) {
		(void)fprintf(stderr, "cannot read '%s'\n", name);
		free(bytes);
		return 1;
	}
	/* Said before it runs, kept when it does not come back. */
	(void)printf("%s\n", name);
	(void)fflush(stdout);
	(void)LLVMFuzzerTestOneInput(bytes, size);
	free(bytes);
	replayed++;
	return 0;
}

static int replay(const char *name)
{
	struct stat status;
	DIR *entries;
	int bad = 0;

	if (stat(name, &status) != 0) {
		(void)fprintf(stderr, "cannot find '%s'\n", name);
		return 1;
	}
	if (!S_ISDIR(status.st_mode))
		return replay_file(name, (size_t)status.st_size);
	entries = opendir(name);
	if (entries == NULL)
		return 1;
	for (const struct dirent *entry = readdir(entries); entry != NULL;
		entry = readdir(entries)) {
		char path[4096];

		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", name, entry->d_name);
		bad += replay(path);
	}
	(void)closedir(entries);
	return bad;
}

int main(int argc, char **argv)
{
	int bad = 0;

	for (int i = 1; i < argc; i++)
		bad += replay(argv[i]);
	(void)printf("%lu inputs replayed\n", replayed);
	/* A corpus that is not there must not look like one that has no trouble. */
	return bad != 0 || replayed == 0;
}
