/*
 * Two threads compile at the same time, each its own scenarios over and over, and every result is
 * what one thread alone gets. Built with the thread sanitizer too, where there is one.
 *
 * usage: threads SCENARIO.xml BOARD.xml OTHER.xml OTHER-BOARD.xml
 */
#include <acrn_cfgc.h>

#include <libxml/parser.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define ROUNDS 20

struct work {
	const char *scenario;
	const char *board;
	unsigned long sum; /* over all bytes that were made */
	bool same;         /* in every round */
};

static unsigned long add(unsigned long sum, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		sum = sum * 31 + (unsigned char)bytes[i];
	return sum;
}

static unsigned long compile_once(const struct work *work)
{
	struct acrn_cfgc_request request = {
		.scenario = {.name = work->scenario},
		.board = {.name = work->board},
		.emit = ACRN_CFGC_ALL_GROUPS,
	};
	struct acrn_cfgc_report_options options = {.format = ACRN_CFGC_SARIF};
	struct acrn_cfgc_report *report = acrn_cfgc_report_new(&options);
	struct acrn_cfgc_result *result;
	struct acrn_cfgc_file file;
	unsigned long sum = acrn_cfgc_compile(&request, &result);
	const char *text;
	size_t size;

	for (size_t i = 0; acrn_cfgc_file(result, i, &file); i++)
		sum = add(sum, file.data, file.size);
	(void)acrn_cfgc_report_add(report, result);
	if (acrn_cfgc_report_text(report, true, &text, &size) == ACRN_CFGC_OK)
		sum = add(sum, text, size);
	acrn_cfgc_report_free(report);
	acrn_cfgc_free(result);
	return sum;
}

static void *compile_often(void *argument)
{
	struct work *work = argument;

	work->sum = compile_once(work);
	work->same = true;
	for (int i = 1; i < ROUNDS; i++)
		work->same = compile_once(work) == work->sum && work->same;
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];
	struct work works[2];

	if (argc != 5)
		return 2;
	/* As the header demands of a program with threads. */
	xmlInitParser();
	for (int i = 0; i < 2; i++)
		works[i] = (struct work){.scenario = argv[1 + 2 * i], .board = argv[2 + 2 * i]};
	for (int i = 0; i < 2; i++) {
		if (pthread_create(&threads[i], NULL, compile_often, &works[i]) != 0)
			return 3;
	}
	for (int i = 0; i < 2; i++)
		(void)pthread_join(threads[i], NULL);
	for (int i = 0; i < 2; i++) {
		if (!works[i].same || works[i].sum != compile_once(&works[i])) {
			fprintf(stderr, "%s: not the same in every round\n", works[i].scenario);
			return 1;
		}
	}
	xmlCleanupParser();
	return strcmp(argv[1], argv[3]) != 0 && works[0].sum == works[1].sum;
}
