/* See judge.h. */
#include "judge.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"

void verdict_free(struct verdict *verdict)
{
	free(verdict->words);
	verdict->words = NULL;
}

/* Takes the words. */
static struct verdict fail(const char *kind, const char *detail, char *words)
{
	struct verdict verdict = {.outcome = FAILED, .words = words};

	snprintf(verdict.kind, sizeof(verdict.kind), "%s%.*s", kind, (int)strcspn(detail, "\n"),
		detail);
	return verdict;
}

/* Without the numbers and names of this case, so that failures of one cause have one kind. */
static void strip_details(char *kind)
{
	char *to = kind;
	bool in_number = false;
	bool in_quotes = false;

	for (const char *from = kind; *from != '\0'; from++) {
		bool digit = in_number ? isxdigit((unsigned char)*from) || *from == 'x'
				       : isdigit((unsigned char)*from) != 0;

		if (*from == '\'')
			in_quotes = !in_quotes;
		else if (in_quotes)
			continue;
		if (!digit || !in_number)
			*to++ = *from;
		if (digit)
			to[-1] = '#';
		in_number = digit;
	}
	*to = '\0';
}

/* ---- what the compiler said ---- */

struct said {
	unsigned problems;
	char codes[96]; /* each once */
	char *messages; /* to be freed */
};

static struct said listen(const struct acrn_cfgc_result *result)
{
	struct said said = {.messages = words_of("%s", "")};
	struct acrn_cfgc_diagnostic diagnostic;

	for (size_t i = 0; acrn_cfgc_diagnostic(result, i, &diagnostic); i++) {
		char *longer;

		if (diagnostic.severity != ACRN_CFGC_ERROR)
			continue;
		longer = words_of("%s%s:%u: %s [%s]\n", said.messages,
			diagnostic.place.file != NULL ? diagnostic.place.file : "-",
			diagnostic.place.line, diagnostic.message, diagnostic.code);
		free(said.messages);
		said.messages = longer;
		said.problems |= problem_of_code(diagnostic.code);
		if (strstr(said.codes, diagnostic.code) == NULL &&
			strlen(said.codes) + strlen(diagnostic.code) + 2 < sizeof(said.codes)) {
			strcat(said.codes, said.codes[0] != '\0' ? " " : "");
			strcat(said.codes, diagnostic.code);
		}
	}
	return said;
}

static struct verdict refused(enum outcome outcome, const struct said *said)
{
	struct verdict verdict = {.outcome = outcome};

	snprintf(verdict.codes, sizeof(verdict.codes), "%s", said->codes);
	return verdict;
}

/* ---- properties ---- */

/* The same input gives the same bytes. */
static bool is_repeatable(const struct scene *scene, const struct acrn_cfgc_result *result)
{
	struct compilation again;
	struct acrn_cfgc_file first;
	struct acrn_cfgc_file second;
	bool same;

	compilation_run(&again, scene);
	same = acrn_cfgc_file_count(result) == acrn_cfgc_file_count(again.result);
	for (size_t i = 0; same && acrn_cfgc_file(result, i, &first); i++) {
		same = acrn_cfgc_file(again.result, i, &second) && first.size == second.size &&
		       strcmp(first.path, second.path) == 0 &&
		       memcmp(first.data, second.data, first.size) == 0;
	}
	compilation_free(&again);
	return same;
}

/* The first PCI004 with wrong advice, to be freed; NULL: none. */
static char *find_wrong_advice(const struct scene *scene, const struct acrn_cfgc_result *result)
{
	struct acrn_cfgc_diagnostic diagnostic;
	char *wrong = NULL;

	for (size_t i = 0; acrn_cfgc_diagnostic(result, i, &diagnostic) && wrong == NULL; i++) {
		if (strcmp(diagnostic.code, "PCI004") == 0)
			wrong = judge_advice(scene, diagnostic.message);
	}
	return wrong;
}

static struct verdict judge_refusal(const struct scene *scene,
	const struct acrn_cfgc_result *result, const struct said *said,
	const struct prediction *prediction)
{
	struct verdict verdict;
	unsigned decided = prediction->gave_up ? (unsigned)~NO_ROOM_FOR_BARS : ~0u;
	char *words;

	if ((said->problems & decided) != (prediction->problems & decided)) {
		words = problem_words(prediction->problems);
		verdict = fail("refused: ", said->codes,
			words_of("refused with %s, but what has no room is: %s\n%s", said->codes,
				words, said->messages));
		free(words);
		return verdict;
	}
	words = find_wrong_advice(scene, result);
	if (words == NULL)
		words = judge_all_advice(scene, result);
	if (words != NULL)
		return fail("wrong advice", "", words);
	return refused(prediction->gave_up ? REFUSED_UNDECIDED : REFUSED, said);
}

