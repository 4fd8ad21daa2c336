#!/usr/bin/env python3
"""Shows that the fault tests can fail: takes the handling of one fault after the other out of a
copy of the sources and runs the test that is to notice. usage: mutants.py [NAME...]

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
    "write is not checked": (
        "calls", "output.c", "\t\tif (written < 0)\n\t\t\treturn false;",
        "\t\tif (written < 0)\n\t\t\treturn true;"),
    "fsync is not checked": ("calls", "output.c", " || fsync(fd) != 0) {", " || fsync(fd) == 1) {"),
    "close is not checked": ("calls", "output.c", "\tif (close(fd) != 0)", "\tif (close(fd) == 1)"),
    "rename is not checked": (
        "calls", "output.c", "place->parent, place->leaf) != 0)\n\t\treturn fail",
        "place->parent, place->leaf) == 1)\n\t\treturn fail"),
    "nothing is undone": ("calls", "output.c", "\tif (!good)\n\t\tundo(transaction);\n", ""),
    "made folders stay": (
        "calls", "output.c", "\tif (!good)\n\t\tremove_made_folder(transaction);\n", ""),
    "read is not checked": ("calls", "input.c", "\t\t\treturn READ_FAILED;\n\t\tif (got == 0)",
                            "\t\t\tgot = 0;\n\t\tif (got == 0)"),
    "no cover": ("kills", "output.c", "\tcover_up(transaction);\n", ""),
    "a killed run's copy stays": (
        "kills", "output_cover.c", "\t\tdiscard_twin(cover, -1);\n", "\t\treturn;\n"),
    "no lock": ("folders", "output.c", "flock(transaction->folder, LOCK_EX) != 0", "false"),
    "links are followed": (
        "folders", "output_place.c", "\tif (!S_ISREG(status->st_mode)) {",
        "\tif (!S_ISREG(status->st_mode) && !S_ISLNK(status->st_mode)) {"),
    "a change while reading is not seen": (
        "folders", "input.c", "return same_file_state(&before, &after) ? READ_WHOLE : READ_CHANGED;",
        "(void)same_file_state; return READ_WHOLE;"),
    "the arena's calloc is not checked": (
        "memory-cli", "arena.c", "\tif (chunk == NULL)\n\t\tarena_exhausted(arena);\n", ""),
    "documents are not freed": (
        "memory", "api.c", "\txml_release(&result->board);\n", ""),
    "the reserve is closed": (
        "memory", "xml_reserve.c", "\tif (reserve == NULL)\n\t\treturn NULL;", "\treturn NULL;"),
    "a reserve that was needed is forgotten": (
        "memory", "xml_reserve.c", "return !reserve->needed;", "return true;"),
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
                       SOURCE_DIR=str(source), FAULT_STRIDE="997")
    for name in chosen:
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
        noticed = test.returncode == 1
        unnoticed += not noticed
        last = test.stdout.strip().splitlines()[-1] if test.stdout.strip() else "?"
        print(f"{'noticed' if noticed else 'NOT NOTICED':12} {kind:10} {name}: {last}", flush=True)
    shutil.rmtree(room)
    return 1 if unnoticed else 0


sys.exit(main())
