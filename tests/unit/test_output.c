/* Writing: all or nothing, and what the folder looks like afterwards. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "emit_fixture.h"
#include "files/read.h"
#include "files/write.h"

struct room {
	struct arena arena;
	jmp_buf exhausted;
	struct diag_list diags;
	struct pass pass;
	struct output_file files[4];
	struct output_list list;
	char old_folder[4096];
	char top[64];
};

/* ---- helpers ----------------------------------------------------------------------------- */

static int enter(void **state)
{
	struct room *room = calloc(1, sizeof(*room));

	assert_non_null(room);
	room->arena.on_exhausted = &room->exhausted;
	room->diags.arena = &room->arena;
	room->pass = (struct pass){.arena = &room->arena, .diags = &room->diags};
	room->list.files = room->files;
	assert_non_null(getcwd(room->old_folder, sizeof(room->old_folder)));
	(void)snprintf(room->top, sizeof(room->top), "/tmp/acrn-cfgc-test-XXXXXX");
	assert_non_null(mkdtemp(room->top));
	assert_int_equal(chdir(room->top), 0);
	*state = room;
	return 0;
}

static int leave(void **state)
{
	struct room *room = *state;
	char command[256];

	if (getuid() == 0)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(chdir(room->old_folder), 0);
	(void)snprintf(
		command, sizeof(command), "chmod -R u+rwx %s && rm -rf %s", room->top, room->top);
	assert_int_equal(system(command), 0);
	arena_release(&room->arena);
	free(room);
	return 0;
}

static void add_output(struct room *room, const char *path, const char *content)
{
	struct output_file *file = &room->files[room->list.count++];

	*file = (struct output_file){.path = path};
	text_init(&file->text, &room->arena);
	text_add(&file->text, content);
}

