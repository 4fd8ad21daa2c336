/*
 * WRITE: all files of a compilation or none. Every file is complete in a temporary beside its place
 * before the first one is renamed; a failure renames everything back. A file whose bytes did not
 * change is left alone, its time stamp too. Below the output folder no symbolic link is followed,
 * and only regular files are replaced. The folder itself may be a link.
 *
 * No function here jumps from the middle of its work when memory runs out: what needs the arena
 * is done before the first file is opened or after the last is closed.
 */
#ifndef ACRNCFGC_OUTPUT_H
#define ACRNCFGC_OUTPUT_H

#include "model/outputs.h"
#include "model/context.h"

/* A text that is written together with the outputs: make rules, a report, diagnostics. */
struct output_document {
	const char *path; /* as the user gave it */
	const char *bytes;
	size_t size;
	bool makes_folder; /* the missing folders of path are made */
};

/*
 * Adds to the obsolete files those below folder whose path is an obsolete one with another name in
 * the place of each '*', and which are no outputs.
 */
void output_find_stale(struct context *ctx, struct output_list *outputs, const char *folder);

/*
 * The outputs, and the documents in their order. A document inside the folder is one of its files.
 * Any other is written when the outputs are in their places; what fails there is reported and
 * leaves the outputs. Failures are OUT diagnostics (DIAG_FAILURE): which file, which step, why.
 */
void output_write(struct context *ctx, const struct output_list *outputs, const char *folder,
	const struct output_document *documents, size_t n_documents);

/*
 * document.c: one document. A regular file is replaced at one moment or left as it was; a
 * device, a pipe or a symbolic link is written to.
 */
void output_document(struct context *ctx, const struct output_document *document);

/* --verify: reports each file that is missing, differs or is obsolete; writes nothing. */
void output_verify(struct context *ctx, const struct output_list *outputs, const char *folder);

/*
 * depfile.c: fills in a document that has its path with a make rule: every output depends on
 * every input; names quoted for make. The list of inputs ends with NULL; standard input ("<stdin>")
 * is no file to depend on. False: a name that make cannot read has been reported.
 */
bool output_depfile(struct context *ctx, const struct output_list *outputs, const char *folder,
	const char *const *inputs, struct output_document *document)
	__attribute__((warn_unused_result));

/* names.c: all files that one command names. */
struct output_names {
	const char *const *inputs; /* "-" is standard input */
	size_t n_inputs;
	const char *const *documents;
	size_t n_documents;
	const char *folder;         /* NULL: there are no outputs */
	const char *const *outputs; /* below folder */
	size_t n_outputs;
};

/*
 * Two names of one file, of which at least one is written, in words; NULL if there are no such
 * names. Compared are the files, or the resolved names of files that do not exist yet. Devices and
 * pipes are not.
 */
const char *output_find_clash(struct arena *arena, const struct output_names *names);

#endif
