/*
 * What the fuzz targets share. A target is one file with LLVMFuzzerTestOneInput() in it; linked
 * with libFuzzer it looks for trouble (scripts/fuzz.sh), linked with replay.c it runs the files
 * that it is given, as an ordinary test under any compiler.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "acrn_cfgc.h"
#include "xml/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

/* Ends the program, saying what does not hold. Unlike assert() it is in every build. */
#define FUZZ_REQUIRE(condition)                                                                    \
	do {                                                                                       \
		if (!(condition))                                                                  \
			fuzz_fail(__FILE__, __LINE__, #condition);                                 \
	} while (0)

_Noreturn void fuzz_fail(const char *file, int line, const char *condition);

/* Compiles from memory and requires everything that must hold for any input whatsoever. */
void fuzz_compile(const struct acrn_cfgc_request *request);

/*
 * What takes longer than the rest is required of one input in so many only, and always of the same
 * ones, so that a finding can be repeated.
 */
bool fuzz_is_chosen(const uint8_t *bytes, size_t size, unsigned share);

/* What the parsers of one document need, for a target that calls a pass by itself. */
struct fuzz_passes {
	struct arena arena;
	struct diag_list diags;
	struct context ctx;
	struct source source;
	struct xml_document document;
};

/* The arena and an empty list of diagnostics. */
void fuzz_begin(struct fuzz_passes *passes);
/* Requires sound diagnostics, of some inputs as text, and frees all but the document. */
void fuzz_end(struct fuzz_passes *passes, const uint8_t *data, size_t size);

/* Runs step on the loaded document, if it can be loaded, then requires sound diagnostics. */
void fuzz_document(const uint8_t *data, size_t size, void (*step)(struct fuzz_passes *passes));

/* No control character may reach a terminal or a log. */
void fuzz_require_printable(const char *text, size_t size);

#endif
