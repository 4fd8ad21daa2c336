/*
 * libacrncfgc: compile an ACRN scenario and board into shared memory tables.
 *
 * Everything happens in memory: nothing is printed, no function exits but for want of memory, and
 * neither environment, locale, signals nor the current folder are touched. A file is read only for
 * an input without data, and written only by the functions with "write" in their names. Each call
 * is complete by itself: nothing is kept from one result for the next, but for a board that a
 * request borrows.
 *
 * Ownership: what a function returns belongs to the object it was asked of and lives until that
 * object is freed. The request and everything it points to must live until the result is freed.
 * Results and reports are independent of each other, but for what acrn_cfgc_diff() and board_of
 * say.
 *
 * Errors: a function that can fail returns a status, and there is no other error channel. What is
 * wrong with an input is a diagnostic of the result. An index past the end, and a question that has
 * no answer, is false, 0 or NULL. No input leads to a crash.
 *
 * Memory: when it runs out, the process ends as it does with GLib: "acrn-cfgc: out of memory" on
 * standard error, exit status 3, without the functions of atexit(). A program that has to go on
 * runs acrn-cfgc as a process.
 *
 * Threads: different results and reports may be used by different threads at the same time, without
 * any preparation and for every function; one result or report by one thread at a time. The tables
 * at the end of this file may be read by all.
 *
 * Units: sizes and addresses are bytes. Lines and columns start at 1; a column is one code point.
 * Strings are UTF-8, end with a NUL and may hold any character of the input, control characters
 * included.
 *
 * What of libxml2 and libxslt belongs to the whole process: the first compilation, or
 * acrn_cfgc_start(), initialises both; while a report of a stylesheet or a migration is made,
 * libxslt's generic error function is taken, and passes on what it hears in other threads. Only a
 * program that uses libxml2 or libxslt itself has to know: it calls acrn_cfgc_start() before it
 * starts threads that do, and xmlCleanupParser() after its last call of this library.
 */
#ifndef ACRN_CFGC_H
#define ACRN_CFGC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define ACRN_CFGC_API __attribute__((visibility("default")))
#else
#define ACRN_CFGC_API
#endif

/* Also the exit status of the command line tool. */
enum acrn_cfgc_status {
	ACRN_CFGC_OK = 0,
	ACRN_CFGC_INPUT_ERRORS = 1, /* the input has errors, or a folder differs (verify) */
	ACRN_CFGC_USAGE = 2,        /* the request makes no sense: see acrn_cfgc_usage_error() */
	ACRN_CFGC_ENVIRONMENT = 3,  /* cannot read, cannot write, internal error */
};

/*
 * Does at a moment of your choice what the first compilation does else, see above. Once is enough,
 * never is right for most programs, and it cannot fail.
 */
ACRN_CFGC_API void acrn_cfgc_start(void);

/* ---- compiling --------------------------------------------------------------------------- */

/* At most 64 MiB; a launch script at most 256 KiB. */
struct acrn_cfgc_input {
	const char *name; /* file name for messages; NULL: there is no such input */
	const void *data; /* NULL: read the file of that name, "-" is standard input */
	size_t size;      /* bytes of data; of no meaning without */
};

/* Groups of output files, as bits of acrn_cfgc_request.emit. */
enum acrn_cfgc_group {
	ACRN_CFGC_TABLES = 1 << 0,
	ACRN_CFGC_CONFIG = 1 << 1,
	ACRN_CFGC_REPORT = 1 << 2,
	ACRN_CFGC_LAUNCH = 1 << 3,
	ACRN_CFGC_GUEST = 1 << 4,
	ACRN_CFGC_QEMU = 1 << 5,
	ACRN_CFGC_ALL_GROUPS = (1 << 6) - 1, /* all but the next */
	ACRN_CFGC_HYPERVISOR = 1 << 6,       /* the whole configuration of a v2.3 hypervisor */
};

/* A shell script that starts post-launched VMs with acrn-dm. */
struct acrn_cfgc_launch {
	const char *vm; /* its VM's id or name in the scenario; NULL: the script says it */
	struct acrn_cfgc_input script;
};

enum acrn_cfgc_release {
	ACRN_CFGC_RELEASE_AS_GIVEN,
	ACRN_CFGC_RELEASE_NO,
	ACRN_CFGC_RELEASE_YES,
};