/* One fault can break two rules: many VMs are too many of a type, and a TPM is for the first VM. */
static const struct {
	const char *fault;
	const char *also;
} followers[] = {{"VMS005", "KND001"}, {"VMS006", "DEV001"}};

static bool names_fault(const struct said *said, const char *fault)
{
	if (strcmp(said->codes, fault) == 0)
		return true;
	for (size_t i = 0; i < sizeof(followers) / sizeof(followers[0]); i++) {
		if (strcmp(fault, followers[i].fault) == 0 && strstr(said->codes, fault) != NULL &&
			strstr(said->codes, followers[i].also) != NULL &&
			strlen(said->codes) == strlen(fault) + 1 + strlen(followers[i].also))
			return true;
	}
	return false;
}

static struct verdict fail_fault(const struct fault *fault, const struct said *said, char *words)
{
	char kind[MAX_KIND];

	snprintf(kind, sizeof(kind), "fault %s, said %s", fault->code, said->codes);
	return fail(kind, "", words);
}

static struct verdict judge_fault(
	const struct judge *judge, const struct scene *scene, const struct said *said)
{
	if (names_fault(said, scene->fault->code) && judge->sabotage != SABOTAGE_ACCEPT)
		return refused(REFUSED_FAULT, said);
	return fail_fault(scene->fault, said,
		words_of("broken on purpose for %s (%s), the compiler says: %s\n%s",
			scene->fault->code, scene->fault->text ? scene->fault->text : "by a rule",
			said->codes[0] != '\0' ? said->codes : "nothing", said->messages));
}

static struct verdict judge_acceptance(struct judge *judge, const struct scene *scene,
	const struct compilation *compilation, const struct facts *known,
	const struct prediction *prediction, struct table_copy *copy)
{
	char *words = NULL;
	struct tables *tables;

	if (prediction->problems != NO_PROBLEM) {
		char *problems = problem_words(prediction->problems);
		struct verdict verdict = fail("accepted although ", problems,
			words_of("accepted, but there is no room: %s", problems));

		free(problems);
		return verdict;
	}
	judge->workshop.spoil = judge->sabotage == SABOTAGE_TABLES;
	tables = tables_load(&judge->workshop, scene, compilation->result, &words);
	if (tables == NULL)
		return fail("does not compile", "", words);
	words = consumer_judge(known);
	consumer_copy_tables(known, copy);
	tables_unload(tables);
	if (words != NULL) {
		struct verdict verdict = fail("", strstr(words, "consumer: fault: "), words);

		strip_details(verdict.kind);
		return verdict;
	}
	if (scene->seed % 8 == 0 && !is_repeatable(scene, compilation->result))
		return fail(
			"not repeatable", "", words_of("two compilations give different files"));
	return (struct verdict){.outcome = ACCEPTED};
}

/* A scene in which nothing is broken. */
static struct verdict judge_sound(struct judge *judge, const struct scene *scene,
	const struct compilation *compilation, const struct said *said, struct table_copy *copy)
{
	struct scene_facts *known = facts_make(scene);
	struct prediction prediction = predict(scene, facts_of(known));
	struct verdict verdict;

	if (compilation->status == ACRN_CFGC_OK && judge->sabotage == SABOTAGE_REFUSE) {
		struct said pretended = {.problems = NO_ROOM_FOR_BARS, .messages = said->messages};

		verdict = judge_refusal(scene, compilation->result, &pretended, &prediction);
	} else if (compilation->status == ACRN_CFGC_OK) {
		verdict = judge_acceptance(
			judge, scene, compilation, facts_of(known), &prediction, copy);
	} else {
		verdict = judge_refusal(scene, compilation->result, said, &prediction);
	}
	facts_free(known);
	return verdict;
}

static struct verdict judge_once(
	struct judge *judge, const struct scene *scene, struct table_copy *copy)
{
	struct compilation compilation;
	struct said said;
	struct verdict verdict;

	compilation_run(&compilation, scene);
	said = listen(compilation.result);
	if (compilation.status != ACRN_CFGC_OK && compilation.status != ACRN_CFGC_INPUT_ERRORS)
		verdict = fail("status ", said.codes,
			words_of("status %d\n%s", (int)compilation.status, said.messages));
	else if ((compilation.status == ACRN_CFGC_OK) != (said.codes[0] == '\0') ||
		 (compilation.status == ACRN_CFGC_OK) !=
			 (acrn_cfgc_file_count(compilation.result) > 0))
		verdict = fail("status and errors differ", "",
			words_of("status %d with %zu files and these errors:\n%s",
				(int)compilation.status, acrn_cfgc_file_count(compilation.result),
				said.messages));
	else if (scene->fault != NULL)
		verdict = judge_fault(judge, scene, &said);
	else
		verdict = judge_sound(judge, scene, &compilation, &said, copy);
	free(said.messages);
	compilation_free(&compilation);
	return verdict;
}

