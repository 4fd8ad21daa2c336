/*
 * Judges scenes from many seeds, in several processes. Prints every kind of failure once, as the
 * smallest scene that fails so, and at the end what was seen. See run.sh for its use.
 */
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fault.h"
#include "shrink.h"

enum { MAX_JOBS = 64, MAX_KINDS = 64, MAX_CODES = 96, CASE_SECONDS = 60 };

struct options {
	char source_dir[PATH_MAX];
	char cache[PATH_MAX];
	uint64_t cases;
	uint64_t seed;
	uint64_t only; /* one case of this seed */
	unsigned jobs;
	unsigned script_every; /* every so many accepted scenes run.sh is asked too; 0: never */
	bool one;
	bool print;
	enum sabotage sabotage;
};

/* A name and how often it was met. */
struct tally {
	char name[MAX_KIND];
	unsigned count;
};

/* What one process has seen; in memory that all share. */
struct report {
	uint64_t current; /* the seed at hand */
	uint64_t outcomes[FAILED + 1];
	uint64_t by_script;
	struct stability stability;
	struct tally codes[MAX_CODES];
	struct tally kinds[MAX_KINDS];
};

/* True if the name is new. */
static bool count_name(struct tally *tallies, unsigned size, const char *name, unsigned count)
{
	unsigned i = 0;

	while (i < size - 1 && tallies[i].count > 0 && strcmp(tallies[i].name, name) != 0)
		i++;
	snprintf(tallies[i].name, sizeof(tallies[i].name), "%s", name);
	tallies[i].count += count;
	return tallies[i].count == count;
}

static void count_codes(struct report *report, const char *codes)
{
	while (*codes != '\0') {
		size_t length = strcspn(codes, " ");
		char code[16];

		snprintf(code, sizeof(code), "%.*s", (int)length, codes);
		count_name(report->codes, MAX_CODES, code, 1);
		codes += length + strspn(codes + length, " ");
	}
}

/* ---- failures ---- */

static void print_scene(FILE *out, const struct scene *scene)
{
	size_t size;
	char *scenario = scene_write_scenario(scene, &size);
	char *board = scene_write_board(scene, &size);

	fprintf(out, "---- scenario.xml (target %s)\n%s---- board.xml\n%s----\n",
		scene->release->name, scenario, board);
	free(scenario);
	free(board);
}

/* The words of the scene as it is now; those of a larger one may speak of what is gone. */
static void print_failure(struct judge *judge, uint64_t seed, const struct scene *scene)
{
	struct verdict verdict = judge_scene(judge, scene);
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	fprintf(out, "property: FAILED (%s): --only 0x%016llx\n%s\n", verdict.kind,
		(unsigned long long)seed, verdict.words != NULL ? verdict.words : "not any more");
	print_scene(out, scene);
	if (fclose(out) != 0)
		abort();
	fwrite(text, 1, size, stdout); /* in one piece: other processes print too */
	fflush(stdout);
	free(text);
	verdict_free(&verdict);
}

/* ---- one case ---- */

static void ask_script(const struct options *options, struct judge *judge,
	const struct scene *scene, struct report *report)
{
	report->by_script++;
	if (judge_by_script(judge, scene, options->cache))
		return;
	report->outcomes[FAILED]++;
	count_name(report->kinds, MAX_KINDS, "consumer/run.sh", 1);
	printf("property: FAILED (consumer/run.sh): --only 0x%016llx\n",
		(unsigned long long)scene->seed);
	print_scene(stdout, scene);
	fflush(stdout);
}

static void run_case(
	const struct options *options, struct judge *judge, uint64_t seed, struct report *report)
{
	struct scene *scene = malloc(sizeof(*scene));
	struct verdict verdict;

	if (scene == NULL)
		abort();
	report->current = seed;
	alarm(CASE_SECONDS);
	scene_generate(scene, seed);
	if (options->print)
		print_scene(stdout, scene);
	verdict = judge_scene(judge, scene);
	report->outcomes[verdict.outcome]++;
	count_codes(report, verdict.codes);
	if (verdict.outcome == FAILED && count_name(report->kinds, MAX_KINDS, verdict.kind, 1)) {
		alarm(10 * CASE_SECONDS);
		if (verdict.is_longer)
			(void)judge_lengthen(scene);
		shrink(judge, scene, verdict.kind);
		print_failure(judge, seed, scene);
	} else if (verdict.outcome == ACCEPTED && options->script_every > 0 &&
		   report->outcomes[ACCEPTED] % options->script_every == 1) {
		ask_script(options, judge, scene, report);
	}
	alarm(0);
	verdict_free(&verdict);
	free(scene);
}

static uint64_t seed_of(const struct options *options, uint64_t index)
{
	struct random random = {options->seed * 0x2545f4914f6cdd1d + index};

	return random_next(&random);
}

static void run_share(const struct options *options, unsigned job, struct report *report)
{
	struct judge judge = {.sabotage = options->sabotage};

	if (!workshop_open(&judge.workshop, options->source_dir)) {
		perror("property");
		exit(2);
	}
	if (options->one)
		run_case(options, &judge, options->only, report);
	for (uint64_t i = job; i < options->cases && !options->one; i += options->jobs)
		run_case(options, &judge, seed_of(options, i), report);
	report->stability = judge.stability;
	workshop_close(&judge.workshop);
}

/* ---- all cases ---- */

