#!/usr/bin/env python3
"""Applies each fix of bad and launch/bad to a copy of its input, alone, and compiles.

    fixes.py ACRN_CFGC

A fix is the one edit that is right: the diagnostic it belongs to is gone, no new one has come, and
an input with that fault alone compiles. The same holds for each candidate that is named after the
caret: the nearest sizes, free addresses and slots, the name that may have been meant.

--fix does the same with all fixes of a scenario: a file whose errors all have one compiles then,
and what it does not repair stays byte for byte. --fix=diff gives the same file, through patch.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

CANDIDATES = re.compile(r"(?:nearest|smallest|largest|free|near): (.*)|did you mean '?(.*?)'?\?")
TAGS = ("SCH001", "SCH004")  # what is meant is in two tags; see the fixes in tests/cases/bad


class Case:
    """A command and the folder that it runs in; `output` makes a compilation of a check."""

    def __init__(self, name, folder, arguments):
        self.name = name
        self.folder = folder
        self.arguments = arguments

    def diagnose(self, program, folder, output=None):
        """The exit status and the diagnostics."""
        way = ["--check"] if output is None or "--launch" in self.arguments else ["-o", output]
        with tempfile.TemporaryDirectory() as files:
            if "--emit" in self.arguments:  # a rule of a group of files: no check sees it
                way = ["-o", output or files]
            run = subprocess.run(
                [program, *way, "--max-errors", "0", "--diagnostics", "json", *self.arguments],
                cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
                check=False)
        return run.returncode, [json.loads(line) for line in run.stderr.splitlines()]


def apply_edit(path, edit):
    """Columns and lengths are code points; a line ends with LF, CR LF or CR, as in XML."""
    text = path.read_bytes().decode("utf-8-sig")
    starts = [0] + [end.end() for end in re.finditer("\r\n|\r|\n", text)]
    start = starts[edit["line"] - 1] + edit["column"] - 1
    text = text[:start] + edit["replacement"] + text[start + edit["length"]:]
    path.write_bytes(text.encode("utf-8"))


def edits_of(fault):
    """What a diagnostic offers: fixes, and candidates in its own place."""
    yield from fault["fixes"]
    match = CANDIDATES.fullmatch(fault.get("hint", ""))
    if match is None or fault["code"] in TAGS:
        return
    for candidate in re.split(", | or ", match[1] or match[2]):
        replacement = candidate
        if fault["code"] == "LCH007":  # of slot:function the slot is meant, with its bus and all
            replacement = candidate + ":0"
        yield {**fault, "replacement": replacement, "message": f"candidate {candidate}"}


def count_errors(found, code=None):
    return sum(d["severity"] == "error" and code in (None, d["code"]) for d in found)


def judge(before, fault, status, after):
    """What is wrong with an edit, or None."""
    was = [(d["code"], d["message"]) for d in before].count((fault["code"], fault["message"]))
    now = [(d["code"], d["message"]) for d in after].count((fault["code"], fault["message"]))
    if now >= was:
        return "the diagnostic is still there"
    if count_errors(after, fault["code"]) >= max(count_errors(before, fault["code"]), 1):
        return "another fault of the same kind"
    others = count_errors(before) - (fault["severity"] == "error")
    # Which of two readings is RAM of the board is decided by the choice of one of them.
    if count_errors(after) - count_errors(after, "BRD022") > others:
        return "a new error"
    if others == 0 and status != 0 and count_errors(after, "BRD022") == 0:
        return f"it does not compile: exit status {status}"
    return None


def list_cases(tests):
    """What run.sh beside this file runs, of bad and launch/bad."""
    folder = tests / "bad"
    for scenario in sorted(folder.glob("*.xml")):
        case = scenario.name.removesuffix(".xml")
        if case == "board" or case.endswith(".board"):
            continue
        board = f"{case}.board.xml" if (folder / f"{case}.board.xml").exists() else "board.xml"
        arguments = folder / f"{case}.args"
        more = arguments.read_text().split() if arguments.exists() else []
        yield Case(case, folder, [*more, scenario.name, board])
    folder = tests / "launch" / "bad"
    for script in sorted(folder.glob("*.sh")):
        arguments = script.with_suffix(".args")
        yield Case(script.stem, folder, arguments.read_text().split() if arguments.exists()
                   else ["--launch", script.name])


def copy_inputs(case, work):
    """The files of a case, and those above its folder that launch scripts are checked with."""
    folder = work / "case" / "bad"
    shutil.rmtree(work / "case", ignore_errors=True)
    folder.mkdir(parents=True)
    for file in case.folder.parent.glob("*.xml"):
        shutil.copyfile(file, folder.parent / file.name)
    for file in [*case.folder.glob("board.xml"), *case.folder.glob(case.name + ".*")]:
        shutil.copyfile(file, folder / file.name)
    return folder


def check_case(program, work, case):
    """The number of edits that a case offers, and of those that are wrong."""
    _, before = case.diagnose(program, copy_inputs(case, work))
    edits = [(fault, edit) for fault in before for edit in edits_of(fault)]
    failures = 0
    for number, (fault, edit) in enumerate(edits):
        folder = copy_inputs(case, work)
        apply_edit(folder / edit["file"], edit)
        alone = count_errors(before) == (fault["severity"] == "error")
        output = str(work / f"{case.name}-{number}") if alone else None
        wrong = judge(before, fault, *case.diagnose(program, folder, output))
        if wrong is not None:
            print(f"FAILED {case.name}: {fault['message']}: {edit['message']}: {wrong}")
            failures += 1
    return len(edits), failures


def apply_all(path, found):
    """All fixes of a scenario, of those that overlap the first: what --fix does in one round."""
    text = path.read_bytes().decode("utf-8")
    mark = text.startswith("\ufeff")
    starts = [mark] + [end.end() for end in re.finditer("\r\n|\r|\n", text)]
    edits = []
    for edit in (edit for fault in found for edit in fault["fixes"]):
        start = starts[edit["line"] - 1] + edit["column"] - 1
        end = start + edit["length"]
        if edit["file"] == path.name and all(
                start != a and (end <= a or b <= start) for a, b, _ in edits):
            edits.append((start, end, edit["replacement"]))
    for start, end, replacement in sorted(edits, reverse=True):
        text = text[:start] + replacement + text[end:]
    return text.encode("utf-8")


def check_repair(program, work, case):
    """Whether --fix was tried, and what is wrong with what it made."""
    folder = copy_inputs(case, work)
    scenario = folder / (case.name + ".xml")
    _, before = case.diagnose(program, folder)
    if not scenario.exists() or not any(edit["file"] == scenario.name for fault in before
                                        for edit in fault["fixes"]):
        return False, None
    original = scenario.read_bytes()
    rounds = [original]
    while len(rounds) < 2 or rounds[-1] != rounds[-2]:
        rounds.append(apply_all(scenario, case.diagnose(program, folder)[1]))
        scenario.write_bytes(rounds[-1])
    scenario.write_bytes(original)
    arguments = [word for word in case.arguments if word not in ("--emit", "hypervisor")]
    diff = subprocess.run([program, "--fix=diff", "-q", *arguments], cwd=folder,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    if scenario.read_bytes() != original:
        return True, "--fix=diff changed the file"
    fixed = subprocess.run([program, "--fix", "-q", *arguments], cwd=folder,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    repaired = scenario.read_bytes()
    status, after = case.diagnose(program, folder)
    scenario.write_bytes(original)
    subprocess.run(["patch", "-s", "--binary", scenario.name], cwd=folder, input=diff.stdout,
                   check=bool(diff.stdout))
    if scenario.read_bytes() != repaired or fixed.stdout:
        return True, "the difference does not lead to the repaired file"
    if all(fault["fixes"] or fault["severity"] == "warning" for fault in before):
        if (status, fixed.returncode) != (0, 0):
            return True, f"it does not compile: exit status {status} and {fixed.returncode}"
    if count_errors(after) > count_errors(before):
        return True, "there are more errors"
    if repaired not in rounds:
        return True, "other bytes than those of the fixes were changed"
    return True, None


def main():
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} ACRN_CFGC")
    program = str(pathlib.Path(sys.argv[1]).resolve())
    edits = failures = repairs = 0
    with tempfile.TemporaryDirectory() as work:
        for case in list_cases(pathlib.Path(__file__).resolve().parent):
            offered, wrong = check_case(program, pathlib.Path(work), case)
            edits += offered
            failures += wrong
            tried, wrong = check_repair(program, pathlib.Path(work), case)
            repairs += tried
            if wrong is not None:
                print(f"FAILED {case.name}: --fix: {wrong}")
                failures += 1
    print(f"{edits} fixes and candidates, {repairs} repaired files, {failures} failures")
    return 0 if edits > 0 and repairs > 0 and failures == 0 else 1


sys.exit(main())