struct acrn_cfgc_request {
	/* Without a name: only the launch scripts are checked, against each other. */
	struct acrn_cfgc_input scenario;
	struct acrn_cfgc_input board; /* without one nothing is laid out and nothing emitted */
	/*
	 * A folder of boards, or NULL; of no meaning with a board. Taken is DIR/<board>.xml, the
	 * board in the scenario's own folder if that lies below DIR, DIR/<board>/<board>.xml, or
	 * the file in DIR or one of its folders whose board attribute is that name. A scenario
	 * without a board attribute is for the only board of its folder, or the one that has the
	 * folder's name. If emit is 0 a file that is no scenario is skipped, see
	 * acrn_cfgc_skipped().
	 */
	const char *board_dir;
	/*
	 * Many scenarios for few boards: a request with lends_board lends the board that it has
	 * read; those after it name its result as board_of and take the board from there, with
	 * what was found in it. A result that lends a board itself, see acrn_cfgc_lends_board(),
	 * can be the next board_of: from there the results before it are found. Each has to live
	 * longer than those that borrow from it.
	 */
	bool lends_board;
	const struct acrn_cfgc_result *board_of;
	const char *target; /* "v2.3"; NULL: by the scenario's dialect */
	unsigned emit;      /* enum acrn_cfgc_group, or-ed; 0: checks only */
	/* For the group hypervisor: whether it is built as a release; else the scenario says it. */
	enum acrn_cfgc_release release;
	/* The texts after -W, in order: "error", "error=NAME", "no-NAME", "NAME". */
	const char *const *warnings;
	size_t n_warnings;
	bool no_warnings; /* -w */
	/* For acrn_cfgc_migrate() only: the release whose form is wanted, and whether it may lose
	   what that form has no place for. */
	const char *migrate_to;
	bool allow_loss;
	/* XSLT 1.0 for reports of your own: "memory.csv.xsl" makes the file memory.csv. Not applied
	   where emit is 0. */
	const struct acrn_cfgc_input *stylesheets;
	size_t n_stylesheets;
	const struct acrn_cfgc_launch *launches; /* checked against the scenario, if there is one */
	size_t n_launches;
	bool time_passes; /* acrn_cfgc_pass_time() will be asked */
};

struct acrn_cfgc_result;

/* Always makes a result. Free it with acrn_cfgc_free(). */
ACRN_CFGC_API enum acrn_cfgc_status acrn_cfgc_compile(
	const struct acrn_cfgc_request *request, struct acrn_cfgc_result **result);

/*
 * The scenario with its shared memory in the form that another release reads (request.migrate_to),
 * as the only file of the result; every byte that is not about shared memory is as it was. The
 * request's target is the release that the scenario was written for. Nothing is laid out; a board
 * serves the checks. Decisions are warnings; losses are errors, or warnings if they are allowed.
 */
ACRN_CFGC_API enum acrn_cfgc_status acrn_cfgc_migrate(
	const struct acrn_cfgc_request *request, struct acrn_cfgc_result **result);

/*
 * Applies the fixes of the scenario's diagnostics, of overlapping ones the first, and checks the
 * repaired text, until no fix is left. A round that would bring a new error is not taken. The
 * result is that of the last check: errors without a fix are in it, with places in the repaired
 * text. Nothing is written; the request's emit should be 0.
 */
ACRN_CFGC_API enum acrn_cfgc_status acrn_cfgc_fix(
	const struct acrn_cfgc_request *request, struct acrn_cfgc_result **result);

struct acrn_cfgc_fixed {
	const char *text; /* the repaired scenario, size bytes */
	size_t size;
	const char *diff; /* the same as a unified diff; a NUL follows */
	size_t diff_size;
	size_t n_fixes; /* applied */
};

/* False: the scenario could not be read. Without a fix the text is that of the scenario. */
ACRN_CFGC_API bool acrn_cfgc_fixed(struct acrn_cfgc_result *result, struct acrn_cfgc_fixed *fixed);

ACRN_CFGC_API void acrn_cfgc_free(struct acrn_cfgc_result *result);

/* The worst that happened so far to this result. */
ACRN_CFGC_API enum acrn_cfgc_status acrn_cfgc_status(const struct acrn_cfgc_result *result);

/* Whether later requests can borrow the board that this result has read. */
ACRN_CFGC_API bool acrn_cfgc_lends_board(const struct acrn_cfgc_result *result);

