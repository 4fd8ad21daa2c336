#!/usr/bin/env python3
"""Applies each fix of tests/bad to a copy of its input, alone, and compiles the result.

    fixes.py ACRN_CFGC

A fix is the one edit that is right: the diagnostic it belongs to is gone, no new one has come, and
an input with that fault alone compiles.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile


def diagnose(program, arguments, scenario, board, output=None):
    """The exit status and the diagnostics of a check, or of a compilation into `output`."""
    way = ["--check"] if output is None else ["-o", str(output)]
    run = subprocess.run(
        [program, *way, "--max-errors", "0", "--diagnostics", "json", *arguments, scenario, board],
        stderr=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    return run.returncode, [json.loads(line) for line in run.stderr.splitlines()]


def apply_fix(path, fix):
    """Columns and lengths are code points; a line ends with LF, CR LF or CR, as in XML."""
    text = path.read_bytes().decode("utf-8-sig")
    starts = [0] + [end.end() for end in re.finditer("\r\n|\r|\n", text)]
    start = starts[fix["line"] - 1] + fix["column"] - 1
    text = text[:start] + fix["replacement"] + text[start + fix["length"]:]
    path.write_bytes(text.encode("utf-8"))


def count_errors(found, code=None):
    return sum(d["severity"] == "error" and code in (None, d["code"]) for d in found)


def judge(before, fault, status, after):
    """What is wrong with a fix, or None."""
    was = [(d["code"], d["message"]) for d in before].count((fault["code"], fault["message"]))
    now = [(d["code"], d["message"]) for d in after].count((fault["code"], fault["message"]))
    if now >= was:
        return "the diagnostic is still there"
    if count_errors(after, fault["code"]) >= max(count_errors(before, fault["code"]), 1):
        return "another fault of the same kind"
    others = count_errors(before) - (fault["severity"] == "error")
    if count_errors(after) > others:
        return "a new error"
    if others == 0 and status != 0:
        return f"it does not compile: exit status {status}"
    return None


def list_cases(folder):
    """The scenario, the board and the arguments of each case, as run.sh has them."""
    for scenario in sorted(folder.glob("*.xml")):
        case = scenario.name.removesuffix(".xml")
        if case == "board" or case.endswith(".board"):
            continue
        board = folder / f"{case}.board.xml"
        arguments = folder / f"{case}.args"
        yield (case, scenario, board if board.exists() else folder / "board.xml",
               arguments.read_text().split() if arguments.exists() else [])


def check_case(program, work, case, scenario, board, arguments):
    """The number of fixes of a case, and of those that are wrong."""
    copies = [work / "scenario.xml", work / "board.xml"]

    def copy():
        copies[0].write_bytes(scenario.read_bytes())
        copies[1].write_bytes(board.read_bytes())

    copy()
    _, before = diagnose(program, arguments, *copies)
    fixes = [(fault, fix) for fault in before for fix in fault["fixes"]]
    failures = 0
    for number, (fault, fix) in enumerate(fixes):
        copy()
        apply_fix(pathlib.Path(fix["file"]), fix)
        alone = count_errors(before) == (fault["severity"] == "error")
        output = work / f"{case}-{number}" if alone else None
        wrong = judge(before, fault, *diagnose(program, arguments, *copies, output))
        if wrong is not None:
            print(f"FAILED {case}: {fault['message']}: fix: {fix['message']}: {wrong}")
            failures += 1
    return len(fixes), failures


def main():
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} ACRN_CFGC")
    fixes = failures = 0
    with tempfile.TemporaryDirectory() as work:
        for case in list_cases(pathlib.Path(__file__).resolve().parent):
            found, wrong = check_case(sys.argv[1], pathlib.Path(work), *case)
            fixes += found
            failures += wrong
    print(f"{fixes} fixes, {failures} failures")
    return 0 if fixes > 0 and failures == 0 else 1


sys.exit(main())
