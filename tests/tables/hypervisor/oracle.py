#!/usr/bin/env python3
"""Compares group hypervisor with what the release's own tool says, for the pairs that there are.

    oracle.py [XMLS]     environment: ACRN_CFGC, SOURCE_DIR, ACRN_SHARED, EVERY (each n-th pair)

ACRN_SHARED (default ../shared) has oracle/v2.3/<board>.<scenario>.json, the tools that extract
and compare facts, and corpus/ with input files. XMLS is the folder misc/vm_configs/xmls of a v2.3
tree, for the pairs that the corpus lacks. Exits with 77 where there is nothing to compare.
"""

import csv
import os
import pathlib
import re
import subprocess
import sys
import tempfile


def release(name):
    """v2.3 as (2, 3); what was published before a release sorts just below it."""
    numbers = tuple(int(word) for word in re.findall(r"\d+", name))
    return numbers + ((-1,) if name.startswith("pre") else (0,))


def corpus_pairs(corpus):
    """(board, scenario): files of the corpus that v2.3 was published with."""
    pairs = {}
    index = corpus / "index.tsv"
    if not index.exists():
        return pairs
    with index.open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            first, last = release(row["first_release"]), release(row["last_release"])
            if row["board"] and first <= (2, 3, 0) <= last:
                pairs[row["board_name"], row["scenario_name"]] = (
                    corpus / "scenarios" / row["scenario"], corpus / "boards" / row["board"])
    return pairs


def find_pair(board, scenario, xmls, pairs):
    """The two input files, or None."""
    if xmls is not None:
        files = (xmls / "config-xmls" / board / f"{scenario}.xml",
                 xmls / "board-xmls" / f"{board}.xml")
        if all(file.exists() for file in files):
            return files
    return pairs.get((board, scenario))


def compare(oracle, files, tools, work):
    """What is different, as text; None if nothing is."""
    gen, facts = work / "gen", work / "facts.json"
    run = subprocess.run([os.environ["ACRN_CFGC"], *files, "--target", "v2.3", "--emit",
                          "hypervisor", "-o", gen], stderr=subprocess.PIPE, encoding="utf-8",
                         check=False)
    if run.returncode != 0:
        return f"refused: {run.stderr}"
    with facts.open("w", encoding="utf-8") as out:
        subprocess.run([sys.executable, tools / "config_facts.py", gen], check=True, stdout=out)
    run = subprocess.run([sys.executable, tools / "config_diff.py", oracle, facts],
                         stdout=subprocess.PIPE, encoding="utf-8", check=False)
    return run.stdout if run.returncode != 0 else None


def main():
    root = pathlib.Path(os.environ.get("SOURCE_DIR", "."))
    shared = pathlib.Path(os.environ.get("ACRN_SHARED", root / "../shared"))
    xmls = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else None
    pairs = corpus_pairs(shared / "corpus")
    failed, compared, missing = 0, 0, []
    oracles = sorted((shared / "oracle/v2.3").glob("*.*.json"))
    for oracle in oracles[::int(os.environ.get("EVERY", "1"))]:
        board, scenario = oracle.name[:-len(".json")].rsplit(".", 1)
        files = find_pair(board, scenario, xmls, pairs)
        if files is None:
            missing.append(f"{board}/{scenario}")
            continue
        compared += 1
        with tempfile.TemporaryDirectory() as work:
            difference = compare(oracle, files, shared / "tools", pathlib.Path(work))
        if difference is not None:
            print(f"FAILED {board}/{scenario}: {difference}")
            failed += 1
    print(f"oracle: {compared} pairs compared, {failed} failures")
    if missing:
        print(f"oracle: skipped, no input files: {' '.join(missing)}")
    if compared == 0:
        print(f"oracle: skipped, nothing to compare in {shared}")
        return 77
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