/*
 * What the file is that was given as a scenario with board_dir: "board" or "launch file". It was
 * not checked. NULL: it was.
 */
ACRN_CFGC_API const char *acrn_cfgc_skipped(const struct acrn_cfgc_result *result);

/* What is wrong with the request, in words; NULL if nothing. */
ACRN_CFGC_API const char *acrn_cfgc_usage_error(const struct acrn_cfgc_result *result);

struct acrn_cfgc_pass_time {
	const char *name;     /* "load" */
	uint64_t nanoseconds; /* on the wall; 0: it did not run, or the request did not ask */
};

/* What the passes took so far, in their order. */
ACRN_CFGC_API bool acrn_cfgc_pass_time(
	const struct acrn_cfgc_result *result, size_t index, struct acrn_cfgc_pass_time *time);

/* ---- what was found ---------------------------------------------------------------------- */

enum acrn_cfgc_severity { ACRN_CFGC_WARNING, ACRN_CFGC_ERROR };

struct acrn_cfgc_place {
	const char *file; /* NULL: no place in a file; then the numbers are 0 */
	uint32_t line;    /* 0: the file as a whole */
	uint32_t column;
	uint32_t length; /* code points; 0: a point between two characters */
};

struct acrn_cfgc_diagnostic {
	const char *code; /* "IVS003" */
	const char *name; /* "size-not-power-of-two" */
	enum acrn_cfgc_severity severity;
	struct acrn_cfgc_place place;
	const char *message;
	const char *hint; /* a few words for the place: "nearest: 4 or 8"; NULL: none */
};

/* The other place of a clash, or the source of a limit. */
struct acrn_cfgc_note {
	struct acrn_cfgc_place place;
	const char *message;
};

/* An edit that is exactly right: the text at place becomes replacement; length 0 inserts. */
struct acrn_cfgc_fix_edit {
	struct acrn_cfgc_place place;
	const char *message;
	const char *replacement;
};

/* Sorted by file, line, column and code; what writing adds comes last. */
ACRN_CFGC_API size_t acrn_cfgc_diagnostic_count(const struct acrn_cfgc_result *result);
ACRN_CFGC_API bool acrn_cfgc_diagnostic(const struct acrn_cfgc_result *result, size_t index,
	struct acrn_cfgc_diagnostic *diagnostic);
/* Notes and fixes of a diagnostic, each counted from 0; false past the last. */
ACRN_CFGC_API bool acrn_cfgc_diagnostic_note(const struct acrn_cfgc_result *result, size_t index,
	size_t note, struct acrn_cfgc_note *out);
ACRN_CFGC_API bool acrn_cfgc_diagnostic_fix(const struct acrn_cfgc_result *result, size_t index,
	size_t fix, struct acrn_cfgc_fix_edit *out);

/* ---- what was made ----------------------------------------------------------------------- */

struct acrn_cfgc_file {
	const char *path; /* relative to the output folder */
	const char *data; /* size bytes; a NUL follows */
	size_t size;
	bool executable;
};

/* None unless the status is ACRN_CFGC_OK; ascending path. */
ACRN_CFGC_API size_t acrn_cfgc_file_count(const struct acrn_cfgc_result *result);
ACRN_CFGC_API bool acrn_cfgc_file(
	const struct acrn_cfgc_result *result, size_t index, struct acrn_cfgc_file *file);

/*
 * All files into folder, or none: after an error it is what it was before. It is made if it is
 * missing; a file that is right already keeps its time stamp. Removed are the files of an earlier
 * compilation that belong to the same groups and that this one does not have, and those of VMs that
 * do not exist any more. Only a process that is killed while it renames can leave files of two
 * compilations; then the next call repairs it, and until then the C files do not compile.
 * This and the next two do nothing but return the status while that is not ACRN_CFGC_OK, and report
 * like the passes do. USAGE if an input is one of the files that would be written.
 */
ACRN_CFGC_API enum acrn_cfgc_status acrn_cfgc_write(
	struct acrn_cfgc_result *result, const char *folder);

/* A text to be written beside the outputs: a report, diagnostics. */
struct acrn_cfgc_document {
	const char *path;
	const char *data;
	size_t size;
};

/*
 * The same with documents, and with make rules as acrn_cfgc_write_depfile() makes them (depfile, or
 * NULL) as the last. A document in folder, or below it, is one of its files: all or none. One
 * elsewhere is written when the files are in their places; if that fails the status is
 * ENVIRONMENT, and folder holds the complete new files. USAGE if two of these files are the same.
 */
