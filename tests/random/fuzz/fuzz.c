/* What must hold for every input: see fuzz.h. */
#include "fuzz.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag/render.h"

_Noreturn void fuzz_fail(const char *file, int line, const char *condition)
{
	(void)fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
	abort();
}

void fuzz_require_printable(const char *text, size_t size)
{
	const unsigned char *bytes = (const unsigned char *)text;

	for (size_t i = 0; i < size; i++) {
		FUZZ_REQUIRE(bytes[i] == '\n' || bytes[i] == '\t' || bytes[i] >= 0x20);
		FUZZ_REQUIRE(bytes[i] != 0x7f);
		/* The second page of control characters, U+0080 to U+009F. */
		FUZZ_REQUIRE(bytes[i] != 0xc2 || i + 1 == size || bytes[i + 1] >= 0xa0);
	}
}

static void require_json(const char *text, size_t size)
{
	json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);

	FUZZ_REQUIRE(root != NULL);
	json_decref(root);
}

static void require_json_lines(const char *text, size_t size)
{
	const char *end = text + size;

	while (text < end) {
		const char *line_end = memchr(text, '\n', (size_t)(end - text));

		FUZZ_REQUIRE(line_end != NULL);
		require_json(text, (size_t)(line_end - text));
		text = line_end + 1;
	}
}

static void require_report(const struct acrn_cfgc_result *result, enum acrn_cfgc_format format,
	void (*require)(const char *, size_t))
{
	struct acrn_cfgc_report_options options = {.format = format};
	struct acrn_cfgc_report *report = acrn_cfgc_report_new(&options);
	const char *text;
	size_t size;

	FUZZ_REQUIRE(report != NULL);
	FUZZ_REQUIRE(acrn_cfgc_report_add(report, result) == ACRN_CFGC_OK);
	FUZZ_REQUIRE(acrn_cfgc_report_text(report, true, &text, &size) == ACRN_CFGC_OK);
	require(text, size);
	acrn_cfgc_report_free(report);
}

static void require_files(const struct acrn_cfgc_result *result)
{
	struct acrn_cfgc_file file;

	for (size_t i = 0; acrn_cfgc_file(result, i, &file); i++) {
		FUZZ_REQUIRE(file.size == strlen(file.data));
		fuzz_require_printable(file.data, file.size);
		if (strcmp(file.path, "layout.json") == 0)
			require_json(file.data, file.size);
	}
}

/* SARIF names every rule there is, which takes longer than most compilations; a rendering as text
   or JSON takes longer than the rules of one region. */
#define SARIF_SHARE 64u
#define JSON_SHARE 8u
#define TEXT_SHARE 16u

bool fuzz_is_chosen(const uint8_t *bytes, size_t size, unsigned share)
{
	unsigned sum = 0;

	for (size_t i = 0; i < size; i++)
		sum = sum * 31 + bytes[i];
	return sum % share == 0;
}

static bool is_chosen_request(const struct acrn_cfgc_request *request, unsigned share)
{
	const struct acrn_cfgc_input *input =
		request->scenario.name != NULL ? &request->scenario : &request->launches[0].script;

	return fuzz_is_chosen(input->data, input->size, share);
}

void fuzz_compile(const struct acrn_cfgc_request *request)
{
	struct acrn_cfgc_diagnostic diagnostic;
	struct acrn_cfgc_result *result;
	enum acrn_cfgc_status status = acrn_cfgc_compile(request, &result);
	size_t n_errors = 0;

	/* Nothing can fail but the input; the verifier blames the program with status 3. */
	FUZZ_REQUIRE(status == ACRN_CFGC_OK || status == ACRN_CFGC_INPUT_ERRORS);
	for (size_t i = 0; acrn_cfgc_diagnostic(result, i, &diagnostic); i++)
		n_errors += diagnostic.severity == ACRN_CFGC_ERROR;
	FUZZ_REQUIRE((n_errors != 0) == (status == ACRN_CFGC_INPUT_ERRORS));
	require_report(result, ACRN_CFGC_TEXT, fuzz_require_printable);
	if (is_chosen_request(request, JSON_SHARE))
		require_report(result, ACRN_CFGC_JSON, require_json_lines);
	if (is_chosen_request(request, SARIF_SHARE))
		require_report(result, ACRN_CFGC_SARIF, require_json);
	require_files(result);
	acrn_cfgc_free(result);
}

void fuzz_begin(struct fuzz_passes *passes)
{
	passes->arena = (struct arena){.chunks = NULL};
	passes->diags = (struct diag_list){.arena = &passes->arena};
	passes->ctx = (struct context){.arena = &passes->arena, .diags = &passes->diags};
}

static void require_text(struct fuzz_passes *passes)
{
	struct diag_text_options options = {.color = false};
	struct text text;

	diag_sort(&passes->diags, 0);
	text_init(&text, &passes->arena);
	diag_render_text(&text, &passes->diags, &options);
	fuzz_require_printable(text.bytes, text.length);
}

void fuzz_end(struct fuzz_passes *passes, const uint8_t *data, size_t size)
{
	FUZZ_REQUIRE(!passes->diags.failed);
	if (fuzz_is_chosen(data, size, TEXT_SHARE))
		require_text(passes);
	arena_release(&passes->arena);
}

void fuzz_document(const uint8_t *data, size_t size, void (*step)(struct fuzz_passes *passes))
{
	struct fuzz_passes passes = {
		.source = {.name = "input.xml", .bytes = (const char *)data, .size = size},
	};

	fuzz_begin(&passes);
	if (xml_load(&passes.ctx, &passes.source, &passes.document))
		step(&passes);
	else
		FUZZ_REQUIRE(passes.diags.n_errors != 0);
	xml_release(&passes.document);
	fuzz_end(&passes, data, size);
}
