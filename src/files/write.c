/*
 * All files of a compilation, or none.
 *
 * What has to change is first written into a folder of our own inside the output folder, every
 * file complete and on the disk. Then each old file is kept there under a second name while the
 * new one is renamed over it; when a step fails, what was done is undone in reverse. While that
 * goes on, the folder's name leads to a copy in which all of it is done (output_cover.c). So a
 * failure leaves the folder as it was, and a run that is killed leaves all of the old files or all
 * of the new, and perhaps a folder of ours, which the next run clears away.
 *
 * Files of the same groups that this compilation does not have are removed if they are ours by
 * their mark: the guest header of a VM that left its region is as wrong as an old table.
 */
#include <errno.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/private.h"

#define MAX_LOCK_ATTEMPTS 100

struct change {
	struct place place;
	const struct output_file *file; /* NULL: the file is removed */
	bool needed;                    /* there is something to do */
	bool exists;                    /* there is an old file */
	bool kept;                      /* the old file is in the stage */
	bool done;                      /* the new file is in its place, or the old one is gone */
};

/* The first thing that went wrong. No memory is needed to note it. */
struct failure {
	const char *step;  /* "write", "replace"; NULL: nothing went wrong */
	const char *shown; /* what the step was done to */
	const char *reason;
	int error;        /* where reason is NULL */
	const char *lost; /* a file that could not be put back */
	size_t lost_index;
};

struct transaction {
	const char *folder_name;
	char *folder_cut;   /* a copy, for its leading parts */
	size_t folder_made; /* length of the shortest part that was created; 0: none */
	int folder;
	int stage;
	struct cover *cover;
	struct change *changes;
	size_t n_changes;
	struct failure failure;
};

struct stage_name {
	char text[32];
};

static struct stage_name stage_name(const char *kind, size_t index)
{
	struct stage_name name;

	(void)snprintf(name.text, sizeof(name.text), "%s-%zu", kind, index);
	return name;
}

static bool fail(struct transaction *transaction, const char *step, const char *shown)
{
	transaction->failure.step = step;
	transaction->failure.shown = shown;
	transaction->failure.error = errno;
	return false;
}

/* ---- the output folder ------------------------------------------------------------------- */

/* Like mkdir -p. What is above the folder may be reached through links: the user named it. */
static bool make_folder(struct transaction *transaction)
{
	char *path = transaction->folder_cut;
	size_t length = strlen(path);

	for (size_t i = 1; i <= length; i++) {
		if (i != length && path[i] != '/')
			continue;

		char cut = path[i];

		path[i] = '\0';
		if (mkdir(path, 0777) == 0) {
			if (transaction->folder_made == 0)
				transaction->folder_made = i;
		} else if (errno != EEXIST && i == length) {
			return false;
		}
		path[i] = cut;
	}
	return true;
}

static void remove_made_folder(struct transaction *transaction)
{
	char *path = transaction->folder_cut;

	if (transaction->folder_made == 0)
		return;
	for (size_t i = strlen(path); i >= transaction->folder_made; i--) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		path[i] = '\0';
		(void)rmdir(path);
	}
}

static bool open_output_folder(struct transaction *transaction)
{
	const char *name = transaction->folder_name;
	const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

	transaction->folder = open(name, flags);
	if (transaction->folder < 0 && errno == ENOENT) {
		if (!make_folder(transaction))
			return fail(transaction, "create folder", name);
		transaction->folder = open(name, flags);
	}
	return transaction->folder >= 0 || fail(transaction, "open folder", name);
}

/*
 * Two runs into one folder go one after the other. Where locks are not supported (some network
 * file systems) the run goes on without. Another run may have had its cover in the folder's place
 * when we opened it; when that run is over, the folder is opened again.
 */