ACRN_CFGC_API enum acrn_cfgc_status acrn_cfgc_write_with(struct acrn_cfgc_result *result,
	const char *folder, const char *depfile, const struct acrn_cfgc_document *documents,
	size_t n_documents);

/*
 * Whether the inputs, the documents and the files in folder (NULL: no files are written there) are
 * all different files, whatever they are called. If not: USAGE, and acrn_cfgc_usage_error() has
 * both names. For programs that write documents themselves, also about an input that was refused.
 */
ACRN_CFGC_API enum acrn_cfgc_status acrn_cfgc_check_names(struct acrn_cfgc_result *result,
	const char *folder, const char *const *documents, size_t n_documents);

/* Writes nothing; reports every file of folder that is not what acrn_cfgc_write() would write. */
ACRN_CFGC_API enum acrn_cfgc_status acrn_cfgc_verify(
	struct acrn_cfgc_result *result, const char *folder);

/* Make rules: the files in folder depend on the inputs that were read. */
ACRN_CFGC_API enum acrn_cfgc_status acrn_cfgc_write_depfile(
	struct acrn_cfgc_result *result, const char *folder, const char *depfile);

/*
 * The report of that name, "layout.html", "layout.svg", "layout.txt" or "layout.xml", also of an
 * input that was refused: then it shows what could be laid out, and the conflicts are marked. OK,
 * or ENVIRONMENT: no such report, or a result whose status is neither OK nor
 * INPUT_ERRORS. Stylesheets of the request do not count. The file is the result's.
 */
ACRN_CFGC_API enum acrn_cfgc_status acrn_cfgc_layout_report(
	struct acrn_cfgc_result *result, const char *path, struct acrn_cfgc_file *file);

/*
 * Why each address of a region ("hv:/a") or of a VM ("2", "VM 2" or its name) is where it is, and
 * what ruled out the candidates that were passed over; also of an input whose layout was refused.
 * USAGE: there is no such region or VM, and text says which there are. INPUT_ERRORS: the input was
 * refused before anything was laid out. NUL-terminated.
 */
ACRN_CFGC_API enum acrn_cfgc_status acrn_cfgc_explain_layout(
	struct acrn_cfgc_result *result, const char *subject, const char **text, size_t *size);

/*
 * Who shares which region, as the launch scripts say, for people: a few lines for each region.
 * NULL when there were no scripts, or the status is not ACRN_CFGC_OK.
 */
ACRN_CFGC_API const char *acrn_cfgc_launch_summary(const struct acrn_cfgc_result *result);

/*
 * What a person should know of a compilation that is no diagnostic, a line each: which release was
 * assumed, and that there was no board to lay out for. NULL: nothing.
 */
ACRN_CFGC_API const char *acrn_cfgc_notes(const struct acrn_cfgc_result *result);
/* "CPU: 9 of 11 rules applied" and an end of line for each subject; the other rules are for other
   releases or need a board. "" without a scenario that can be read. */
ACRN_CFGC_API const char *acrn_cfgc_applied_rules(const struct acrn_cfgc_result *result);

enum acrn_cfgc_format { ACRN_CFGC_TEXT, ACRN_CFGC_JSON, ACRN_CFGC_SARIF };

/*
 * What changes for each VM between two compilations with a board and without errors (others:
 * USAGE), and what has to be restarted; as text or JSON. The text belongs to after, which may refer
 * to before: free both together. NUL-terminated.
 */
ACRN_CFGC_API enum acrn_cfgc_status acrn_cfgc_diff(struct acrn_cfgc_result *before,
	struct acrn_cfgc_result *after, enum acrn_cfgc_format format, const char **text,
	size_t *size);

/* ---- where everything lies --------------------------------------------------------------- */

/*
 * The layout, to be walked by index. There is one if the request had a board and the status is
 * ACRN_CFGC_OK; else every count is 0 and every function returns false. The order is that of the
 * scenario for VMs and regions, and that of the generated tables for devices.
 */

struct acrn_cfgc_memory {
	uint64_t hv_ram_start; /* what the hypervisor's build has to be configured for; */
	uint64_t hv_ram_size;  /* both 0 for releases that do not need to know */
	uint64_t pool_base;    /* physical address of the first region of the hypervisor */
	uint64_t pool_size;
	bool pool_base_exact; /* false: planned; the build or the boot decides */
};

