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

TREE = pathlib.Path(__file__).resolve().parents[2]

# name: (kind of run.py, file in src/, text, what stands there instead)
MUTANTS = {
    # open, write, fsync, close, rename: what the machine refuses
    "write is not checked": (
        "calls", "files/write.c", "\t\tif (written < 0)\n\t\t\treturn false;",
        "\t\tif (written < 0)\n\t\t\treturn true;"),
    "a full disk is not noticed": (
        "full", "files/write.c", "\t\tif (written < 0)\n\t\t\treturn false;",
        "\t\tif (written < 0)\n\t\t\treturn true;"),
    "a quota is not noticed": (
        "quota", "files/write.c", "place->parent, place->leaf) != 0)\n\t\treturn fail",
        "place->parent, place->leaf) == 1)\n\t\treturn fail"),
    "what opens no file is not checked": (
        "full", "files/write.c", "\tif (fd < 0)\n\t\treturn fail(transaction, \"write\"",
        "\tif (fd < 0)\n\t\treturn true;\n\tif (fd < -1)\n"
        "\t\treturn fail(transaction, \"write\""),
    "fsync is not checked": ("calls", "files/write.c", " || fsync(fd) != 0) {", " || fsync(fd) == 1) {"),
    "close is not checked": ("calls", "files/write.c", "\tif (close(fd) != 0)", "\tif (close(fd) == 1)"),
    "rename is not checked": (
        "calls", "files/write.c", "place->parent, place->leaf) != 0)\n\t\treturn fail",
        "place->parent, place->leaf) == 1)\n\t\treturn fail"),
    "a name without room is not noticed": (
        "loop", "files/write.c", "place->parent, place->leaf) != 0)\n\t\treturn fail",
        "place->parent, place->leaf) == 1)\n\t\treturn fail"),
    "a stage that cannot be made is forgotten": (
        "full", "files/write.c", "\t\treturn fail(transaction, \"write into folder\"",
        "\t\treturn true;\n\tif (transaction == NULL)\n"
        "\t\treturn fail(transaction, \"write into folder\""),
    "a folder that cannot be made has no reason": (
        "full", "files/write.c", "\t\t\treturn fail(transaction, \"create folder\", name);",
        "\t\t\terrno = 0;"),
    "nothing is undone": ("calls", "files/write.c", "\tif (!good)\n\t\tundo(transaction);\n", ""),
    "what the last word refuses is not undone": (
        "documents", "files/write.c", "\tif (!good)\n\t\tundo(transaction);\n", ""),
    "made folders stay": (
        "calls", "files/write.c", "\tif (!good)\n\t\tremove_made_folder(transaction);\n", ""),
    "read is not checked": ("calls", "files/read.c", "\t\t\treturn READ_FAILED;\n\t\tif (got == 0)",
                            "\t\t\tgot = 0;\n\t\tif (got == 0)"),
    # what stands beside the outputs
    "the last word is not heard": (
        "documents", "files/write.c", "(last == NULL || last->ask(last->argument));",
        "(last == NULL || last->ask(last->argument) || true);"),
    "standard error is not looked at": (
        "documents", "cli/console.c", "\tif (fflush(stderr) != 0 || ferror(stderr))",
        "\tif (fflush(stderr) == 1)"),
    "standard output is not looked at": (
        "documents", "cli/console.c", "\tif (fclose(stdout) != 0 || failed) {",
        "\tif (fclose(stdout) == 1) {"),
    "a document's write is not checked": (
        "documents", "files/document.c", "\t\tif (written < 0)\n\t\t\treturn false;",
        "\t\tif (written < 0)\n\t\t\treturn true;"),
    "a document's fsync is not checked": (
        "calls", "files/document.c", " || fsync(fd) != 0)", " || fsync(fd) == 1)"),
    "a document's rename is not checked": (
        "calls", "files/document.c", "\treturn rename(name, document->path) == 0;",
        "\treturn rename(name, document->path) != 1;"),
    "a document's temporary stays": (
        "documents", "files/document.c", "\t\tif (!good)\n\t\t\tremove_quietly(name);\n", ""),
    "make rules go their own way": (
        "kills", "files/depfile.c", "\tif (!is_same_folder(place, folder)) {",
        "\tif (!is_same_folder(place, folder) || true) {"),
    # a kill
    "no cover": ("kills", "files/write.c", "\tcover_up(transaction);\n", ""),
    "a killed run's copy stays": (
        "kills", "files/cover.c", "\t\tdiscard_twin(cover, -1);\n", "\t\treturn;\n"),
    "a killed run's stage stays": (
        "kills", "files/write.c", "\tif (mkdirat(transaction->folder, OUTPUT_STAGE, 0700) != 0 && "
        "errno != EEXIST)", "\tif (mkdirat(transaction->folder, OUTPUT_STAGE, 0700) != 0)"),
    "a killed run's document stays": (
        "kills", "files/document.c", "\"%s\" ENDING, document->path);",
        "\"%s.%u\", document->path, (unsigned)getpid());"),
    # folders, links, others at the same time
    "no lock": ("folders", "files/write.c", "flock(transaction->folder, LOCK_EX) != 0", "false"),
    "no lock for a document": (
        "folders", "files/document.c", "while (flock(fd, LOCK_EX) != 0 && errno == EINTR)",
        "while (false)"),
    "links are followed": (
        "folders", "files/place.c", "\tif (!S_ISREG(status->st_mode)) {",
        "\tif (!S_ISREG(status->st_mode) && !S_ISLNK(status->st_mode)) {"),
    "a change while reading is not seen": (
        "folders", "files/read.c", "return same_file_state(&before, &after) ? READ_WHOLE : READ_CHANGED;",
        "(void)same_file_state; return READ_WHOLE;"),
    # memory
    "the arena's calloc is not checked": (
        "memory-cli", "base/arena.c", "\tif (chunk == NULL)\n\t\tarena_exhausted(arena);\n", ""),
    "documents are not freed": (
        "memory", "api/api.c", "\txml_release(&result->board);\n", ""),
    "the reserve is closed": (
        "memory", "xml/reserve.c", "\tif (reserve == NULL)\n\t\treturn NULL;", "\treturn NULL;"),
    "a reserve that was needed is forgotten": (
        "memory", "xml/reserve.c", "return !reserve->needed;", "return true;"),
    "libxslt is not stopped": (
        "memory", "xml/xslt.c", "\tif (running == NULL)\n\t\treturn;\n\trunning->state",
        "\tif (running != log->running || true)\n\t\treturn;\n\trunning->state"),
    "jansson's text is not freed": (
        "memory", "base/json.c", "\tfree(dump.bytes);\n", "\tif (added)\n"
        "\t\tfree(dump.bytes);\n"),
    "a dump goes on after it failed": (
        "memory", "base/json.c", "\t\tdump->failed = true;\n", "\t\tdump->length = 0;\n"),
}


def build(room):
    log = subprocess.run(["cmake", "--build", room / "build", "--target", "acrn-cfgc",
                          "fault-trace", "fault-alloc", "fault-library"],
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
                       SOURCE_DIR=str(source), FAULT_STRIDE="997", FAULT_FIRST="yes")
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
        test = subprocess.run([sys.executable, source / "tests/faults/run.py", kind,
                               room / "build/tests/faults"], env=environment,
                              capture_output=True, text=True, errors="replace")
        path.write_text(original)
        # A crash of the test itself is no answer, and where it cannot run there is none.
        noticed = test.returncode == 1 and "Traceback" not in test.stderr
        unnoticed += not noticed
        words = {0: "NOT NOTICED", 77: "not run"}.get(test.returncode, "?")
        last = (test.stderr.strip().splitlines() or test.stdout.strip().splitlines() or ["?"])[0]
        print(f"{'noticed' if noticed else words:12} {kind:10} {name}: {last[:100]}", flush=True)
    shutil.rmtree(room)
    return 1 if unnoticed else 0


sys.exit(main())
