/*
 * All files of a compilation, or none.
 *
 * What has to change is first written beside its place: NAME.acrn-cfgc-tmp. When all of it is
 * complete, each old file is kept as NAME.acrn-cfgc-old while the new one is renamed over it; a
 * failure undoes this in reverse. So a failure leaves the folder as it was. A run that is killed
 * while it renames leaves files of two runs: the layout's identity keeps a build from using them,
 * and the next run completes them and removes what has our endings.
 *
 * Obsolete files are removed if an earlier run wrote them: the guest header of a VM that left its
 * region is as wrong as an old table.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/private.h"
#include "base/each.h"

struct change {
	struct place place;
	const struct output_file *file;         /* NULL: the file is removed */
	const struct output_obsolete *obsolete; /* NULL: file */
	const char *new_name;                   /* the temporary, in the folder of the file */
	const char *old_name;                   /* the old file while it is kept, likewise */
	int fd;                                 /* the temporary; -1 if there is no file */
	bool needed;                            /* there is something to do */
	bool exists;                            /* there is an old file */
	bool kept;                              /* the old file has its second name */
	bool done; /* the new file is in its place, or the old one is gone */
};

/* The first thing that went wrong. */
struct failure {
	const char *step;  /* "write", "replace" */
	const char *shown; /* what the step was done to */
	const char *reason;
	bool foreign;              /* another program wrote the file */
	const struct change *lost; /* a file that could not be put back; NULL: none */
};

struct transaction {
	const char *folder_name;
	struct folder_path folder_path;
	int folder;
	struct change *changes;
	size_t n_changes;
	struct failure failure;
	bool empty; /* the folder */
};

/* The reason is that of errno, unless there is one. */
static bool fail(struct transaction *transaction, const char *step, const char *shown)
{
	struct failure *failure = &transaction->failure;

	failure->step = step;
	failure->shown = shown;
	if (failure->reason == NULL)
		failure->reason = strerror(errno);
	return false;
}

/* ---- the output folder ------------------------------------------------------------------- */

static bool open_output_folder(struct transaction *transaction)
{
	const char *name = transaction->folder_name;
	const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

	transaction->folder = open(name, flags);
	if (transaction->folder < 0 && errno == ENOENT) {
		if (!folder_make(&transaction->folder_path))
			return fail(transaction, "create folder", name);
		transaction->folder = open(name, flags);
	}
	return transaction->folder >= 0 || fail(transaction, "open folder", name);
}

/*
 * Two runs into one folder go one after the other. The other run may have removed the folder,
 * because it had made it and failed: then the folder is opened again.
 */
static bool lock_output_folder(struct transaction *transaction)
{
	for (int attempt = 0; attempt < OUTPUT_MAX_ATTEMPTS; attempt++) {
		if (!open_output_folder(transaction))
			return false;
		if (output_lock(transaction->folder, AT_FDCWD, transaction->folder_name, 0))
			return true;
		(void)close(transaction->folder);
		transaction->folder = -1;
	}
	transaction->failure.reason = "other programs keep replacing it";
	return fail(transaction, "open folder", transaction->folder_name);
}

/* ---- what is to be done ------------------------------------------------------------------ */

static bool fail_to_open(struct transaction *transaction, const struct change *change)
{
	if (errno == ENOTDIR || errno == ELOOP)
		transaction->failure.reason = "a part of its path is a symbolic link or no folder";
	return fail(transaction, "write", change->place.shown);
}

static bool examine_file(struct transaction *transaction, struct change *change)
{
	size_t line;
	enum state state = place_compare(&change->place, change->file, &line);

	if (state == FILE_NOT_REGULAR) {
		transaction->failure.reason = "it is not a regular file";
		return fail(transaction, "replace", change->place.shown);
	}
	/* A file that cannot be read can be replaced all the same. */
	change->needed = state != FILE_SAME;
	change->exists = state != FILE_MISSING;
	if (change->needed && change->file->group == EMIT_HYPERVISOR &&
		!place_is_ours(&change->place)) {
		transaction->failure.foreign = true;
		return fail(transaction, "replace", change->place.shown);
	}
	return true;
}

/* Looked at when it is locked, so that it stays empty. Costs less than to look for each file. */
static bool is_empty(int folder)
{
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = fd >= 0 ? fdopendir(fd) : NULL;
	size_t count = 0;

	if (entries == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return false;
	}
	/* "." and ".." */
	while (count <= 2 && readdir(entries) != NULL)
		count++;
	(void)closedir(entries);
	return count == 2;
}

