#!/usr/bin/env python3
"""Text of the inputs must not become C, make or ACPI.

Each text and attribute of a scenario, and each line of its board, is replaced by text that would be
code if it were copied. The program refuses it, or what it writes compiles and has the text nowhere
but in strings and comments of C.

    inject.py       environment: ACRN_CFGC, CC, EVERY (each n-th case only)
"""

import itertools
import os
import pathlib
import re
import sys
import tempfile
from xml.sax.saxutils import escape

import harness

SCENARIO = harness.HERE / "rarely-used.xml"
BOARD = harness.HERE / "rarely-used.board.xml"
HOSTILE = (
    '", evil(), "',
    "*/ evil() /*",
    "evil()",
    "$(shell evil)`evil`",
    "evil\\",
    "??/evil",
    "x\nevil()\n#define evil",
    "1; evil()",
)
# What may be left of a C file without its comments and strings.
C_TEXT = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)
MAKE_LINE = re.compile(r'(#.*|CONFIG_\w+=("[\w.-]*"|[\w.-]*))?')


def cases():
    """(what, scenario, board)"""
    scenario = SCENARIO.read_text(encoding="utf-8")
    board = BOARD.read_text(encoding="utf-8")
    for place in re.finditer(r'(?<==")[^"]*(?=")|(?<=>)[^<]*(?=</)', scenario):
        for text in HOSTILE:
            quoted = escape(text, {'"': "&quot;"})
            yield (f"scenario {place.start()}: {text!r}",
                   scenario[:place.start()] + quoted + scenario[place.end():], board)
    for place in re.finditer(r'(?<==")[^"]*(?=")|\S[^\n<>]*', board):
        for text, keep in itertools.product(HOSTILE[:5], (False, True)):
            quoted = escape(text, {'"': "&quot;"})
            before = board[:place.end() if keep else place.start()]
            yield f"board {place.start()}: {text!r}", scenario, before + quoted + board[place.end():]


def check_text(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix in (".c", ".h"):
        rest = C_TEXT.sub("", text)
        # A comment in the value of a macro can hold an end of comment, and a string its quotes.
        harness.expect("evil" not in rest, f"{path.name} has it in its code")
        return
    for line in text.splitlines():
        harness.expect(MAKE_LINE.fullmatch(line), f"{path.name} has the line {line}")


def judge(gen, work):
    for path in gen.rglob("*"):
        if path.is_file() and path.suffix != ".bin":
            check_text(path)
        elif path.is_file():
            harness.expect(b"evil" not in path.read_bytes(), f"{path.name} has it")
    fault = harness.build(gen, work)
    harness.expect(fault is None, fault)


def main():
    n_accepted = n_cases = failed = 0
    chosen = itertools.islice(cases(), 0, None, int(os.environ.get("EVERY", "1")))
    for what, scenario, board in chosen:
        n_cases += 1
        with tempfile.TemporaryDirectory() as name:
            work = pathlib.Path(name)
            (work / "scenario.xml").write_text(scenario, encoding="utf-8")
            (work / "board.xml").write_text(board, encoding="utf-8")
            status, said = harness.compile_scenario(work / "scenario.xml", work / "board.xml",
                                                    work / "gen")
            if status == 1:
                continue
            n_accepted += 1
            try:
                harness.expect(status == 0, f"status {status}: {said}")
                judge(work / "gen", work)
            except harness.Fault as fault:
                print(f"FAILED {what}: {fault}")
                failed += 1
    print(f"{n_cases} cases, {n_accepted} accepted, {failed} failures")
    return failed != 0 or n_cases == 0


if __name__ == "__main__":
    sys.exit(main())
