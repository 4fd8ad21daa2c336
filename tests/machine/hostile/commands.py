#!/usr/bin/env python3
"""Command lines made to hurt. usage: commands.py [-v]

For each option and operand that takes a word: words that are long, empty, no text, or would command
a terminal. Each run ends with a status that is documented, within the bounds of judge.py, with
messages that are safe on a terminal and in a log, and writes where it was told to or nowhere.
"""
import os
import shutil
import subprocess
import sys

import judge
from judge import TOOL, TREE

SCENARIO = (TREE / "config-xmls/whl-ipc-i5/hybrid_rt.xml").read_bytes()
BOARD = (TREE / "board-xmls/whl-ipc-i5.xml").read_bytes()
# The kernel passes on no argument that is longer, with its NUL.
LONGEST = 32 * os.sysconf("SC_PAGESIZE") - 1
STATUSES = (0, 1, 2, 3)
# Words as bytes: a path is no text. None has a slash, so that all of them may be files of a folder.
WORDS = {
    "empty": b"",
    "longest": b"x" * LONGEST,
    "longest number": b"9" * LONGEST,
    "longest list": b"all," * (LONGEST // 4),
    "longest of no UTF-8": b"\xff" * LONGEST,
    "longest escapes": b"\x1b" * LONGEST,
    "name too long": b"x" * 256,
    "path too long": b"x/" * 3000,
    "escape sequence": b"a\x1b[31mb\x1b]0;c\x07d",
    "line break": b"a\nerror: b\r\nc",
    "no UTF-8": b"a\xff\xfe\xc0\xaf\xed\xa0\x80b",
    "C1 control": "a\x9b31mb\x85c".encode(),
    "right to left": "a\u202eb\u2066c\u200bd".encode(),
    "all bytes": bytes(byte for byte in range(1, 256) if byte != ord("/")),
    "format": b"%s%n%p%999999999d",
    "blank": b" \t ",
    "dash": b"-",
    "option": b"--output",
    "shell": b"$(touch x); `touch x` | touch x > x",
    "equals": b"==a=b",
}


def options():
    """Every word of the command line that is followed by one, as the program lists them."""
    listed = subprocess.run([TOOL, "--list-options"], capture_output=True, text=True, check=True)
    for line in listed.stdout.splitlines():
        _, short, name, argument, *_ = line.split("\t")
        if argument == "-":
            continue
        if name != "-":
            yield f"--{name}"
        if short == "W":
            yield "-Werror=" if argument == "error=NAME" else (
                "-Wno-" if argument == "no-NAME" else "-W")
        elif short != "-":
            yield f"-{short}"


def command_lines():
    good = ["scenario.xml", "board.xml"]
    for kind, word in WORDS.items():
        for option in options():
            if option.startswith("-W"):
                forms = [[option.encode() + word]]
            elif option.startswith("--"):
                forms = [[option, word], [option.encode() + b"=" + word]]
            else:
                forms = [[option, word], [option.encode() + word]]
            for form in forms:
                if len(form[0]) <= LONGEST:
                    yield f"{option} {kind}", [*good, *form]
                    yield f"-o folder {option} {kind}", [*good, "-o", "folder", *form]
                    yield f"--check {option} {kind}", ["--check", *good, *form]
        yield f"scenario {kind}", [word, "board.xml", "-o", "folder"]
        yield f"board {kind}", ["scenario.xml", word, "-o", "folder"]
        yield f"no option {kind}", [b"--" + word[:LONGEST - 2], *good]
        yield f"no letter {kind}", [b"-" + word[:LONGEST - 1], *good]
    for last in ([], good):
        yield "10,000 files", ["--check", *["scenario.xml"] * 10_000, *last]
        yield "10,000 files that are not there", [
            "--check", "--board", "board.xml", *[f"{i}" for i in range(10_000)]]
        yield "10,000 options", [*last, *["-q"] * 10_000]
        yield "10,000 outputs", [*last, *["-o", "folder"] * 5_000]
        yield "10,000 scripts", ["--check", *["--launch", "none"] * 5_000]
        yield "10,000 stylesheets", [*last, "-o", "folder", *["--stylesheet", "none"] * 5_000]
        yield "10,000 warnings", [*last, "--check", *["-Werror=nonsense"] * 10_000]
        yield "10,000 dashes", ["--check", *["-"] * 10_000]
        yield "a megabyte of words", [*last, "--check", *[b"x" * 100_000] * 10]
        yield "a megabyte of files of no UTF-8", [
            "--check", "--board", "board.xml", *[b"\xff" * 200] * 5_000]
    yield "nothing", []


def run(court, case, words):
    """In a folder with the inputs and nothing else."""
    (court.room / "scenario.xml").write_bytes(SCENARIO)
    (court.room / "board.xml").write_bytes(BOARD)
    court.run(case, words, STATUSES)
    made = sorted(set(os.listdir(os.fsencode(court.room)))
                  - {b"scenario.xml", b"board.xml", b"out", b"err"})
    given = [os.fsencode(word) for word in words]
    for name in made:
        # What was asked for: the folder, a file in it, or the first part of a path.
        if not any(name in word for word in given):
            judge.complain(case, f"made {name!r}")
        path = os.path.join(os.fsencode(court.room), name)
        if os.path.isdir(path):
            shutil.rmtree(path)
        else:
            os.unlink(path)
    if (court.room / "scenario.xml").read_bytes() != SCENARIO:
        judge.complain(case, "changed an input")


def main():
    with judge.Judge("-v" in sys.argv[1:]) as court:
        for case, words in judge.some(command_lines()):
            run(court, case, words)
    print(f"{court.cases} hostile command lines, {judge.complaints} complaints")
    return 1 if judge.complaints or court.cases < 1500 // judge.EVERY else 0


if __name__ == "__main__":
    sys.exit(main())
