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
	struct diag_list diags;
	struct context ctx;
	struct output_file files[4];
	struct output_list list;
	struct output_document documents[3];
	size_t n_documents;
	char old_folder[4096];
	char top[64];
};

/* ---- helpers ----------------------------------------------------------------------------- */

static int enter(void **state)
{
	struct room *room = calloc(1, sizeof(*room));

	assert_non_null(room);
	room->diags.arena = &room->arena;
	room->ctx = (struct context){.arena = &room->arena, .diags = &room->diags};
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

	output_write(&room->ctx, &room->list, folder, room->documents, room->n_documents);
	return room->diags.n_errors == errors;
}

static bool verifies(struct room *room, const char *folder)
{
	size_t errors = room->diags.n_errors;

	output_verify(&room->ctx, &room->list, folder);
	return room->diags.n_errors == errors;
}

static bool makes_rules(
	struct room *room, const char *folder, const char *depfile, const char *const *inputs)
{
	size_t errors = room->diags.n_errors;
	struct output_document document = {.path = depfile};

	if (output_depfile(&room->ctx, &room->list, folder, inputs, &document))
		output_document(&room->ctx, &document);
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
	const char *none[] = {NULL};

	add_output(room, "a.h", "one\n");
	assert_int_equal(mkdir("gen", 0777), 0);
	put("gen/a.h.acrn-cfgc-tmp", "half");
	put("gen/a.h.acrn-cfgc-old", "old");
	assert_true(writes(room, "gen"));
	assert_int_equal(count_entries("gen"), 1);

	/* Also when nothing has to be written. */
	put("gen/a.h.acrn-cfgc-tmp", "half");
	put("gen/a.h.acrn-cfgc-old", "old");
	assert_true(writes(room, "gen"));
	assert_int_equal(count_entries("gen"), 1);

	/* And of a document, which has no folder of ours around it. */
	put("gen.d.acrn-cfgc-tmp", "half");
	assert_true(makes_rules(room, "gen", "gen.d", none));
	assert_content("gen.d", "gen/a.h:\n");
	assert_absent("gen.d.acrn-cfgc-tmp");
}

