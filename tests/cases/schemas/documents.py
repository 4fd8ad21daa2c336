#!/usr/bin/env python3
"""layout.json and --diagnostics json are what their JSON Schemas say, and not what they do not say.

    documents.py     environment: ACRN_CFGC, SOURCE_DIR
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)

ROOT = pathlib.Path(os.environ["SOURCE_DIR"])
PROGRAM = os.environ["ACRN_CFGC"]


def validator(name):
    schema = json.loads((ROOT / "schemas" / name).read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def diagnose(arguments, folder):
    run = subprocess.run([PROGRAM, "--diagnostics", "json", *arguments], cwd=folder,
                         stderr=subprocess.PIPE, encoding="utf-8", check=False)
    return [json.loads(line) for line in run.stderr.splitlines()]


def documents():
    """(validator's file, document) of the samples and of all failing inputs."""
    bad = ROOT / "tests/cases/bad"
    cases = [file.name for file in sorted(bad.glob("*.xml")) if "board" not in file.name]
    for line in diagnose(["--check", "--board", "board.xml", *cases], bad):
        yield "diagnostics.schema.json", line
    for line in diagnose(["--check", "--max-errors", "1", "--board", "board.xml", *cases], bad):
        yield "diagnostics.schema.json", line
    for scenario in sorted(ROOT.glob("config-xmls/*/*.xml")):
        board = ROOT / "board-xmls" / (scenario.parent.name + ".xml")
        with tempfile.TemporaryDirectory() as folder:
            diagnose([scenario, board, "-o", folder, "--emit", "report"], ROOT)
            layout = pathlib.Path(folder) / "layout.json"
            if layout.exists():
                yield "layout.schema.json", json.loads(layout.read_text(encoding="utf-8"))


def main():
    validators = {name: validator(name) for name in
                  ("layout.schema.json", "diagnostics.schema.json")}
    counts = dict.fromkeys(validators, 0)
    failures = 0
    for name, document in documents():
        counts[name] += 1
        for error in validators[name].iter_errors(document):
            print(f"FAILED {name}: {error.message}")
            failures += 1
        for member in document:
            less = {key: value for key, value in document.items() if key != member}
            if member not in ("hint", "left_out") and validators[name].is_valid(less):
                print(f"FAILED {name}: it takes a document without {member}")
                failures += 1
        if validators[name].is_valid({**document, "another": 1}):
            print(f"FAILED {name}: it takes a member that it does not know")
            failures += 1
        if failures > 20:
            break
    print(f"{counts}, {failures} failures")
    return 0 if failures == 0 and all(counts.values()) else 1


sys.exit(main())
