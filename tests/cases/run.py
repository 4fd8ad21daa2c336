#!/usr/bin/env python3
"""Inputs with what is said of them beside them, in bad, good, launch/bad and launch/good.

    run.py ACRN_CFGC [CASE...]       UPDATE=1 writes the .err and .out files instead

Each rule has a failing input: bad/<CODE>-<what is wrong>.xml or, for a launch script,
launch/bad/<CODE>-<what is wrong>.sh. The diagnostics, places included, are exactly those of its .err
file, and what is printed is the text of its .out file; without such a file nothing is printed. Inputs
of good and launch/good give nothing but the warnings of their .err file.

A scenario is checked with board.xml, or <case>.board.xml where there is one, and a launch script
alone. <case>.args has more arguments for a scenario, and all of them for a launch script.
"""
import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from contextlib import nullcontext

UPDATE = os.environ.get("UPDATE")
HERE = pathlib.Path(__file__).resolve().parent
FOLDERS = "bad", "good", "launch/bad", "launch/good"
# Which release was assumed and how many rules there are says nothing of a rule; tests/cases/verdicts
# and tests/cases/cli look at these lines.
LEFT_OUT = re.compile(r".*: note: laid out for v[0-9.]*, the default for.*\n|"
                      r"[A-Z]{3}: [0-9]* of [0-9]* rules applied\n")
FINDING = re.compile(r"^([^ \n]*):(\d+):(\d+): (?:error|warning): ", re.MULTILINE)
CODE = re.compile(r"(?:error|warning): .* \[([A-Z]{3}[0-9]{3})\]$", re.MULTILINE)


def list_cases(folder):
    """The name and the command line of each case of a folder."""
    names = {file.name for file in (HERE / folder).iterdir()}
    for name in sorted(names):
        case, _, kind = name.rpartition(".")
        if kind not in ("xml", "sh") or case == "board" or case.endswith(".board"):
            continue
        arguments = []
        if f"{case}.args" in names:
            arguments = (HERE / folder / f"{case}.args").read_text().split()
        if kind == "xml":
            board = f"{case}.board.xml" if f"{case}.board.xml" in names else "board.xml"
            yield case, [*arguments, name, board]
        else:
            yield case, arguments or ["--launch", name]


def run_program(program, folder, arguments):
    """The exit status, standard output and standard error. A rule of a group of files is found
    only when these are made."""
    with tempfile.TemporaryDirectory() if "--emit" in arguments else nullcontext() as files:
        way = ["-o", files] if files else ["--check"]
        run = subprocess.run([program, *way, "--color", "never", *arguments], check=False,
                             cwd=HERE / folder, stdin=subprocess.DEVNULL, capture_output=True)
    return run.returncode, run.stdout.decode(), LEFT_OUT.sub("", run.stderr.decode())


def compare(file, text):
    """The difference between a text and the file that it is expected in."""
    if UPDATE:
        file.unlink(missing_ok=True)
        if text:
            file.write_bytes(text.encode())
    expected = file.read_bytes().decode() if file.exists() else ""
    if text == expected:
        return None
    sys.stdout.writelines(difflib.unified_diff(expected.splitlines(True), text.splitlines(True),
                                               str(file), "what was printed"))
    return f"not what {file.name} has"


def in_order(text):
    """Whether the findings of each file are in the order of their places."""
    places = [(file, int(line), int(column)) for file, line, column in FINDING.findall(text)]
    return all(a[0] != b[0] or a[1:] <= b[1:] for a, b in zip(places, places[1:]))


def judge(program, folder, case, arguments):
    """What is wrong with a case, one text each; None: nothing."""
    status, out, err = run_program(program, folder, arguments)
    due = 1 if "error: " in err else 0
    if status != due:
        yield f"exit status {status}, not {due}"
    yield compare(HERE / folder / f"{case}.err", err)
    yield compare(HERE / folder / f"{case}.out", out)
    if not in_order(err):
        yield "not in the order of the file"
    code = case.split("-")[0]
    if folder.endswith("bad"):
        yield None if code in CODE.findall(err) else f"not a word of {code}"
    elif due != 0:
        yield "an error for a good input"


def judge_twenty():
    """One run tells all faults, each once: twenty in one file, on twenty lines."""
    text = (HERE / "bad/IVS001-first-of-twenty.err").read_text()
    if text.count(": error: ") != 20:
        yield "20 errors were due"
    if len(set(re.findall(r"^[^:\n]*:(\d+):\d+: error: ", text, re.MULTILINE))) != 20:
        yield "one error for each of 20 lines was due"


def main():
    if len(sys.argv) < 2:
        sys.exit(f"usage: {sys.argv[0]} ACRN_CFGC [CASE...]")
    program = os.path.realpath(sys.argv[1])
    count = 0
    faults = [f"bad/IVS001-first-of-twenty: {fault}" for fault in judge_twenty()]
    for folder in FOLDERS:
        for case, arguments in list_cases(folder):
            if sys.argv[2:] and case not in sys.argv[2:]:
                continue
            count += 1
            faults += [f"{folder}/{case}: {fault}"
                       for fault in judge(program, folder, case, arguments) if fault]
    for fault in faults:
        print("FAILED", fault)
    print(f"{count} cases, {len(faults)} failures")
    return 0 if count > 0 and not faults else 1


if __name__ == "__main__":
    sys.exit(main())