static bool examine_change(struct transaction *transaction, struct change *change)
{
	const struct place *place = &change->place;

	if (transaction->empty && change->file == NULL)
		return true;
	if (!place_open(&change->place, transaction->folder, false)) {
		change->needed = change->file != NULL;
		return change->file == NULL || errno == ENOENT || fail_to_open(transaction, change);
	}
	if (transaction->empty) {
		change->needed = true;
		return true;
	}
	/* What a killed run left. */
	temporary_remove(place->parent, change->new_name);
	temporary_remove(place->parent, change->old_name);
	if (change->file != NULL)
		return examine_file(transaction, change);
	change->exists = place_is_generated(place, change->obsolete);
	change->needed = change->exists;
	return true;
}

static bool examine(struct transaction *transaction)
{
	transaction->empty = is_empty(transaction->folder);
	EACH (struct change, change, transaction, changes) {
		if (!examine_change(transaction, change))
			return false;
		if (!change->needed)
			place_close(&change->place);
	}
	return true;
}

/* ---- doing it, and undoing it ------------------------------------------------------------ */

static bool stage_file(struct transaction *transaction, struct change *change)
{
	const struct output_file *file = change->file;
	struct place *place = &change->place;

	if (place->parent < 0 && !place_open(place, transaction->folder, true))
		return fail_to_open(transaction, change);
	change->fd =
		temporary_open(place->parent, change->new_name, file->executable ? 0777 : 0666);
	if (change->fd < 0 || !temporary_fill(change->fd, file->text.bytes, file->text.length))
		return fail(transaction, "write", place->shown);
	return true;
}

static bool stage_files(struct transaction *transaction)
{
	EACH (struct change, change, transaction, changes) {
		if (change->needed && change->file != NULL && !stage_file(transaction, change))
			return false;
	}
	return true;
}

/* By a second link, so that there is always a file at the place; else by renaming. */
static bool keep_old(struct change *change)
{
	int parent = change->place.parent;
	const char *leaf = change->place.leaf;

	change->kept =
		(change->file != NULL && linkat(parent, leaf, parent, change->old_name, 0) == 0) ||
		renameat(parent, leaf, parent, change->old_name) == 0;
	return change->kept;
}

static bool put_in_place(struct transaction *transaction, struct change *change)
{
	const struct place *place = &change->place;

	if (change->exists && !keep_old(change))
		return fail(transaction, change->file != NULL ? "replace" : "remove", place->shown);
	if (change->file != NULL &&
		renameat(place->parent, change->new_name, place->parent, place->leaf) != 0)
		return fail(transaction, change->exists ? "replace" : "write", place->shown);
	change->done = true;
	return true;
}

static bool put_all_in_place(struct transaction *transaction)
{
	EACH (struct change, change, transaction, changes) {
		if (change->needed && !put_in_place(transaction, change))
			return false;
	}
	return true;
}

static void undo(struct transaction *transaction)
{
	for (size_t i = transaction->n_changes; i-- > 0;) {
		struct change *change = &transaction->changes[i];
		const struct place *place = &change->place;

		if (change->kept && renameat(place->parent, change->old_name, place->parent,
					    place->leaf) != 0) {
			/* The message says where the old content is, so it stays there. */
			transaction->failure.lost = change;
			change->kept = false;
		} else if (change->done && !change->kept) {
			(void)unlinkat(place->parent, place->leaf, 0);
		}
		if (change->fd >= 0 && !change->done)
			temporary_remove(place->parent, change->new_name);
	}
}

/* A sub-folder that lost its last file; one that is not empty stays. */
static void remove_empty_folder(const struct transaction *transaction, const struct change *change)
{
	if (change->file == NULL && change->done && change->place.folder.cut[0] != '\0')
		(void)unlinkat(transaction->folder, change->place.folder.cut, AT_REMOVEDIR);
}

static void finish(struct transaction *transaction, bool good)
{
	if (!good)
		undo(transaction);
	for (size_t i = transaction->n_changes; i-- > 0;) {
		struct change *change = &transaction->changes[i];

		/* After undo(), too: a rename of one link over another of the same file does
		   nothing. */
		if (change->kept)
			temporary_remove(change->place.parent, change->old_name);
		if (change->fd >= 0)
			(void)close(change->fd);
		place_close(&change->place);
		if (good)
			remove_empty_folder(transaction, change);
		else
			folder_remove_made(transaction->folder, &change->place.folder);
	}
	if (transaction->folder >= 0)
		(void)close(transaction->folder);
	if (!good)
		folder_remove_made(AT_FDCWD, &transaction->folder_path);
}

