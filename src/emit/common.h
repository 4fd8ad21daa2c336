/* What several emitters need: the facts every file states, and how tables write them. */
#ifndef ACRNCFGC_EMIT_COMMON_H
#define ACRNCFGC_EMIT_COMMON_H

#include <inttypes.h>

#include "emit/emit.h"

/* A number in a format: "0x1a2b". */
#define HEX64 "0x%" PRIx64

/* The table of the VM with that id: files are in this order, whatever the scenario's is. */
const struct layout_vm *emit_table(const struct emit_input *in, uint64_t id);
/* The hypervisor has shared memory: the feature is on and a region is the hypervisor's. */
bool emit_has_regions(const struct config *config);

/* The board's or scenario's own name; NULL if the files do not say. */
const char *emit_board_name(const struct config *config);
const char *emit_scenario_name(const struct config *config);

/* The names of types in layout.json and layout.xml: "mem32", "hostbridge", "pre-launched". */
const char *emit_bar_type(enum bar_type type);
const char *emit_device_type(enum device_type type);
const char *emit_vm_kind(enum vm_kind kind);

/* "2 MiB", "1.5 GiB", "256 B"; what is not exact is cut after one decimal. */
const char *emit_size(struct arena *arena, uint64_t size);

/* The lines at the top of a file, each after prefix: what it is, and what it was made from. */
const char *emit_facts(
	struct arena *arena, const struct emit_input *in, const char *prefix, const char *title);

/* ---- templates (template.c) ---- */

/* Text files that are emitted: the files of templates/, embedded into the program. A template can
   be read as it is; its marks, such as @ID@, are replaced. */
struct template_mark {
	const char *mark; /* as in the template: "@ID@", or with the line end that goes with it */
	const char *text; /* NULL: the line with the mark is left out */
};

/* Adds the template with each mark replaced by its text. Of C also a line "... = {" is left out
   with its "}," where all lines between them are. */
void emit_template(struct text *out, const unsigned char *template,
	const struct template_mark *marks, size_t n_marks);

/* ---- C ---- */

/* The address of a device on a bus, as an initialiser; of BDF_ARGS(). */
#define EMIT_C_BDF "{.b = 0x%02xU, .d = 0x%02xU, .f = 0x%02xU}"

/* "12U", "0x1000UL" */
const char *emit_c_number(struct arena *arena, uint64_t number);
const char *emit_c_address(struct arena *arena, uint64_t address);

/* The comment at the top of a file; title is its first line. In the group hypervisor EMIT_MARK
   comes before it, alone on the first line. */
void emit_c_header(struct text *out, const struct emit_input *in, const char *title);
/* An error in our words where a header is missing that the target's tree has. */
void emit_c_require_header(
	struct text *out, const char *header, const char *file, const struct target *target);
/* #define NAME VALUE, the value in the given column. */
void emit_c_define(struct text *out, size_t column, const char *name, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* A string literal; see text_c_string(). */
const char *emit_c_string(struct arena *arena, const char *string);
/* "VM 0 'RTVM' (pre-launched VM)"; safe in a comment. */
const char *emit_c_vm(struct arena *arena, const struct vm *vm);
/* "shared memory hv:/a, 2 MiB"; safe in a comment. */
const char *emit_device_name(struct arena *arena, const struct layout_device *device);
/* Spaces up to the given column, where a tab reaches the next multiple of 8. */
void emit_c_pad_to(struct text *out, size_t column);
/* The line so far is continued: a backslash in the given column, and the next line begins. */
void emit_c_continue(struct text *out, size_t column);

#endif