/* ---- stability ---- */

static bool first_attempt_works(const struct scene *scene, unsigned vm)
{
	struct scene_facts *known = facts_make(scene);
	struct address_space *space = malloc(sizeof(*space));
	struct request_list requests;
	bool works;

	if (space == NULL)
		abort();
	works = predict_vm(scene, facts_of(known), vm, space, &requests) == NO_PROBLEM &&
		search_first_attempt(space, &requests);
	free(space);
	facts_free(known);
	return works;
}

/* The entry of the longer table that is the same device. */
static const struct table_entry *find_same(
	const struct table_copy *copy, unsigned vm, const struct table_entry *entry)
{
	for (unsigned i = 0; i < copy->n_entries[vm]; i++) {
		const struct table_entry *other = &copy->entries[vm][i];

		if (strcmp(entry->region, other->region) == 0 && entry->pbdf == other->pbdf &&
			entry->vuart == other->vuart)
			return other;
	}
	return NULL;
}

/* Compares one VM's tables without and with a further region; NULL or what is wrong. */
static const char *compare_vm(struct judge *judge, const struct scene *longer, unsigned vm,
	const struct table_copy *before, const struct table_copy *after, bool may_move)
{
	bool moved = judge->sabotage == SABOTAGE_MOVE && before->n_entries[vm] > 0;
	bool moved_vbdf = false;

	for (unsigned i = 0; i < before->n_entries[vm]; i++) {
		const struct table_entry *entry = &before->entries[vm][i];
		const struct table_entry *same = find_same(after, vm, entry);

		if (same == NULL)
			return "an entry is gone";
		moved |= memcmp(entry->bars, same->bars, sizeof(entry->bars)) != 0;
		if (entry->vbdf != same->vbdf && entry->vuart == 0)
			return "the vBDF of a region or passthrough device changed";
		moved_vbdf |= entry->vbdf != same->vbdf;
	}
	judge->stability.moved += moved;
	judge->stability.moved_vbdf += !moved && moved_vbdf;
	if ((moved || moved_vbdf) && (longer->regions[longer->n_regions - 1].vms >> vm & 1) == 0)
		return "a device moved in a VM that is not in the new region";
	return moved && !may_move ? "a BAR moved although the first attempt has room for all"
				  : NULL;
}

bool judge_lengthen(struct scene *scene)
{
	struct random random = {scene->seed ^ 0x5eed};

	return scene_is_enabled(scene) && scene_add_region(scene, &random);
}

static struct verdict judge_stability(
	struct judge *judge, const struct scene *scene, const struct table_copy *before)
{
	struct verdict verdict = {.outcome = ACCEPTED};
	struct scene *longer = malloc(sizeof(*longer));
	struct table_copy *after = malloc(sizeof(*after));

	if (longer == NULL || after == NULL)
		abort();
	*longer = *scene;
	if (judge_lengthen(longer))
		verdict = judge_once(judge, longer, after);
	verdict.is_longer = true;
	judge->stability.tried += longer->n_regions > scene->n_regions;
	if (verdict.outcome == ACCEPTED && longer->n_regions > scene->n_regions) {
		for (unsigned vm = 0; vm < scene->n_vms && verdict.outcome == ACCEPTED; vm++) {
			bool may_move =
				!first_attempt_works(scene, vm) || !first_attempt_works(longer, vm);
			const char *wrong = compare_vm(judge, longer, vm, before, after, may_move);

			if (wrong != NULL) /* then it is no failure of the longer scene alone */
				verdict = fail("stability: ", wrong,
					words_of("VM %u, region '%s' of %u MB added: %s", vm,
						longer->regions[scene->n_regions].name,
						longer->regions[scene->n_regions].mb, wrong));
		}
	} else if (verdict.outcome != FAILED) {
		judge->stability.refused += verdict.outcome != ACCEPTED;
		verdict.outcome = ACCEPTED;
	}
	free(longer);
	free(after);
	return verdict;
}

struct verdict judge_scene(struct judge *judge, const struct scene *scene)
{
	struct table_copy *copy = malloc(sizeof(*copy));
	struct verdict verdict;

	if (copy == NULL)
		abort();
	verdict = judge_once(judge, scene, copy);
	if (verdict.outcome == ACCEPTED && (scene->release->number >= 203 || scene->seed % 4 == 0))
		verdict = judge_stability(judge, scene, copy);
	free(copy);
	return verdict;
}