static void obsolete_file_of_ours_is_removed(void **state)
{
	struct room *room = *state;
	struct output_obsolete obsolete[] = {{"vbar_base.h", EMIT_TABLES, NULL},
		{"vm3/guest.h", EMIT_GUEST, NULL}, {"ivshmem.config", EMIT_CONFIG, NULL},
		{"vm9/none", EMIT_GUEST, NULL}, {"launch_vm4.args", EMIT_LAUNCH, ",ivshmem,"},
		{"launch_vm5.args", EMIT_LAUNCH, ",ivshmem,"},
		{"launch_vm6.args", EMIT_LAUNCH, ",ivshmem,"}};

	add_output(room, "a.h", "one\n");
	room->list.obsolete = obsolete;
	room->list.n_obsolete = sizeof(obsolete) / sizeof(obsolete[0]);
	assert_int_equal(mkdir("gen", 0777), 0);
	assert_int_equal(mkdir("gen/vm3", 0777), 0);
	put("gen/vbar_base.h", "/*\n * " EMIT_MARK "\n */\n");
	put("gen/vm3/guest.h", "/* " EMIT_MARK " */\n");
	put("gen/ivshmem.config", "# written by hand\n");
	put("gen/launch_vm4.args", "-s 5,ivshmem,hv:/a,2\n-s 6,ivshmem,hv:/b,2\n");
	put("gen/launch_vm5.args", "");
	put("gen/launch_vm6.args", "-s 5,ivshmem,hv:/a,2\n-s 6,virtio-blk,disk\n");
	assert_true(writes(room, "gen"));
	assert_absent("gen/vbar_base.h");
	assert_absent("gen/vm3");
	assert_content("gen/ivshmem.config", "# written by hand\n");
	assert_absent("gen/launch_vm4.args");
	assert_absent("gen/launch_vm5.args");
	assert_int_equal(access("gen/launch_vm6.args", F_OK), 0);
	assert_int_equal(count_entries("gen"), 3);
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
	assert_message(room, DIAG_OUT002, "cannot write 'gen/a.h': Permission denied");
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
	struct output_obsolete obsolete[] = {{"vm1/a.h", EMIT_GUEST, NULL}};

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
 * The last rename fails, because the file is root's and so is its sticky folder: the first files
 * are new by then, and have to become old again.
 */
static void failure_half_way_is_undone(void **state)
{
	struct room *room = *state;
	struct output_obsolete obsolete[] = {{"vbar_base.h", EMIT_TABLES, NULL}};

	if (geteuid() != 0)
		skip();
	add_output(room, "a.h", "one\n");
	add_output(room, "b.h", "two\n");
	add_output(room, "vm0/c.h", "three\n");
	add_output(room, "vm1/d.h", "four\n");
	room->list.obsolete = obsolete;
	room->list.n_obsolete = 1;
	assert_int_equal(mkdir("gen", 0777), 0);
	assert_int_equal(mkdir("gen/vm1", 0777), 0);
	put("gen/vm1/d.h", "root's");
	assert_int_equal(chmod("gen/vm1", 01777), 0);
	assert_int_equal(chown("gen", NOBODY, (gid_t)-1), 0);
	be_nobody(room);
	put("gen/a.h", "old");
	put("gen/vbar_base.h", EMIT_MARK);
	make_old("gen/a.h");
	assert_false(writes(room, "gen"));
	assert_message(room, DIAG_OUT002, "cannot replace 'gen/vm1/d.h': Operation not permitted");
	assert_content("gen/a.h", "old");
	assert_int_equal(modified("gen/a.h").tv_sec, 1000);
	assert_absent("gen/b.h");
	assert_absent("gen/vm0");
	assert_content("gen/vbar_base.h", EMIT_MARK);
	assert_content("gen/vm1/d.h", "root's");
	assert_int_equal(count_entries("gen"), 3);
	assert_int_equal(count_entries("gen/vm1"), 1);
}

/* Each temporary is beside its place, so a mount inside the folder is no obstacle. */
static void mount_in_the_folder_is_written_to(void **state)
{
	struct room *room = *state;

	add_output(room, "a.h", "one\n");
	add_output(room, "vm0/c.h", "three\n");
	assert_int_equal(mkdir("gen", 0777), 0);
	assert_int_equal(mkdir("gen/vm0", 0777), 0);
	if (mount("none", "gen/vm0", "tmpfs", 0, "size=64k") != 0)
		skip();
	put("gen/vm0/c.h", "old");

	bool good = writes(room, "gen");

	assert_content("gen/a.h", "one\n");
	assert_content("gen/vm0/c.h", "three\n");
	assert_int_equal(count_entries("gen/vm0"), 1);
	assert_int_equal(umount("gen/vm0"), 0);
	assert_true(good);
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

/* ---- documents --------------------------------------------------------------------------- */

static void add_text(struct room *room, const char *path, const char *content)
{
	room->documents[room->n_documents++] =
		(struct output_document){.path = path, .bytes = content, .size = strlen(content)};
}

static void documents_go_with_the_outputs(void **state)
{
	struct room *room = *state;

	add_output(room, "a.h", "one\n");
	assert_int_equal(symlink("gen", "link"), 0);
	add_text(room, "link/map.txt", "in the folder by another name");
	add_text(room, "./gen/sub/found", "below it");
	add_text(room, "outside.d", "elsewhere");
	assert_true(writes(room, "gen"));
	assert_content("gen/map.txt", "in the folder by another name");
	assert_content("gen/sub/found", "below it");
	assert_content("outside.d", "elsewhere");
	assert_int_equal(count_entries("gen"), 3);
}

static void document_inside_that_fails_keeps_the_folder(void **state)
{
	struct room *room = *state;

	add_output(room, "a.h", "one\n");
	assert_int_equal(mkdir("gen", 0777), 0);
	assert_int_equal(mkdir("gen/map.txt", 0777), 0);
	put("gen/a.h", "old");
	add_text(room, "outside.d", "elsewhere");
	add_text(room, "gen/map.txt", "no place for it");
	assert_false(writes(room, "gen"));
	assert_message(room, DIAG_OUT002, "cannot replace 'gen/map.txt': it is not a regular file");
	assert_content("gen/a.h", "old");
	assert_absent("outside.d");
	assert_int_equal(count_entries("gen"), 2);
}

static void document_outside_that_fails_leaves_the_outputs(void **state)
{
	struct room *room = *state;

	add_output(room, "a.h", "one\n");
	add_text(room, "nowhere/map.txt", "no place for it");
	add_text(room, "outside.d", "elsewhere");
	assert_false(writes(room, "gen"));
	assert_message(
		room, DIAG_OUT002, "cannot create 'nowhere/map.txt': No such file or directory");
	assert_int_equal(room->diags.count, 1);
	assert_content("gen/a.h", "one\n");
	assert_content("outside.d", "elsewhere");
	assert_int_equal(count_entries("gen"), 1);
}

static void devices_and_links_are_written_to(void **state)
{
	struct room *room = *state;
	const struct output_document full = {"/dev/full", "text", 4, false};
	const struct output_document link = {"link", "text", 4, false};

	assert_int_equal(symlink("target", "link"), 0);
	output_document(&room->ctx, &link);
	assert_content("target", "text");
	assert_int_equal(room->diags.count, 0);
	output_document(&room->ctx, &full);
	assert_message(room, DIAG_OUT002, "cannot write '/dev/full': No space left on device");
}

/* ---- names ------------------------------------------------------------------------------- */

struct clash_case {
	const char *input;
	const char *documents[2];
	const char *clash; /* NULL: different files */
};

/* In a folder with in.xml, its hard link hard.xml, soft.xml -> in.xml, later -> new.d, gen/a.h,
   and here -> . */
static const struct clash_case clash_cases[] = {
	{"in.xml", {"out.d", "map.txt"}, NULL},
	{"in.xml", {"in.xml", NULL}, "input file 'in.xml' is the same as output file 'in.xml'"},
	{"in.xml", {"./gen/../in.xml", NULL},
		"input file 'in.xml' is the same as output file './gen/../in.xml'"},
	{"in.xml", {"soft.xml", NULL}, "input file 'in.xml' is the same as output file 'soft.xml'"},
	{"in.xml", {"hard.xml", NULL}, "input file 'in.xml' is the same as output file 'hard.xml'"},
	{"here/in.xml", {"in.xml", NULL},
		"input file 'here/in.xml' is the same as output file 'in.xml'"},
	{"in.xml", {"new.d", "here/./new.d"},
		"output file 'new.d' is the same as output file 'here/./new.d'"},
	{"in.xml", {"new.d", "later"}, "output file 'new.d' is the same as output file 'later'"},
	{"in.xml", {"later", "new.d"}, "output file 'later' is the same as output file 'new.d'"},
	{"in.xml", {"here/gen/b.h", NULL},
		"output file 'gen/b.h' is the same as output file 'here/gen/b.h'"},
	{"in.xml", {"gen/a.h", NULL}, "output file 'gen/a.h' is the same as output file 'gen/a.h'"},
	{"gen/a.h", {NULL, NULL}, "input file 'gen/a.h' is the same as output file 'gen/a.h'"},
	{"in.xml", {"no/where/../a", "no/a"},
		"output file 'no/where/../a' is the same as output file 'no/a'"},
	{"in.xml", {"no/a", "nowhere/a"}, NULL},
	{"in.xml", {"/dev/null", "/dev/null"}, NULL},
	{"-", {"std.xml", NULL}, "input file '-' is the same as output file 'std.xml'"},
};

static void same_files_are_found(void **state)
{
	struct room *room = *state;
	static const char *const outputs[] = {"a.h", "b.h"};
	int saved = dup(STDIN_FILENO);
	int input;

	put("in.xml", "<a/>");
	put("std.xml", "<a/>");
	assert_int_equal(link("in.xml", "hard.xml"), 0);
	assert_int_equal(symlink("in.xml", "soft.xml"), 0);
	assert_int_equal(symlink("new.d", "later"), 0);
	assert_int_equal(symlink(".", "here"), 0);
	assert_int_equal(mkdir("gen", 0777), 0);
	put("gen/a.h", "old");
	input = open("std.xml", O_RDONLY);
	assert_int_equal(dup2(input, STDIN_FILENO), STDIN_FILENO);
	(void)close(input);
	for (size_t i = 0; i < sizeof(clash_cases) / sizeof(clash_cases[0]); i++) {
		const struct clash_case *row = &clash_cases[i];
		const struct output_names names = {
			.inputs = &row->input,
			.n_inputs = 1,
			.documents = row->documents,
			.n_documents =
				(size_t)(row->documents[0] != NULL) + (row->documents[1] != NULL),
			.folder = "gen",
			.outputs = outputs,
			.n_outputs = 2,
		};
		const char *clash = output_find_clash(&room->arena, &names);

		if (row->clash == NULL)
			assert_null(clash);
		else
			assert_string_equal(clash, row->clash);
	}
	assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
	(void)close(saved);
}

/* ---- verifying --------------------------------------------------------------------------- */

static void verify_names_every_difference(void **state)
{
	struct room *room = *state;
	struct output_obsolete obsolete[] = {{"vbar_base.h", EMIT_TABLES, NULL}};

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
		"'gen/vbar_base.h' was generated for another scenario, board or "
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
	const char *inputs[] = {"my scene.xml", "a#b$c:d.xml", "<stdin>", NULL};

	add_output(room, "a.h", "one\n");
	add_output(room, "vm0/c.h", "three\n");
	assert_true(makes_rules(room, "the gen", "deps/out.d", inputs));
	assert_content("deps/out.d",
		"the\\ gen/a.h \\\n the\\ gen/vm0/c.h: \\\n my\\ scene.xml \\\n a\\#b$$c\\:d.xml\n"
		"\nmy\\ scene.xml:\n"
		"\na\\#b$$c\\:d.xml:\n");
	assert_absent("the gen");
}

static void depfile_refuses_what_make_cannot_read(void **state)
{
	struct room *room = *state;
	const char *newline[] = {"a\nb.xml", NULL};
	const char *percent[] = {"50%.xml", NULL};

	add_output(room, "a.h", "one\n");
	assert_false(makes_rules(room, "gen", "out.d", newline));
	assert_message(room, DIAG_OUT002,
		"cannot write 'out.d': make cannot read the control character in 'a\nb.xml'");
	assert_false(makes_rules(room, "a=b", "out.d", percent));
	assert_message(
		room, DIAG_OUT002, "cannot write 'out.d': make cannot read the '=' in 'a=b/a.h'");
	assert_absent("out.d");
	assert_true(makes_rules(room, "gen", "out.d", percent));
	assert_content("out.d", "gen/a.h: \\\n 50%.xml\n");
}

/* make itself reads the names back. */
static void make_understands_the_depfile(void **state)
{
	struct room *room = *state;
	const char *inputs[] = {"in put#1$x:y\\.xml", NULL, NULL};

	if (system("make --version >/dev/null 2>&1") != 0)
		skip();
	add_output(room, "a b.h", "one\n");
	put("Makefile", "all: a\\ b.h\ninclude out.d\na\\ b.h:\n\t@touch made\n");
	put(inputs[0], "");
	put("a b.h", "");
	make_old(inputs[0]);
	assert_true(makes_rules(room, "./", "out.d", inputs));
	assert_int_equal(system("make >/dev/null"), 0);
	assert_absent("made");
	make_old("a b.h");
	put(inputs[0], "newer");
	assert_int_equal(system("make >/dev/null"), 0);
	assert_content("made", "");
	/* An input that is gone is no reason to stop. */
	inputs[1] = "gone.xml";
	assert_true(makes_rules(room, "./", "out.d", inputs));
	assert_int_equal(system("make >/dev/null"), 0);
}

/* ---- reading ----------------------------------------------------------------------------- */

static void input_is_read_whole(void **state)
{
	struct room *room = *state;
	struct source source;

	put("in.xml", "<a/>\n");
	assert_true(input_read(&room->ctx, "in.xml", &source));
	assert_string_equal(source.name, "in.xml");
	assert_int_equal(source.size, 5);
	assert_memory_equal(source.bytes, "<a/>\n", 5);
	put("in.xml", "");
	assert_true(input_read(&room->ctx, "in.xml", &source));
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
	assert_true(input_read(&room->ctx, "-", &source));
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

	assert_false(input_read(&room->ctx, "none.xml", &source));
	assert_message(room, DIAG_OUT001, "cannot read 'none.xml': No such file or directory");
	assert_false(input_read(&room->ctx, ".", &source));
	assert_message(room, DIAG_OUT001, "cannot read '.': Is a directory");
	put("big.xml", "");
	assert_int_equal(truncate("big.xml", (off_t)SOURCE_MAX_SIZE + 1), 0);
	assert_false(input_read(&room->ctx, "big.xml", &source));
	assert_message(room, DIAG_OUT001, "cannot read 'big.xml': it is larger than 64 MiB");
	/* A device has no size that could be asked for. */
	assert_false(input_read(&room->ctx, "/dev/zero", &source));
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
		output_test(mount_in_the_folder_is_written_to),
		output_test(full_disk_leaves_the_old_files),
		output_test(documents_go_with_the_outputs),
		output_test(document_inside_that_fails_keeps_the_folder),
		output_test(document_outside_that_fails_leaves_the_outputs),
		output_test(devices_and_links_are_written_to),
		output_test(same_files_are_found),
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