/* ---- the whole --------------------------------------------------------------------------- */

static void report(struct context *ctx, const struct transaction *transaction)
{
	const struct failure *failure = &transaction->failure;
	const struct change *lost = failure->lost;

	if (failure->foreign)
		diag_add_file(ctx->diags, DIAG_OUT007, failure->shown,
			"'%s' is not replaced: acrn-cfgc did not write it; take another folder, or remove the file",
			failure->shown);
	else
		diag_add_file(ctx->diags, DIAG_OUT002, failure->shown, "cannot %s '%s': %s",
			failure->step, failure->shown, failure->reason);
	if (lost != NULL)
		diag_add_file(ctx->diags, DIAG_OUT002, lost->place.shown,
			"cannot put '%s' back; its old content is '%s" OUTPUT_OLD "'",
			lost->place.shown, lost->place.shown);
}

static struct change *add_change(struct context *ctx, struct transaction *transaction,
	const char *path, const struct output_file *file)
{
	struct change *change = &transaction->changes[transaction->n_changes++];

	*change = (struct change){.file = file, .fd = -1};
	place_init(ctx, &change->place, transaction->folder_name, path);
	change->new_name = arena_join(ctx->arena, change->place.leaf, OUTPUT_NEW, "");
	change->old_name = arena_join(ctx->arena, change->place.leaf, OUTPUT_OLD, "");
	return change;
}

static void add_files(struct context *ctx, struct transaction *transaction,
	const struct output_list *outputs, bool tables)
{
	for (size_t i = 0; i < outputs->count; i++) {
		const struct output_file *file = &outputs->files[i];

		if ((file->group == EMIT_TABLES) == tables)
			(void)add_change(ctx, transaction, file->path, file);
	}
}

static void add_document(struct context *ctx, struct transaction *transaction,
	const struct output_document *document)
{
	const char *path = output_path_within(ctx->arena, transaction->folder_name, document->path);
	struct output_file *file = arena_alloc(ctx->arena, sizeof(*file));

	file->path = path;
	text_init(&file->text, ctx->arena);
	text_add_bytes(&file->text, document->bytes, document->size);
	add_change(ctx, transaction, path, file)->place.shown = document->path;
}

/* A device or a pipe is written to wherever its name is. */
static bool is_inside(
	struct context *ctx, const char *folder, const struct output_document *document)
{
	struct stat status;

	if (stat(document->path, &status) == 0 && !S_ISREG(status.st_mode) &&
		!S_ISDIR(status.st_mode))
		return false;
	return output_path_within(ctx->arena, folder, document->path) != NULL;
}

/* In the order in which the files are put in their places. False: a failure was reported. */
static bool write_folder(struct context *ctx, const struct output_list *outputs, const char *folder,
	const struct output_document *documents, const bool *inside, size_t n_documents)
{
	struct transaction transaction = {
		.folder_name = folder,
		.folder_path = {.cut = arena_strdup(ctx->arena, folder)},
		.folder = -1,
	};

	transaction.changes = arena_array(ctx->arena,
		outputs->count + outputs->n_obsolete + n_documents, sizeof(*transaction.changes));
	add_files(ctx, &transaction, outputs, true);
	add_files(ctx, &transaction, outputs, false);
	EACH (const struct output_obsolete, obsolete, outputs, obsolete) {
		add_change(ctx, &transaction, obsolete->path, NULL)->obsolete = obsolete;
	}
	for (size_t i = 0; i < n_documents; i++) {
		if (inside[i])
			add_document(ctx, &transaction, &documents[i]);
	}

	bool good = lock_output_folder(&transaction) && examine(&transaction) &&
		    stage_files(&transaction) && put_all_in_place(&transaction);

	finish(&transaction, good);
	if (!good)
		report(ctx, &transaction);
	return good;
}

void output_write(struct context *ctx, const struct output_list *outputs, const char *folder,
	const struct output_document *documents, size_t n_documents)
{
	bool *inside = arena_array(ctx->arena, n_documents, sizeof(*inside));

	for (size_t i = 0; i < n_documents; i++)
		inside[i] = is_inside(ctx, folder, &documents[i]);
	if (!write_folder(ctx, outputs, folder, documents, inside, n_documents))
		return;
	for (size_t i = 0; i < n_documents; i++) {
		if (!inside[i])
			output_document(ctx, &documents[i]);
	}
}