static void add_report(struct report *sum, const struct report *report)
{
	for (unsigned i = 0; i <= FAILED; i++)
		sum->outcomes[i] += report->outcomes[i];
	sum->by_script += report->by_script;
	sum->stability.tried += report->stability.tried;
	sum->stability.refused += report->stability.refused;
	sum->stability.moved += report->stability.moved;
	sum->stability.moved_vbdf += report->stability.moved_vbdf;
	for (unsigned i = 0; i < MAX_CODES && report->codes[i].count > 0; i++)
		count_name(sum->codes, MAX_CODES, report->codes[i].name, report->codes[i].count);
	for (unsigned i = 0; i < MAX_KINDS && report->kinds[i].count > 0; i++)
		count_name(sum->kinds, MAX_KINDS, report->kinds[i].name, report->kinds[i].count);
}

static void print_summary(const struct report *sum, double seconds)
{
	uint64_t all = 0;

	for (unsigned i = 0; i <= FAILED; i++)
		all += sum->outcomes[i];
	printf("property: %llu cases in %.1f s, %.0f a minute\n", (unsigned long long)all, seconds,
		(double)all / seconds * 60);
	printf("property: %llu accepted, %llu refused for want of room, %llu refused for what was "
	       "broken, %llu undecided, %llu failed\n",
		(unsigned long long)sum->outcomes[ACCEPTED],
		(unsigned long long)sum->outcomes[REFUSED],
		(unsigned long long)sum->outcomes[REFUSED_FAULT],
		(unsigned long long)sum->outcomes[REFUSED_UNDECIDED],
		(unsigned long long)sum->outcomes[FAILED]);
	printf("property: a region added at the end of %u: no room in %u; BARs moved in %u VMs, "
	       "nothing but vBDFs of vUARTs in %u\n",
		sum->stability.tried, sum->stability.refused, sum->stability.moved,
		sum->stability.moved_vbdf);
	printf("property: %llu also by tests/tables/consumer/run.sh\nproperty: errors seen:",
		(unsigned long long)sum->by_script);
	for (unsigned i = 0; i < MAX_CODES && sum->codes[i].count > 0; i++)
		printf(" %s %u", sum->codes[i].name, sum->codes[i].count);
	printf("\n");
	for (unsigned i = 0; i < MAX_KINDS && sum->kinds[i].count > 0; i++)
		printf("property: failed %u times: %s\n", sum->kinds[i].count, sum->kinds[i].name);
}

/* True if all went well. */
static bool run_all(const struct options *options)
{
	size_t size = (options->jobs + 1) * sizeof(struct report);
	struct report *reports =
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct report *sum = &reports[options->jobs];
	pid_t children[MAX_JOBS];
	struct timespec start, end;
	bool ok = true;

	if (reports == MAP_FAILED)
		return false;
	clock_gettime(CLOCK_MONOTONIC, &start);
	fflush(stdout);
	for (unsigned job = 0; job < options->jobs; job++) {
		children[job] = fork();
		if (children[job] == 0) {
			run_share(options, job, &reports[job]);
			exit(0);
		}
	}
	for (unsigned job = 0; job < options->jobs; job++) {
		int status;

		waitpid(children[job], &status, 0);
		if (status != 0) {
			printf("property: CRASHED (status 0x%x): --only 0x%016llx --print\n",
				(unsigned)status, (unsigned long long)reports[job].current);
			ok = false;
		}
		add_report(sum, &reports[job]);
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	print_summary(sum,
		(double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9);
	return ok && sum->outcomes[FAILED] == 0;
}

static enum sabotage sabotage_of(const char *name)
{
	static const char *const names[] = {[SABOTAGE_TABLES] = "tables",
		[SABOTAGE_REFUSE] = "refuse",
		[SABOTAGE_ACCEPT] = "accept",
		[SABOTAGE_MOVE] = "move"};

	for (unsigned i = 1; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i], name) == 0)
			return (enum sabotage)i;
	}
	fprintf(stderr, "property: no such sabotage: %s\n", name);
	exit(2);
}

static bool parse_options(int argc, char **argv, struct options *options)
{
	static const struct option names[] = {{"cases", required_argument, NULL, 'n'},
		{"seed", required_argument, NULL, 's'}, {"jobs", required_argument, NULL, 'j'},
		{"only", required_argument, NULL, 'o'}, {"print", no_argument, NULL, 'p'},
		{"script-every", required_argument, NULL, 'e'},
		{"sabotage", required_argument, NULL, 'x'}, {NULL, 0, NULL, 0}};
	int option;

	while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
		switch (option) {
		case 'n': options->cases = strtoull(optarg, NULL, 0); break;
		case 's': options->seed = strtoull(optarg, NULL, 0); break;
		case 'j': options->jobs = (unsigned)strtoul(optarg, NULL, 0); break;
		case 'e': options->script_every = (unsigned)strtoul(optarg, NULL, 0); break;
		case 'x': options->sabotage = sabotage_of(optarg); break;
		case 'p': options->print = true; break;
		case 'o':
			options->only = strtoull(optarg, NULL, 0);
			options->one = true;
			break;
		default: return false;
		}
	}
	if (options->one)
		options->jobs = 1;
	return optind + 2 == argc && options->jobs > 0 && options->jobs <= MAX_JOBS;
}

int main(int argc, char **argv)
{
	struct options options = {.cases = 1000, .seed = 1, .jobs = 1};

	if (!parse_options(argc, argv, &options)) {
		fprintf(stderr,
			"usage: property [--cases N] [--seed N] [--jobs N] [--only SEED] "
			"[--print] [--script-every N] [--sabotage NAME] SOURCE_DIR CACHE\n");
		return 2;
	}
	if (realpath(argv[optind], options.source_dir) == NULL ||
		realpath(argv[optind + 1], options.cache) == NULL) {
		perror("property");
		return 2;
	}
	return run_all(&options) ? 0 : 1;
}