ACRN_CFGC_API bool acrn_cfgc_memory(
	const struct acrn_cfgc_result *result, struct acrn_cfgc_memory *memory);

struct acrn_cfgc_region {
	const char *name;  /* "hv:/name" or "dm:/name" */
	bool device_model; /* "dm:/": memory of acrn-dm, no part of the pool, no doorbell */
	uint64_t size;
	uint64_t offset; /* in the pool; 0 for a region of the device model */
	uint64_t hpa;    /* host physical address: pool_base + offset; 0 likewise */
	size_t n_vms;
};

/* None if shared memory is switched off. */
ACRN_CFGC_API size_t acrn_cfgc_region_count(const struct acrn_cfgc_result *result);
ACRN_CFGC_API bool acrn_cfgc_region(
	const struct acrn_cfgc_result *result, size_t index, struct acrn_cfgc_region *region);
/* Which VM the region's peer is: an index for acrn_cfgc_vm(). */
ACRN_CFGC_API bool acrn_cfgc_region_vm(
	const struct acrn_cfgc_result *result, size_t region, size_t peer, size_t *vm);

enum acrn_cfgc_vm_kind {
	ACRN_CFGC_PRE_LAUNCHED,
	ACRN_CFGC_SERVICE_VM,
	ACRN_CFGC_POST_LAUNCHED,
};

struct acrn_cfgc_vm {
	unsigned id;
	const char *name; /* NULL: the scenario gives it none */
	enum acrn_cfgc_vm_kind kind;
	size_t n_devices; /* entries of its device table */
};

ACRN_CFGC_API size_t acrn_cfgc_vm_count(const struct acrn_cfgc_result *result);
ACRN_CFGC_API bool acrn_cfgc_vm(
	const struct acrn_cfgc_result *result, size_t index, struct acrn_cfgc_vm *vm);

enum acrn_cfgc_device_type {
	ACRN_CFGC_HOST_BRIDGE,
	ACRN_CFGC_PASSTHROUGH,
	ACRN_CFGC_IVSHMEM,
	ACRN_CFGC_VUART,
	ACRN_CFGC_PTM_ROOT_PORT,
};

/* A PCI address. */
struct acrn_cfgc_bdf {
	uint8_t bus;
	uint8_t device;
	uint8_t function;
};

struct acrn_cfgc_device {
	enum acrn_cfgc_device_type type;
	bool has_vbdf; /* false: acrn-dm chooses it when it starts the VM */
	struct acrn_cfgc_bdf vbdf;
	struct acrn_cfgc_bdf pbdf; /* ACRN_CFGC_PASSTHROUGH: the device of the board */
	size_t region;             /* ACRN_CFGC_IVSHMEM: an index for acrn_cfgc_region() */
	size_t n_bars;             /* 0 where acrn-dm chooses them */
};

ACRN_CFGC_API bool acrn_cfgc_device(const struct acrn_cfgc_result *result, size_t vm, size_t index,
	struct acrn_cfgc_device *device);

enum acrn_cfgc_bar_type {
	ACRN_CFGC_BAR_IO,
	ACRN_CFGC_BAR_MEM32,
	ACRN_CFGC_BAR_MEM64,
	ACRN_CFGC_BAR_MEM64_PREFETCH,
};

struct acrn_cfgc_bar {
	unsigned number; /* 0..5; the lower one of a 64-bit pair */
	enum acrn_cfgc_bar_type type;
	bool guest_placed; /* the guest chooses the address; it is 0 here */
	uint64_t address;  /* in the VM, without the type bits of a BAR */
	uint64_t size;
};

/* Ascending number. BAR2 of an ivshmem device is the shared memory itself. */
ACRN_CFGC_API bool acrn_cfgc_bar(const struct acrn_cfgc_result *result, size_t vm, size_t device,
	size_t index, struct acrn_cfgc_bar *bar);

/* ---- rendering diagnostics --------------------------------------------------------------- */

struct acrn_cfgc_report_options {
	enum acrn_cfgc_format format;
	bool color;        /* text only */
	bool quiet;        /* text only: no summary line */
	size_t max_errors; /* stop showing after so many errors; 0: all */
	bool brief;        /* text only: one line for each diagnostic */
};

