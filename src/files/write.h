/*
 * WRITE: all files of a compilation or none. Every file is written and synced beside its place;
 * only when all are there are they renamed. A file whose bytes did not change is left alone, its
 * time stamp too. Nothing outside the folder is ever touched: no symbolic link below it is
 * followed, and only regular files are replaced. The folder itself may be a link.
 *
 * No function here jumps from the middle of its work when memory runs out: what needs the arena
 * is done before the first file is opened or after the last is closed.
 */
#ifndef ACRNCFGC_OUTPUT_H
#define ACRNCFGC_OUTPUT_H

#include "model/outputs.h"
#include "model/pass.h"

/*
 * The last word: asked when all files are in their places and can still be taken back. False: they
 * are taken back. Whatever can fail behind the files is done here.
 */
struct output_last_word {
	bool (*ask)(void *argument);
	void *argument;
};

/*
 * Reports failures as OUT diagnostics (DIAG_FAILURE): which file, which step, why. last: NULL
 * if nobody is to be asked.
 */
void output_write(struct pass *pass, const struct output_list *outputs, const char *folder,
	const struct output_last_word *last);

/* --verify: reports each file that is missing or differs as an error; writes nothing. */
void output_verify(struct pass *pass, const struct output_list *outputs, const char *folder);

/*
 * A make rule: every output depends on every input; names quoted for make. Same guarantees.
 * Standard input ("<stdin>") is no file to depend on.
 */
struct output_rules {
	const char *depfile;
	const char *const *inputs;
	size_t n_inputs;
};

void output_depfile(struct pass *pass, const struct output_list *outputs, const char *folder,
	const struct output_rules *rules);

/*
 * The rules and the outputs. In the same folder they are written together; elsewhere the rules are
 * written first, and stay when the outputs fail: then they only say what the next run reads.
 */
void output_write_with_rules(struct pass *pass, const struct output_list *outputs,
	const char *folder, const struct output_rules *rules, const struct output_last_word *last);

#endif
