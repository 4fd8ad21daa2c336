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

from run import HERE, list_cases

CANDIDATES = re.compile(r"(?:nearest|smallest|largest|free|near): (.*)|did you mean '?(.*?)'?\?")
TAGS = ("SCH001", "SCH004")  # what is meant is in two tags; see the fixes in tests/cases/bad


class Case:
    """A command and the folder that it runs in; `output` makes a compilation of a check."""

    def __init__(self, name, folder, arguments):
        self.name = name
        self.folder = folder
        self.arguments = arguments

    def diagnose(self, program, output=None):
        """The exit status and the diagnostics."""
        way = ["--check"] if output is None or "--launch" in self.arguments else ["-o", output]
        with tempfile.TemporaryDirectory() as files:
            if "--emit" in self.arguments:  # a rule of a group of files: no check sees it
                way = ["-o", output or files]
            run = subprocess.run(
                [program, *way, "--max-errors", "0", "--diagnostics", "json", *self.arguments],
                cwd=self.folder, stderr=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
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


def check_edits(program, case, before):
    """The number of edits that a case offers, and of those that are wrong."""
    edits = [(fault, edit) for fault in before for edit in edits_of(fault)]
    failures = 0
    for number, (fault, edit) in enumerate(edits):
        file = case.folder / edit["file"]
        original = file.read_bytes()
        apply_edit(file, edit)
        alone = count_errors(before) == (fault["severity"] == "error")
        output = f"{case.name}-{number}" if alone else None
        wrong = judge(before, fault, *case.diagnose(program, output))
        file.write_bytes(original)
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


def check_repair(program, case, before):
    """Whether --fix was tried, and what is wrong with what it made."""
    scenario = case.folder / (case.name + ".xml")
    if not scenario.exists() or not any(edit["file"] == scenario.name for fault in before
                                        for edit in fault["fixes"]):
        return False, None
    original = scenario.read_bytes()
    rounds = [original]
    while len(rounds) < 2 or rounds[-1] != rounds[-2]:
        rounds.append(apply_all(scenario, case.diagnose(program)[1]))
        scenario.write_bytes(rounds[-1])
    scenario.write_bytes(original)
    arguments = [word for word in case.arguments if word not in ("--emit", "hypervisor")]
    diff = subprocess.run([program, "--fix=diff", "-q", *arguments], cwd=case.folder,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    if scenario.read_bytes() != original:
        return True, "--fix=diff changed the file"
    fixed = subprocess.run([program, "--fix", "-q", *arguments], cwd=case.folder,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    repaired = scenario.read_bytes()
    status, after = case.diagnose(program)
    scenario.write_bytes(original)
    subprocess.run(["patch", "-s", "--binary", scenario.name], cwd=case.folder, input=diff.stdout,
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
        tests = pathlib.Path(work) / "cases"
        shutil.copytree(HERE, tests)
        for folder in "bad", "launch/bad":
            for name, arguments in list_cases(folder):
                case = Case(name, tests / folder, arguments)
                _, before = case.diagnose(program)
                offered, wrong = check_edits(program, case, before)
                edits += offered
                failures += wrong
                tried, wrong = check_repair(program, case, before)
                repairs += tried
                if wrong is not None:
                    print(f"FAILED {name}: --fix: {wrong}")
                    failures += 1
    print(f"{edits} fixes and candidates, {repairs} repaired files, {failures} failures")
    return 0 if edits > 0 and repairs > 0 and failures == 0 else 1


sys.exit(main())
