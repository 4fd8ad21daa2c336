/* The consumer as users call it, for a sample of what was accepted. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"

static bool write_text(const char *folder, const char *name, const char *text, size_t size)
{
	char path[192];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	return file != NULL && fwrite(text, 1, size, file) == size && fclose(file) == 0;
}

bool judge_by_script(const struct judge *judge, const struct scene *scene, const char *cache)
{
	const char *folder = judge->workshop.folder;
	struct compilation compilation;
	char generated[192];
	char *command;
	bool ok;

	compilation_run(&compilation, scene);
	snprintf(generated, sizeof(generated), "%s/gen", folder);
	ok = compilation.status == ACRN_CFGC_OK &&
	     acrn_cfgc_write(compilation.result, generated) == ACRN_CFGC_OK &&
	     write_text(folder, "scenario.xml", compilation.scenario, compilation.scenario_size) &&
	     write_text(folder, "board.xml", compilation.board, compilation.board_size);
	compilation_free(&compilation);
	if (!ok)
		return false;
	command =
		words_of("cd '%s' && CONSUMER_CACHE='%s' sh '%s/tests/tables/consumer/run.sh' gen "
			 "scenario.xml board.xml %s >said 2>&1 || { cat said >&2; false; }",
			folder, cache, judge->workshop.source_dir, scene->release->name);
	ok = system(command) == 0;
	free(command);
	command = words_of("cd '%s' && rm -rf gen scenario.xml board.xml said", folder);
	ok &= system(command) == 0;
	free(command);
	return ok;
}
