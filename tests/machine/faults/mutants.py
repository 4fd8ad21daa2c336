#!/usr/bin/env python3
"""Shows that the fault tests can fail: takes the handling of one fault after the other out of a
copy of the sources and runs the test that is to notice. usage: mutants.py [NAME|KIND...]

Not one of the ordinary tests, as each mutant is a build: run it after a change to the handling of
faults or to the tests. A line for each mutant; the status is 1 if one goes unnoticed.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

TREE = pathlib.Path(__file__).resolve().parents[3]

# name: (kind of run.py, file in src/, text, what is there instead)
MUTANTS = {
    # open, write, close, rename: what the machine refuses
    "write is not checked": (
        "calls", "files/temporary.c", "\t\tif (written < 0)\n\t\t\treturn false;",
        "\t\tif (written < 0)\n\t\t\treturn true;"),
    "a full disk is not noticed": (
        "full", "files/temporary.c", "\t\tif (written < 0)\n\t\t\treturn false;",
        "\t\tif (written < 0)\n\t\t\treturn true;"),
    "a quota is not noticed": (
        "quota", "files/write.c", "place->parent, place->leaf) != 0)\n\t\treturn fail",
        "place->parent, place->leaf) == 1)\n\t\treturn fail"),
    "what opens no file is not checked": (
        "full", "files/write.c", "\tif (change->fd < 0 ||", "\tif (change->fd >= 0 &&"),
    "close is not checked": ("calls", "files/temporary.c", "close(copy) == 0", "close(copy) != 1"),
    "rename is not checked": (
        "calls", "files/write.c", "place->parent, place->leaf) != 0)\n\t\treturn fail",
        "place->parent, place->leaf) == 1)\n\t\treturn fail"),
    "a folder that cannot be made has no reason": (
        "full", "files/write.c", "\t\t\treturn fail(transaction, \"create folder\", name);",
        "\t\t\terrno = 0;"),
    "nothing is undone": ("calls", "files/write.c", "\tif (!good)\n\t\tundo(transaction);\n", ""),
    "temporaries stay": (
        "calls", "files/write.c", "\t\tif (change->fd >= 0 && !change->done)\n"
        "\t\t\ttemporary_remove(place->parent, change->new_name);\n", ""),
    "old files stay": (
        "calls", "files/write.c", "\t\tif (change->kept)\n"
        "\t\t\ttemporary_remove(change->place.parent, change->old_name);\n", ""),
    "made folders stay": (
        "calls", "files/write.c", "\tif (!good)\n\t\tfolder_remove_made(AT_FDCWD, &transaction->folder_path);\n",
        ""),
    "read is not checked": ("calls", "files/read.c", "\t\t\treturn strerror(errno);\n\t\tif (got == 0)",
                            "\t\t\tgot = 0;\n\t\tif (got == 0)"),
    # documents and streams
    "documents of the folder go their own way": (
        "documents", "files/write.c", "\treturn output_path_within(ctx->arena, folder, document->path) "
        "!= NULL;", "\treturn false;"),
    "standard error is not looked at": (
        "documents", "cli/console.c", "fflush(stderr) != 0 || ferror(stderr) ?", "fflush(stderr) == 1 ?"),
    "standard output is not looked at": (
        "documents", "cli/console.c", "\tif (failed)\n\t\t(void)snprintf",
        "\tfailed = false;\n\tif (failed)\n\t\t(void)snprintf"),
    "a document's write is not checked": (
        "documents", "files/document.c", "\tif (!temporary_fill(", "\tif (temporary_fill("),
    "a document's rename is not checked": (
        "calls", "files/document.c", "rename(temporary, document->path) != 0",
        "rename(temporary, document->path) == 1"),
    "a document's temporary stays": (
        "documents", "files/document.c", "\tif (failed != NULL)\n"
        "\t\ttemporary_remove(AT_FDCWD, temporary);\n", ""),
    # a kill
    "files are written in their places": (
        "kills", "files/write.c", "change->place.leaf, OUTPUT_NEW, \"\")", "change->place.leaf, \"\", \"\")"),
    "what a killed run left stays": (
        "kills", "files/write.c", "\ttemporary_remove(place->parent, change->old_name);\n\tif", "\tif"),
    "a killed run's document stays": (
        "kills", "files/document.c", "arena_join(ctx->arena, document->path, OUTPUT_NEW, \"\")",
        "arena_printf(pass->arena, \"%s.%d\", document->path, (int)getpid())"),
    # folders, links, others at the same time
    "the old file is moved away": (
        "folders", "files/write.c", "(change->file != NULL && linkat(", "(change->file == NULL && linkat("),
    "no lock": (
        "folders", "files/write.c",
        "output_lock(transaction->folder, AT_FDCWD, transaction->folder_name, 0)", "true"),
    "no lock for a document": (
        "folders", "files/temporary.c", "while (flock(fd, LOCK_EX) != 0 && errno == EINTR)",
        "while (false)"),
    "links are followed": (
        "folders", "files/place.c", "\tif (!S_ISREG(status->st_mode)) {",
        "\tif (!S_ISREG(status->st_mode) && !S_ISLNK(status->st_mode)) {"),
    "a change while reading is not seen": (
        "folders", "files/read.c", "return same_file_state(&before, &after)",
        "return (same_file_state(&before, &after) || true)"),
}


def build(room):
    log = subprocess.run(["cmake", "--build", room / "build", "--target", "acrn-cfgc",
                          "fault-trace"],
                         capture_output=True, text=True)
    if log.returncode != 0:
        sys.exit(log.stdout[-2000:])


def main():
    chosen = sys.argv[1:] or list(MUTANTS)
    unnoticed = 0
    room = pathlib.Path(tempfile.mkdtemp(prefix="acrn-cfgc-mutants-"))
    source = room / "source"
    shutil.copytree(TREE, source, ignore=shutil.ignore_patterns("build", ".git"))
    subprocess.run(["cmake", "-S", source, "-B", room / "build", "-G", "Ninja",
                    "-DACRNCFGC_WERROR=OFF"], check=True, capture_output=True)
    build(room)
    environment = dict(os.environ, ACRN_CFGC=str(room / "build/src/acrn-cfgc"),
                       SOURCE_DIR=str(source), FAULT_FIRST="yes", FAULT_LONG="yes")
    for name in [name for name in MUTANTS if {name, MUTANTS[name][0]} & set(chosen)]:
        kind, file, text, instead = MUTANTS[name]
        path = source / "src" / file
        original = path.read_text()
        if original.count(text) != 1:
            print(f"{name}: what it changes is not in {file}, once")
            unnoticed += 1
            continue
        path.write_text(original.replace(text, instead))
        build(room)
        test = subprocess.run([sys.executable, source / "tests/machine/faults/run.py", kind,
                               room / "build/tests/machine/faults"], env=environment,
                              capture_output=True, text=True, errors="replace")
        path.write_text(original)
        # A crash of the test itself is no answer, and where it cannot run there is no answer.
        noticed = test.returncode == 1 and "Traceback" not in test.stderr
        unnoticed += not noticed
        words = {0: "NOT NOTICED", 77: "not run"}.get(test.returncode, "?")
        last = (test.stderr.strip().splitlines() or test.stdout.strip().splitlines() or ["?"])[0]
        print(f"{'noticed' if noticed else words:12} {kind:10} {name}: {last[:100]}", flush=True)
    shutil.rmtree(room)
    return 1 if unnoticed else 0


sys.exit(main())