/* Collects the diagnostics of one or many results into one document. */
struct acrn_cfgc_report;

ACRN_CFGC_API struct acrn_cfgc_report *acrn_cfgc_report_new(
	const struct acrn_cfgc_report_options *options);
/*
 * The result may be freed afterwards. What was found in a file that is not the result's scenario, a
 * board that many share, is reported and counted once.
 */
ACRN_CFGC_API enum acrn_cfgc_status acrn_cfgc_report_add(
	struct acrn_cfgc_report *report, const struct acrn_cfgc_result *result);
/*
 * Only the diagnostics from that index on: what acrn_cfgc_write() has added to those that were
 * reported before it, so that nothing is written when the report cannot be made.
 */
ACRN_CFGC_API enum acrn_cfgc_status acrn_cfgc_report_add_from(
	struct acrn_cfgc_report *report, const struct acrn_cfgc_result *result, size_t first);
/* What there is to print since the last call, NUL-terminated; last: the document ends here. */
ACRN_CFGC_API enum acrn_cfgc_status acrn_cfgc_report_text(
	struct acrn_cfgc_report *report, bool last, const char **text, size_t *size);
/*
 * Adds what is wrong with no result: something else of the program could not be written (OUT002).
 * file: the file that it is about, or NULL.
 */
ACRN_CFGC_API enum acrn_cfgc_status acrn_cfgc_report_failure(
	struct acrn_cfgc_report *report, const char *file, const char *message);
/*
 * Writes a file as acrn_cfgc_write_with() writes a document elsewhere: a regular file is replaced
 * at one moment or left as it was; a device, a pipe or a link is written to. What fails is added to
 * the report, with status ACRN_CFGC_ENVIRONMENT.
 */
ACRN_CFGC_API enum acrn_cfgc_status acrn_cfgc_report_write(
	struct acrn_cfgc_report *report, const struct acrn_cfgc_document *document);
/* How many were added, those that max_errors leaves out included. */
ACRN_CFGC_API void acrn_cfgc_report_counts(
	const struct acrn_cfgc_report *report, size_t *n_errors, size_t *n_warnings);
ACRN_CFGC_API void acrn_cfgc_report_free(struct acrn_cfgc_report *report);

/* ---- tables ------------------------------------------------------------------------------ */

/* No member is NULL. A code never changes its meaning; the words may change. */
struct acrn_cfgc_code {
	const char *code;                 /* "IVS003" */
	const char *name;                 /* "size-not-power-of-two": for warnings of the request */
	enum acrn_cfgc_severity severity; /* without any switch */
	bool is_foreign; /* an error of a part that only group hypervisor writes: "no-error=NAME"
			    among the warnings of a request makes it a warning */
	const char *first_release; /* "v2.2": the releases whose scenarios it is for ... */
	const char *last_release;  /* ... up to this one */
	const char *section;       /* of docs/ that has the rule: "region-size" */
	const char *title;         /* what is wrong, in one line */
	const char *rule;          /* what must hold */
	const char *why;           /* what it is good for */
	const char *wrong;         /* an example that breaks the rule; may have several lines */
	const char *right;         /* the same, repaired */
	const char *source;        /* where the rule's facts come from */
};

ACRN_CFGC_API size_t acrn_cfgc_code_count(void);
/* By index, in the order of the table; false past the end. */
ACRN_CFGC_API bool acrn_cfgc_code(size_t index, struct acrn_cfgc_code *code);
/* By "IVS003" or "size-not-power-of-two", in any case; false if there is no such code. */
ACRN_CFGC_API bool acrn_cfgc_code_find(const char *name, struct acrn_cfgc_code *code);

struct acrn_cfgc_target {
	const char *name;    /* "v2.3" */
	const char *profile; /* releases of one profile take the same tables */
};

ACRN_CFGC_API size_t acrn_cfgc_target_count(void);
ACRN_CFGC_API bool acrn_cfgc_target(size_t index, struct acrn_cfgc_target *target);
/* By "v2.3", or "v2.3.1", which is v2.3 with repairs; false if there is no such target. */
ACRN_CFGC_API bool acrn_cfgc_target_find(const char *name, struct acrn_cfgc_target *target);

/* "0.1.0": of this library, which need not be that of the header. */
ACRN_CFGC_API const char *acrn_cfgc_version(void);

#ifdef __cplusplus
}
#endif

#endif
