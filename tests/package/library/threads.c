/*
 * Two threads work at the same time, each over and over, and every result is what one thread alone
 * gets: compilations with all files and with diagnostics in the first half, then stylesheets with
 * faults, whose messages libxslt sends through one function of the process, beside migrations,
 * which want silence there. Nothing was prepared in libxml2. Built with the thread sanitizer too,
 * where there is one.
 *
 * A third thread uses libxslt for itself meanwhile: what it is told is told to the function that
 * this program has set, and to no other.
 *
 * usage: threads SCENARIO.xml BOARD.xml OTHER.xml OTHER-BOARD.xml
 *
 * Seen to fail with xslt_begin() as it was before it knew threads (one thread has the words of
 * another, or they go to standard error), and without the lock (the sanitizer).
 */
#include <acrn_cfgc.h>

#include <libxml/parser.h>
#include <libxslt/transform.h>
#include <libxslt/xsltutils.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#define ROUNDS 20
#define FAULTY_ROUNDS 40
#define SHEET(element)                                                                             \
	"<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>"          \
	"<xsl:template match='/'>" element "</xsl:template></xsl:stylesheet>"

struct work {
	const char *scenario;
	const char *board;
	const char *stylesheet; /* or NULL */
	const char *migrate_to; /* or NULL */
	const char *words;      /* what a diagnostic has to hold, or NULL */
	int rounds;
	unsigned long sum; /* over all bytes that were made */
	bool same;         /* in every round */
};

static unsigned long add(unsigned long sum, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		sum = sum * 31 + (unsigned char)bytes[i];
	return sum;
}

/* All diagnostics as SARIF. */
static unsigned long add_diagnostics(
	const struct work *work, unsigned long sum, const struct acrn_cfgc_result *result)
{
	struct acrn_cfgc_report_options options = {.format = ACRN_CFGC_SARIF};
	struct acrn_cfgc_report *report = acrn_cfgc_report_new(&options);
	const char *text;
	size_t size;

	(void)acrn_cfgc_report_add(report, result);
	if (acrn_cfgc_report_text(report, true, &text, &size) == ACRN_CFGC_OK)
		sum = add(sum, text, size);
	if (work->words != NULL && strstr(text, work->words) == NULL)
		sum = 0;
	acrn_cfgc_report_free(report);
	return sum;
}

/* 0: something is missing. */
static unsigned long compile_once(const struct work *work)
{
	struct acrn_cfgc_input stylesheet = {.name = "sheet.txt.xsl", .data = work->stylesheet};
	struct acrn_cfgc_request request = {
		.scenario = {.name = work->scenario},
		.board = {.name = work->board},
		.emit = ACRN_CFGC_ALL_GROUPS,
		.migrate_to = work->migrate_to,
		.allow_loss = true,
	};
	struct acrn_cfgc_result *result;
	struct acrn_cfgc_file file;
	unsigned long sum;

	if (work->stylesheet != NULL) {
		stylesheet.size = strlen(work->stylesheet);
		request.emit = ACRN_CFGC_TABLES;
		request.stylesheets = &stylesheet;
		request.n_stylesheets = 1;
	}
	sum = work->migrate_to != NULL ? acrn_cfgc_migrate(&request, &result)
				       : acrn_cfgc_compile(&request, &result);
	for (size_t i = 0; acrn_cfgc_file(result, i, &file); i++)
		sum = add(sum, file.data, file.size);
	sum = add_diagnostics(work, sum, result);
	acrn_cfgc_free(result);
	return sum;
}

static void *compile_often(void *argument)
{
	struct work *work = argument;

	work->sum = compile_once(work);
	work->same = true;
	for (int i = 1; i < work->rounds; i++)
		work->same = compile_once(work) == work->sum && work->same;
	return NULL;
}

/* ---- this program's own use of libxslt ---------------------------------------------------- */

static const char own_sheet[] = SHEET("<xsl:own-fault/>");
static atomic_bool own_stop;
static unsigned own_rounds;
static unsigned own_heard; /* in this thread alone */
static atomic_uint strange_heard;

static void hear(void *context, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void hear(void *context, const char *format, ...)
{
	char words[500];
	va_list arguments;

	(void)context;
	va_start(arguments, format);
	(void)vsnprintf(words, sizeof(words), format, arguments);
	va_end(arguments);
	if (strstr(words, "own-fault") != NULL)
		own_heard++;
	else if (strstr(words, "fault") != NULL)
		strange_heard++;
}

static void compile_own(void)
{
	xmlDocPtr document =
		xmlReadMemory(own_sheet, (int)sizeof(own_sheet) - 1, "own.xsl", NULL, 0);
	xsltStylesheetPtr sheet = xsltParseStylesheetDoc(document);

	if (sheet != NULL)
		xsltFreeStylesheet(sheet);
	else
		xmlFreeDoc(document);
}

static void *use_libxslt(void *unused)
{
	for (; !own_stop; own_rounds++)
		compile_own();
	return unused;
}

/* ------------------------------------------------------------------------------------------- */

static bool run_both(struct work works[2])
{
	pthread_t threads[2];

	for (int i = 0; i < 2; i++) {
		if (pthread_create(&threads[i], NULL, compile_often, &works[i]) != 0)
			return false;
	}
	for (int i = 0; i < 2; i++)
		(void)pthread_join(threads[i], NULL);
	for (int i = 0; i < 2; i++) {
		if (!works[i].same || works[i].sum == 0 ||
			works[i].sum != compile_once(&works[i])) {
			fprintf(stderr, "%s: not the same in every round\n", works[i].scenario);
			return false;
		}
	}
	return works[0].sum != works[1].sum;
}

static bool run_faulty(char **argv)
{
	struct work pairs[][2] = {
		{{.words = "first-fault", .stylesheet = SHEET("<xsl:first-fault/>")},
			{.words = "second-fault", .stylesheet = SHEET("<xsl:second-fault/>")}},
		{{.words = "first-fault", .stylesheet = SHEET("<xsl:first-fault/>")},
			{.migrate_to = "v3.3"}},
	};
	bool ok = true;

	for (size_t i = 0; i < 2; i++) {
		for (size_t k = 0; k < 2; k++) {
			pairs[i][k].scenario = argv[1];
			pairs[i][k].board = argv[2];
			pairs[i][k].rounds = FAULTY_ROUNDS;
		}
		ok &= run_both(pairs[i]);
	}
	return ok;
}

/* What libxslt has to say to this program reaches it, and nothing else does. */
static bool run_beside(char **argv)
{
	pthread_t thread;

	xsltSetGenericErrorFunc(NULL, hear);
	compile_own();

	unsigned alone = own_heard; /* one fault is several messages */

	own_heard = 0;
	if (pthread_create(&thread, NULL, use_libxslt, NULL) != 0)
		return false;

	bool ok = run_faulty(argv);

	own_stop = true;
	(void)pthread_join(thread, NULL);
	if (own_rounds == 0 || own_heard != own_rounds * alone || strange_heard != 0) {
		fprintf(stderr,
			"of %u messages of its own this program heard %u, and %u of others\n",
			own_rounds * alone, own_heard, strange_heard);
		ok = false;
	}
	return ok && xsltGenericError == hear;
}

int main(int argc, char **argv)
{
	struct work works[2];

	if (argc != 5)
		return 2;
	for (int i = 0; i < 2; i++)
		works[i] = (struct work){
			.scenario = argv[1 + 2 * i], .board = argv[2 + 2 * i], .rounds = ROUNDS};

	bool ok = run_both(works) && run_beside(argv);

	xsltCleanupGlobals();
	xmlCleanupParser();
	return ok ? 0 : 1;
}
