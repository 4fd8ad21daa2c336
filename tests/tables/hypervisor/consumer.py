#!/usr/bin/env python3
"""Compiles the files of group hypervisor with headers of our own and compares what they hold.

Each sample in the text form and each tests/tables/hypervisor/<case>.xml with its <case>.board.xml
is compiled; the warnings and facts are those of facts/<board>.<scenario>.facts or facts/<case>.facts, and a
sample that is refused has the codes there. Each line of <case>.args is a variant: its name and more
arguments. ACPI modules are parsed again, and disassembled by iasl where it is installed.

    consumer.py     environment: ACRN_CFGC, CC; UPDATE=1 writes the files in facts/
"""

import difflib
import os
import pathlib
import re
import shutil
import sys
import tempfile

import harness


def cases():
    """(name, scenario, board, arguments)"""
    for scenario in sorted(harness.HERE.glob("*.xml")):
        if scenario.name.endswith(".board.xml"):
            continue
        board = scenario.with_suffix(".board.xml")
        yield scenario.stem, scenario, board, []
        variants = scenario.with_suffix(".args")
        for line in variants.read_text(encoding="utf-8").splitlines() if variants.exists() else []:
            variant, *arguments = line.split()
            yield f"{scenario.stem}-{variant}", scenario, board, arguments
    for scenario in sorted(harness.ROOT.glob("config-xmls/*/*.xml")):
        name = scenario.parent.name
        if "<vm_type>SOS_VM" in (text := scenario.read_text(encoding="utf-8")) or (
                "<vm_type>PRE_" in text):
            yield (f"{name}.{scenario.stem}", scenario,
                   harness.ROOT / f"board-xmls/{name}.xml", [])


def codes(said, severity):
    found = sorted(set(re.findall(severity + r": .*\[([A-Z]{3}\d{3})\]", said)))
    return " ".join(found) or "none"


def result(scenario, board, arguments):
    """The facts, or the codes of the errors."""
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        status, said = harness.compile_scenario(scenario, board, work / "gen", *arguments)
        if status != 0:
            return f"refused: {codes(said, 'error')}\n"
        try:
            facts = harness.facts_of(work / "gen", work)
            return f"warnings: {codes(said, 'warning')}\n{facts}"
        except harness.Fault as fault:
            return f"fault: {fault}\n"


def main():
    failed = count = 0
    if not shutil.which("iasl"):
        print("iasl is not installed: disassembling tables is left out")
    for name, scenario, board, arguments in cases():
        count += 1
        got = result(scenario, board, arguments)
        golden = harness.HERE / f"facts/{name}.facts"
        if os.environ.get("UPDATE") and not got.startswith("fault"):
            golden.write_text(got, encoding="utf-8")
        expected = golden.read_text(encoding="utf-8") if golden.exists() else ""
        if got != expected:
            print(f"FAILED {name}:")
            print("\n".join(difflib.unified_diff(expected.splitlines(), got.splitlines(),
                                                 "facts", "got", lineterm="", n=0)))
            failed += 1
    print(f"{count} cases, {failed} failures")
    return failed != 0 or count == 0


if __name__ == "__main__":
    sys.exit(main())