static void put(const char *path, const char *content)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(content, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void assert_content(const char *path, const char *content)
{
	char buffer[256];
	FILE *file = fopen(path, "r");

	if (file == NULL)
		fail_msg("there is no '%s'", path);
	buffer[fread(buffer, 1, sizeof(buffer) - 1, file)] = '\0';
	(void)fclose(file);
	assert_string_equal(buffer, content);
}

static void assert_absent(const char *path)
{
	struct stat status;

	if (lstat(path, &status) == 0)
		fail_msg("'%s' is there", path);
}

static size_t count_entries(const char *path)
{
	size_t count = 0;
	DIR *folder = opendir(path);

	assert_non_null(folder);
	while (readdir(folder) != NULL)
		count++;
	(void)closedir(folder);
	return count - 2;
}

static void assert_message(const struct room *room, enum diag_code code, const char *message)
{
	for (size_t i = 0; i < room->diags.count; i++) {
		if (room->diags.items[i]->code == code &&
			strcmp(room->diags.items[i]->message, message) == 0)
			return;
	}
	for (size_t i = 0; i < room->diags.count; i++)
		print_message("had: %s\n", room->diags.items[i]->message);
	fail_msg("no message: %s", message);
}

static struct timespec modified(const char *path)
{
	struct stat status;

	assert_int_equal(stat(path, &status), 0);
	return status.st_mtim;
}

static void make_old(const char *path)
{
	struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};

	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

#define NOBODY 65534u

/* Root may do what a mode forbids, so root is somebody else for the rest of the test. */
static void be_nobody(const struct room *room)
{
	if (geteuid() != 0)
		return;
	assert_int_equal(chown(room->top, NOBODY, (gid_t)-1), 0);
	assert_int_equal(seteuid(NOBODY), 0);
}

static bool writes(struct room *room, const char *folder)
{
	size_t errors = room->diags.n_errors;

	output_write(&room->pass, &room->list, folder, NULL);
	return room->diags.n_errors == errors;
}

static bool verifies(struct room *room, const char *folder)
{
	size_t errors = room->diags.n_errors;

	output_verify(&room->pass, &room->list, folder);
	return room->diags.n_errors == errors;
}

static bool makes_rules(struct room *room, const char *folder, const char *depfile,
	const char *const *inputs, size_t n_inputs)
{
	size_t errors = room->diags.n_errors;
	const struct output_rules rules = {depfile, inputs, n_inputs};

	output_depfile(&room->pass, &room->list, folder, &rules);
	return room->diags.n_errors == errors;
}

/* ---- writing ----------------------------------------------------------------------------- */

static void folders_are_made(void **state)
{
	struct room *room = *state;

	add_output(room, "a.h", "one\n");
	add_output(room, "vm0/b.sh", "two\n");
	room->files[1].executable = true;
	assert_true(writes(room, "x/y//gen/"));
	assert_content("x/y/gen/a.h", "one\n");
	assert_content("x/y/gen/vm0/b.sh", "two\n");
	assert_int_equal(access("x/y/gen/vm0/b.sh", X_OK), 0);
	assert_int_equal(count_entries("x/y/gen"), 2);
	assert_int_equal(room->diags.count, 0);
}

static void mode_is_by_umask(void **state)
{
	struct room *room = *state;
	struct stat status;
	mode_t old = umask(027);

	add_output(room, "a.h", "one\n");
	assert_true(writes(room, "gen"));
	(void)umask(old);
	assert_int_equal(stat("gen/a.h", &status), 0);
	assert_int_equal(status.st_mode & 0777, 0640);
}

static void unchanged_file_is_left_alone(void **state)
{
	struct room *room = *state;

	add_output(room, "a.h", "one\n");
	add_output(room, "b.h", "two\n");
	assert_int_equal(mkdir("gen", 0777), 0);
	put("gen/a.h", "one\n");
	put("gen/b.h", "two");
	make_old("gen/a.h");
	make_old("gen/b.h");
	assert_true(writes(room, "gen"));
	assert_int_equal(modified("gen/a.h").tv_sec, 1000);
	assert_int_not_equal(modified("gen/b.h").tv_sec, 1000);
	assert_content("gen/b.h", "two\n");
	assert_int_equal(count_entries("gen"), 2);
}

static void nothing_to_do_needs_no_permission(void **state)
{
	struct room *room = *state;

	be_nobody(room);
	add_output(room, "a.h", "one\n");
	assert_int_equal(mkdir("gen", 0777), 0);
	put("gen/a.h", "one\n");
	assert_int_equal(chmod("gen", 0555), 0);
	assert_true(writes(room, "gen"));
}

static void lost_executable_bit_is_restored(void **state)
{
	struct room *room = *state;

	add_output(room, "b.sh", "two\n");
	room->files[0].executable = true;
	assert_int_equal(mkdir("gen", 0777), 0);
	put("gen/b.sh", "two\n");
	assert_true(writes(room, "gen"));
	assert_int_equal(access("gen/b.sh", X_OK), 0);
}

static void leftovers_of_a_killed_run_are_removed(void **state)
{
	struct room *room = *state;

	add_output(room, "a.h", "one\n");
	assert_int_equal(mkdir("gen", 0777), 0);
	assert_int_equal(mkdir("gen/.acrn-cfgc-stage", 0700), 0);
	put("gen/.acrn-cfgc-stage/new-0", "half");
	assert_true(writes(room, "gen"));
	assert_int_equal(count_entries("gen"), 1);

	/* Also when nothing has to be written. */
	assert_int_equal(mkdir("gen/.acrn-cfgc-stage", 0700), 0);
	put("gen/.acrn-cfgc-stage/new-0", "half");
	assert_true(writes(room, "gen"));
	assert_int_equal(count_entries("gen"), 1);
}

static void obsolete_file_of_ours_is_removed(void **state)
{
	struct room *room = *state;
	const char *obsolete[] = {"vbar_base.h", "vm3/guest.h", "ivshmem.config", "vm9/none"};

	add_output(room, "a.h", "one\n");
	room->list.obsolete = obsolete;
	room->list.n_obsolete = 4;
	assert_int_equal(mkdir("gen", 0777), 0);
	assert_int_equal(mkdir("gen/vm3", 0777), 0);
	put("gen/vbar_base.h", "/*\n * " EMIT_MARK "\n */\n");
	put("gen/vm3/guest.h", "/* " EMIT_MARK " */\n");
	put("gen/ivshmem.config", "# written by hand\n");
	assert_true(writes(room, "gen"));
	assert_absent("gen/vbar_base.h");
	assert_absent("gen/vm3");
	assert_content("gen/ivshmem.config", "# written by hand\n");
	assert_int_equal(count_entries("gen"), 2);
}

static void linked_folder_is_written_through(void **state)
{
	struct room *room = *state;

	add_output(room, "a.h", "one\n");
	assert_int_equal(mkdir("real", 0777), 0);
	assert_int_equal(symlink("real", "gen"), 0);
	assert_true(writes(room, "gen"));
	assert_content("real/a.h", "one\n");
}

/* ---- failing ----------------------------------------------------------------------------- */

static void file_for_folder_fails(void **state)
{
	struct room *room = *state;

	add_output(room, "a.h", "one\n");
	put("gen", "a file");
	assert_false(writes(room, "gen"));
	assert_message(room, DIAG_OUT002, "cannot open folder 'gen': Not a directory");
	assert_true(room->diags.failed);
	assert_content("gen", "a file");
}

static void impossible_folder_leaves_no_parts(void **state)
{
	struct room *room = *state;

	add_output(room, "a.h", "one\n");
	put("file", "");
	assert_false(writes(room, "x/y/../../file/gen"));
	assert_message(
		room, DIAG_OUT002, "cannot create folder 'x/y/../../file/gen': Not a directory");
	assert_absent("x");
	assert_false(writes(room, "/proc/gen"));
	assert_message(
		room, DIAG_OUT002, "cannot create folder '/proc/gen': No such file or directory");
}

static void read_only_folder_fails(void **state)
{
	struct room *room = *state;

	be_nobody(room);
	add_output(room, "a.h", "one\n");
	assert_int_equal(mkdir("gen", 0555), 0);
	assert_false(writes(room, "gen"));
	assert_message(room, DIAG_OUT002, "cannot write into folder 'gen': Permission denied");
	assert_int_equal(count_entries("gen"), 0);
}

/* The folder in the way is seen before anything is renamed. */
static void folder_for_file_fails(void **state)
{
	struct room *room = *state;

	add_output(room, "a.h", "one\n");
	add_output(room, "b.h", "two\n");
	add_output(room, "vm0/c.h", "three\n");
	assert_int_equal(mkdir("gen", 0777), 0);
	put("gen/a.h", "old");
	assert_int_equal(mkdir("gen/b.h", 0777), 0);
	assert_false(writes(room, "gen"));
	assert_message(room, DIAG_OUT002, "cannot replace 'gen/b.h': it is not a regular file");
	assert_content("gen/a.h", "old");
	assert_int_equal(count_entries("gen"), 2);
}

static void link_for_file_is_not_followed(void **state)
{
	struct room *room = *state;

	add_output(room, "a.h", "one\n");
	assert_int_equal(mkdir("gen", 0777), 0);
	put("outside", "precious");
	assert_int_equal(symlink("../outside", "gen/a.h"), 0);
	assert_false(writes(room, "gen"));
	assert_message(room, DIAG_OUT002, "cannot replace 'gen/a.h': it is not a regular file");
	assert_content("outside", "precious");
}

static void link_for_sub_folder_is_not_followed(void **state)
{
	struct room *room = *state;
	const char *obsolete[] = {"vm1/a.h"};

	add_output(room, "vm0/a.h", "one\n");
	room->list.obsolete = obsolete;
	room->list.n_obsolete = 1;
	assert_int_equal(mkdir("gen", 0777), 0);
	assert_int_equal(mkdir("outside", 0777), 0);
	put("outside/a.h", EMIT_MARK);
	assert_int_equal(symlink("../outside", "gen/vm1"), 0);
	assert_true(writes(room, "gen"));
	assert_content("outside/a.h", EMIT_MARK);

	assert_int_equal(unlink("gen/vm0/a.h"), 0);
	assert_int_equal(rmdir("gen/vm0"), 0);
	assert_int_equal(symlink("../outside", "gen/vm0"), 0);
	assert_false(writes(room, "gen"));
	assert_message(room, DIAG_OUT002,
		"cannot write 'gen/vm0/a.h': a part of its path is a symbolic link or no folder");
	assert_content("outside/a.h", EMIT_MARK);
}

/*
 * The last rename fails because its folder may not be changed: the first files are new by then,
 * and have to become old again.
 */
static void failure_half_way_is_undone(void **state)
{
	struct room *room = *state;
	const char *obsolete[] = {"vbar_base.h"};

	be_nobody(room);
	add_output(room, "a.h", "one\n");
	add_output(room, "b.h", "two\n");
	add_output(room, "vm0/c.h", "three\n");
	add_output(room, "vm1/d.h", "four\n");
	room->list.obsolete = obsolete;
	room->list.n_obsolete = 1;
	assert_int_equal(mkdir("gen", 0777), 0);
	assert_int_equal(mkdir("gen/vm1", 0777), 0);
	put("gen/a.h", "old");
	put("gen/vbar_base.h", EMIT_MARK);
	make_old("gen/a.h");
	assert_int_equal(chmod("gen/vm1", 0555), 0);
	assert_false(writes(room, "gen"));
	assert_message(room, DIAG_OUT002, "cannot write 'gen/vm1/d.h': Permission denied");
	assert_content("gen/a.h", "old");
	assert_int_equal(modified("gen/a.h").tv_sec, 1000);
	assert_absent("gen/b.h");
	assert_absent("gen/vm0");
	assert_content("gen/vbar_base.h", EMIT_MARK);
	assert_int_equal(count_entries("gen"), 3);
}

/* As above for whoever may do everything: no rename onto another file system. */
static void failure_on_a_mount_is_undone(void **state)
{
	struct room *room = *state;

	add_output(room, "a.h", "one\n");
	add_output(room, "b.h", "two\n");
	add_output(room, "vm0/c.h", "three\n");
	assert_int_equal(mkdir("gen", 0777), 0);
	assert_int_equal(mkdir("gen/vm0", 0777), 0);
	put("gen/a.h", "old");
	make_old("gen/a.h");
	if (mount("none", "gen/vm0", "tmpfs", 0, "size=64k") != 0)
		skip();

	bool good = writes(room, "gen");

	assert_int_equal(umount("gen/vm0"), 0);
	assert_false(good);
	assert_message(room, DIAG_OUT002, "cannot write 'gen/vm0/c.h': Invalid cross-device link");
	assert_content("gen/a.h", "old");
	assert_int_equal(modified("gen/a.h").tv_sec, 1000);
	assert_absent("gen/b.h");
	assert_int_equal(count_entries("gen"), 2);
}

static void full_disk_leaves_the_old_files(void **state)
{
	struct room *room = *state;
	char *large = malloc(300000);

	assert_non_null(large);
	memset(large, 'x', 299999);
	large[299999] = '\0';
	add_output(room, "a.h", "one\n");
	add_output(room, "b.h", large);
	free(large);
	assert_int_equal(mkdir("gen", 0777), 0);
	if (mount("none", "gen", "tmpfs", 0, "size=64k") != 0)
		skip();
	put("gen/a.h", "old");

	bool good = writes(room, "gen");

	assert_content("gen/a.h", "old");
	assert_int_equal(count_entries("gen"), 1);
	assert_int_equal(umount("gen"), 0);
	assert_false(good);
	assert_message(room, DIAG_OUT002, "cannot write 'gen/b.h': No space left on device");
}

/* ---- verifying --------------------------------------------------------------------------- */

static void verify_names_every_difference(void **state)
{
	struct room *room = *state;
	const char *obsolete[] = {"vbar_base.h"};

	add_output(room, "a.h", "one\n");
	add_output(room, "b.h", "one\ntwo\n");
	add_output(room, "vm0/c.h", "three\n");
	assert_int_equal(mkdir("gen", 0777), 0);
	put("gen/a.h", "one\n");
	put("gen/b.h", "one\ntwO\n");
	put("gen/vbar_base.h", EMIT_MARK);
	room->list.obsolete = obsolete;
	room->list.n_obsolete = 1;
	assert_false(verifies(room, "gen"));
	assert_int_equal(room->diags.count, 3);
	assert_message(room, DIAG_OUT004,
		"'gen/b.h' is not what would be written; the first difference is in line 2");
	assert_message(room, DIAG_OUT004, "'gen/vm0/c.h' is missing");
	assert_message(room, DIAG_OUT004,
		"'gen/vbar_base.h' was generated for another scenario or "
		"target; it would be removed");
	assert_false(room->diags.failed);
	assert_content("gen/b.h", "one\ntwO\n");
}

static void verify_accepts_what_was_written(void **state)
{
	struct room *room = *state;

	add_output(room, "a.h", "one\n");
	add_output(room, "vm0/c.h", "three\n");
	assert_true(writes(room, "gen"));
	assert_true(verifies(room, "gen"));
	assert_int_equal(room->diags.count, 0);
	put("gen/a.h", "one\nmore\n");
	assert_false(verifies(room, "gen"));
	assert_message(room, DIAG_OUT004,
		"'gen/a.h' is not what would be written; the first difference is in line 2");
}

static void verify_of_no_folder_makes_none(void **state)
{
	struct room *room = *state;

	add_output(room, "a.h", "one\n");
	assert_false(verifies(room, "gen"));
	assert_message(room, DIAG_OUT004, "'gen/a.h' is missing");
	assert_absent("gen");
}

/* ---- make -------------------------------------------------------------------------------- */

static void depfile_quotes_names(void **state)
{
	struct room *room = *state;
	const char *inputs[] = {"my scene.xml", "a#b$c:d.xml", "<stdin>"};

	add_output(room, "a.h", "one\n");
	add_output(room, "vm0/c.h", "three\n");
	assert_true(makes_rules(room, "the gen", "deps/out.d", inputs, 3));
	assert_content("deps/out.d",
		"the\\ gen/a.h \\\n the\\ gen/vm0/c.h: \\\n my\\ scene.xml \\\n a\\#b$$c\\:d.xml\n"
		"\nmy\\ scene.xml:\n"
		"\na\\#b$$c\\:d.xml:\n");
	assert_absent("the gen");
}

static void depfile_refuses_what_make_cannot_read(void **state)
{
	struct room *room = *state;
	const char *newline[] = {"a\nb.xml"};
	const char *percent[] = {"50%.xml"};

	add_output(room, "a.h", "one\n");
	assert_false(makes_rules(room, "gen", "out.d", newline, 1));
	assert_message(room, DIAG_OUT002,
		"cannot write 'out.d': make cannot read the control character in 'a\nb.xml'");
	assert_false(makes_rules(room, "a=b", "out.d", percent, 1));
	assert_message(
		room, DIAG_OUT002, "cannot write 'out.d': make cannot read the '=' in 'a=b/a.h'");
	assert_absent("out.d");
	assert_true(makes_rules(room, "gen", "out.d", percent, 1));
	assert_content("out.d", "gen/a.h: \\\n 50%.xml\n");
}

/* make itself reads the names back. */
static void make_understands_the_depfile(void **state)
{
	struct room *room = *state;
	const char *inputs[] = {"in put#1$x:y\\.xml", "gone.xml"};

	if (system("make --version >/dev/null 2>&1") != 0)
		skip();
	add_output(room, "a b.h", "one\n");
	put("Makefile", "all: a\\ b.h\ninclude out.d\na\\ b.h:\n\t@touch made\n");
	put(inputs[0], "");
	put("a b.h", "");
	make_old(inputs[0]);
	assert_true(makes_rules(room, "./", "out.d", inputs, 1));
	assert_int_equal(system("make >/dev/null"), 0);
	assert_absent("made");
	make_old("a b.h");
	put(inputs[0], "newer");
	assert_int_equal(system("make >/dev/null"), 0);
	assert_content("made", "");
	/* An input that is gone is no reason to stop. */
	assert_true(makes_rules(room, "./", "out.d", inputs, 2));
	assert_int_equal(system("make >/dev/null"), 0);
}

/* ---- reading ----------------------------------------------------------------------------- */

static void input_is_read_whole(void **state)
{
	struct room *room = *state;
	struct source source;

	put("in.xml", "<a/>\n");
	assert_true(input_read(&room->pass, "in.xml", &source));
	assert_string_equal(source.name, "in.xml");
	assert_int_equal(source.size, 5);
	assert_memory_equal(source.bytes, "<a/>\n", 5);
	put("in.xml", "");
	assert_true(input_read(&room->pass, "in.xml", &source));
	assert_int_equal(source.size, 0);
}

static void input_from_pipe_is_read_whole(void **state)
{
	struct room *room = *state;
	struct source source;
	int saved = dup(STDIN_FILENO);
	FILE *pipe = popen("head -c 300000 /dev/zero", "r");

	assert_non_null(pipe);
	assert_int_equal(dup2(fileno(pipe), STDIN_FILENO), STDIN_FILENO);
	assert_true(input_read(&room->pass, "-", &source));
	assert_string_equal(source.name, "<stdin>");
	assert_int_equal(source.size, 300000);
	assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
	(void)close(saved);
	(void)pclose(pipe);
}

static void unreadable_input_is_reported(void **state)
{
	struct room *room = *state;
	struct source source;

	assert_false(input_read(&room->pass, "none.xml", &source));
	assert_message(room, DIAG_OUT001, "cannot read 'none.xml': No such file or directory");
	assert_false(input_read(&room->pass, ".", &source));
	assert_message(room, DIAG_OUT001, "cannot read '.': Is a directory");
	put("big.xml", "");
	assert_int_equal(truncate("big.xml", (off_t)SOURCE_MAX_SIZE + 1), 0);
	assert_false(input_read(&room->pass, "big.xml", &source));
	assert_message(room, DIAG_OUT001, "cannot read 'big.xml': it is larger than 64 MiB");
	/* A device has no size that could be asked for. */
	assert_false(input_read(&room->pass, "/dev/zero", &source));
	assert_message(room, DIAG_OUT001, "cannot read '/dev/zero': it is larger than 64 MiB");
}

#define output_test(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		output_test(folders_are_made),
		output_test(mode_is_by_umask),
		output_test(unchanged_file_is_left_alone),
		output_test(nothing_to_do_needs_no_permission),
		output_test(lost_executable_bit_is_restored),
		output_test(leftovers_of_a_killed_run_are_removed),
		output_test(obsolete_file_of_ours_is_removed),
		output_test(linked_folder_is_written_through),
		output_test(file_for_folder_fails),
		output_test(impossible_folder_leaves_no_parts),
		output_test(read_only_folder_fails),
		output_test(folder_for_file_fails),
		output_test(link_for_file_is_not_followed),
		output_test(link_for_sub_folder_is_not_followed),
		output_test(failure_half_way_is_undone),
		output_test(failure_on_a_mount_is_undone),
		output_test(full_disk_leaves_the_old_files),
		output_test(verify_names_every_difference),
		output_test(verify_accepts_what_was_written),
		output_test(verify_of_no_folder_makes_none),
		output_test(depfile_quotes_names),
		output_test(depfile_refuses_what_make_cannot_read),
		output_test(make_understands_the_depfile),
		output_test(input_is_read_whole),
		output_test(input_from_pipe_is_read_whole),
		output_test(unreadable_input_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