static bool lock_output_folder(struct transaction *transaction)
{
	for (int attempt = 0; attempt < MAX_LOCK_ATTEMPTS; attempt++) {
		if (!open_output_folder(transaction))
			return false;
		while (flock(transaction->folder, LOCK_EX) != 0 && errno == EINTR)
			continue;
		if (output_is_at(transaction->folder, transaction->folder_name))
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

	if (!place_open(&change->place, transaction->folder, false)) {
		change->needed = true;
		return errno == ENOENT || fail_to_open(transaction, change);
	}

	enum state state = place_compare(&change->place, change->file, &line);

	if (state == FILE_NOT_REGULAR) {
		transaction->failure.reason = "it is not a regular file";
		return fail(transaction, "replace", change->place.shown);
	}
	/* A file that cannot be read can be replaced all the same. */
	change->needed = state != FILE_SAME;
	change->exists = state != FILE_MISSING;
	return true;
}

static void examine_obsolete(struct transaction *transaction, struct change *change)
{
	if (!place_open(&change->place, transaction->folder, false))
		return;
	change->exists = place_is_generated(&change->place);
	change->needed = change->exists;
}

static bool examine(struct transaction *transaction)
{
	for (size_t i = 0; i < transaction->n_changes; i++) {
		struct change *change = &transaction->changes[i];

		if (change->file == NULL)
			examine_obsolete(transaction, change);
		else if (!examine_file(transaction, change))
			return false;
	}
	return true;
}

static size_t count_needed(const struct transaction *transaction)
{
	size_t count = 0;

	for (size_t i = 0; i < transaction->n_changes; i++)
		count += transaction->changes[i].needed;
	return count;
}

/* ---- the stage --------------------------------------------------------------------------- */

static void empty_stage(int stage)
{
	int fd = fcntl(stage, F_DUPFD_CLOEXEC, 0);
	DIR *entries = fd >= 0 ? fdopendir(fd) : NULL;

	if (entries == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return;
	}
	rewinddir(entries);
	for (const struct dirent *entry = readdir(entries); entry != NULL; entry = readdir(entries))
		(void)unlinkat(stage, entry->d_name, 0);
	(void)closedir(entries);
}

/* What a killed run left, so that it is removed with the stage of this one. */
static bool open_existing_stage(struct transaction *transaction)
{
	transaction->stage = openat(
		transaction->folder, OUTPUT_STAGE, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return transaction->stage >= 0;
}

static bool open_stage(struct transaction *transaction)
{
	if (mkdirat(transaction->folder, OUTPUT_STAGE, 0700) != 0 && errno != EEXIST)
		return fail(transaction, "write into folder", transaction->folder_name);
	if (!open_existing_stage(transaction)) {
		(void)fail(transaction, "write into folder", transaction->folder_name);
		(void)unlinkat(transaction->folder, OUTPUT_STAGE, AT_REMOVEDIR);
		return false;
	}
	empty_stage(transaction->stage);
	return true;
}

static bool write_all(int fd, const char *bytes, size_t size)
{
	while (size != 0) {
		ssize_t written = write(fd, bytes, size);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		bytes += written;
		size -= (size_t)written;
	}
	return true;
}

static bool stage_file(struct transaction *transaction, size_t index)
{
	const struct change *change = &transaction->changes[index];
	const struct output_file *file = change->file;
	int fd = openat(transaction->stage, stage_name("new", index).text,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		file->executable ? 0777 : 0666);

	if (fd < 0)
		return fail(transaction, "write", change->place.shown);
	/* Some file systems notice a full disk only when it comes to the disk, or at the end. */
	if (!write_all(fd, file->text.bytes, file->text.length) || fsync(fd) != 0) {
		int error = errno;

		(void)close(fd);
		errno = error;
		return fail(transaction, "write", change->place.shown);
	}
	if (close(fd) != 0)
		return fail(transaction, "write", change->place.shown);
	return true;
}

static bool stage_files(struct transaction *transaction)
{
	for (size_t i = 0; i < transaction->n_changes; i++) {
		const struct change *change = &transaction->changes[i];

		if (change->needed && change->file != NULL && !stage_file(transaction, i))
			return false;
	}
	return true;
}

/* ---- doing it, and undoing it ------------------------------------------------------------ */

/* Keeps the old file in the stage. By a link, so that its place is never empty; else by moving. */
static bool keep_old(struct transaction *transaction, size_t index)
{
	struct change *change = &transaction->changes[index];
	struct stage_name old = stage_name("old", index);
	const struct place *place = &change->place;

	change->kept = (change->file != NULL && linkat(place->parent, place->leaf,
							transaction->stage, old.text, 0) == 0) ||
		       renameat(place->parent, place->leaf, transaction->stage, old.text) == 0;
	return change->kept;
}

static bool put_in_place(struct transaction *transaction, size_t index)
{
	struct change *change = &transaction->changes[index];
	const struct place *place = &change->place;

	if (place->parent < 0 && !place_open(&change->place, transaction->folder, true))
		return fail_to_open(transaction, change);
	if (change->exists && !keep_old(transaction, index))
		return fail(transaction, change->file != NULL ? "replace" : "remove", place->shown);
	if (change->file != NULL && renameat(transaction->stage, stage_name("new", index).text,
					    place->parent, place->leaf) != 0)
		return fail(transaction, change->exists ? "replace" : "write", place->shown);
	change->done = true;
	return true;
}

/* What put_in_place() will do, done to the copy; the stage keeps its file. */
static bool put_into_cover(const struct transaction *transaction, size_t index)
{
	struct place place = transaction->changes[index].place;
	bool good = true;

	place.parent = -1;
	if (!place_open(&place, transaction->cover->twin, true))
		return false;
	if (unlinkat(place.parent, place.leaf, 0) != 0 && errno != ENOENT)
		good = false;
	if (good && transaction->changes[index].file != NULL)
		good = linkat(transaction->stage, stage_name("new", index).text, place.parent,
			       place.leaf, 0) == 0;
	place_close(&place);
	return good;
}

/* One file needs no cover: a rename is enough. */
static void cover_up(struct transaction *transaction)
{
	bool good = count_needed(transaction) > 1 &&
		    cover_make(transaction->cover, transaction->folder);

	for (size_t i = 0; i < transaction->n_changes && good; i++)
		good = !transaction->changes[i].needed || put_into_cover(transaction, i);
	if (good)
		(void)cover_show(transaction->cover);
}

static bool put_all_in_place(struct transaction *transaction)
{
	for (size_t i = 0; i < transaction->n_changes; i++) {
		if (transaction->changes[i].needed && !put_in_place(transaction, i))
			return false;
	}
	/* The names, too, are to survive a power cut; a file system without this is no error. */
	for (size_t i = 0; i < transaction->n_changes; i++) {
		const struct place *place = &transaction->changes[i].place;

		if (transaction->changes[i].done && place->leaf != place->path)
			(void)fsync(place->parent);
	}
	(void)fsync(transaction->folder);
	return true;
}

static void undo(struct transaction *transaction)
{
	for (size_t i = transaction->n_changes; i-- > 0;) {
		struct change *change = &transaction->changes[i];
		const struct place *place = &change->place;

		if (change->kept) {
			if (renameat(transaction->stage, stage_name("old", i).text, place->parent,
				    place->leaf) == 0)
				continue;
			transaction->failure.lost = place->shown;
			transaction->failure.lost_index = i;
		} else if (change->done) {
			(void)unlinkat(place->parent, place->leaf, 0);
		}
	}
}

/*
 * An old file that could not be put back stays in the stage, and the message says where. Twice:
 * nothing should stay because one call was interrupted.
 */
static void remove_stage(struct transaction *transaction)
{
	bool removed = transaction->failure.lost != NULL;

	if (transaction->stage < 0)
		return;
	for (int attempt = 0; attempt < 2 && !removed; attempt++) {
		empty_stage(transaction->stage);
		removed = unlinkat(transaction->folder, OUTPUT_STAGE, AT_REMOVEDIR) == 0;
	}
	(void)close(transaction->stage);
}

/* A sub-folder that lost its last file; one that is not empty stays. */
static void remove_empty_folder(const struct transaction *transaction, struct change *change)
{
	char *slash = strrchr(change->place.cut, '/');

	if (change->file != NULL || !change->done || slash == NULL)
		return;
	*slash = '\0';
	(void)unlinkat(transaction->folder, change->place.cut, AT_REMOVEDIR);
}

static void finish(struct transaction *transaction, bool good)
{
	if (!good)
		undo(transaction);
	cover_hide(transaction->cover);
	remove_stage(transaction);
	for (size_t i = transaction->n_changes; i-- > 0;) {
		struct change *change = &transaction->changes[i];

		place_close(&change->place);
		if (!good)
			place_remove_made(&change->place, transaction->folder);
		else
			remove_empty_folder(transaction, change);
	}
	cover_close(
		transaction->cover, good && !transaction->cover->shown ? transaction->folder : -1);
	if (transaction->folder >= 0)
		(void)close(transaction->folder);
	if (!good)
		remove_made_folder(transaction);
}

/* ---- the whole --------------------------------------------------------------------------- */

static bool run(struct transaction *transaction)
{
	if (!lock_output_folder(transaction))
		return false;
	cover_open(transaction->cover, transaction->folder_name, transaction->folder);
	if (!examine(transaction))
		return false;
	if (count_needed(transaction) == 0) {
		(void)open_existing_stage(transaction);
		return true;
	}
	if (!open_stage(transaction) || !stage_files(transaction))
		return false;
	cover_up(transaction);
	return put_all_in_place(transaction);
}

static void report(struct pass *pass, const struct transaction *transaction)
{
	const struct failure *failure = &transaction->failure;
	const char *reason = failure->reason != NULL ? failure->reason : strerror(failure->error);

	/* Else the last word was no; who said it knows why. */
	if (failure->step != NULL)
		diag_add_file(pass->diags, DIAG_OUT002, failure->shown, "cannot %s '%s': %s",
			failure->step, failure->shown, reason);
	pass->diags->failed = true;
	if (failure->lost != NULL)
		diag_add_file(pass->diags, DIAG_OUT002, failure->lost,
			"cannot put '%s' back; its old content is '%s/" OUTPUT_STAGE "/%s'",
			failure->lost, transaction->folder_name,
			stage_name("old", failure->lost_index).text);
}

void output_write(struct pass *pass, const struct output_list *outputs, const char *folder,
	const struct output_last_word *last)
{
	struct cover cover = {.parent = -1, .twin = -1};
	struct transaction transaction = {
		.cover = &cover,
		.folder_name = folder,
		.folder_cut = arena_strdup(pass->arena, folder),
		.folder = -1,
		.stage = -1,
		.n_changes = outputs->count + outputs->n_obsolete,
	};

	transaction.changes =
		arena_array(pass->arena, transaction.n_changes, sizeof(*transaction.changes));
	for (size_t i = 0; i < outputs->count; i++) {
		transaction.changes[i].file = &outputs->files[i];
		place_init(pass, &transaction.changes[i].place, folder, outputs->files[i].path);
	}
	for (size_t i = 0; i < outputs->n_obsolete; i++)
		place_init(pass, &transaction.changes[outputs->count + i].place, folder,
			outputs->obsolete[i]);

	bool good = run(&transaction) && (last == NULL || last->ask(last->argument));

	finish(&transaction, good);
	if (!good)
		report(pass, &transaction);
}
