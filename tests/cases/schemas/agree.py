#!/usr/bin/env python3
"""The schemas that editors use and the rules of the program agree: each failing input of a rule about
the form of a region is refused by xmllint, too, and each other input is accepted.

usage: agree.py        environment: SOURCE_DIR
Exit status 77: skipped, no xmllint.
"""
import fnmatch
import os
import pathlib
import shutil
import subprocess
import sys

TREE = pathlib.Path(os.environ["SOURCE_DIR"])
# Codes of rules that a schema can express: structure and lexical form.
STRUCTURAL = set("SCH001 IVS001 IVS002 IVS003 IVS004 IVS005 IVS008 IVS010 IVS011 IVS012 IVS016 IVS017 "
                 "IVS018 IVS023 IVS027".split())
# Inputs that are not what their code says, and why.
EXCEPTIONS = {
    "IVS010-element-absent": "accepted",  # an early form has the name as an attribute
    "IVS025-off-with-faulty-region": "refused",  # the region is faulty, too
    "SCH002-two-switches": "refused",  # a second switch is no structure of the schema
    "SCH002-two-vm-lists": "refused",  # a second list is no structure of the schema
    "PCI020-[dfn]*": "refused",  # the form of the VBDF of a region
}


def expected(file):
    for pattern, verdict in EXCEPTIONS.items():
        if fnmatch.fnmatchcase(file.stem, pattern):
            return verdict
    bad = file.parent.name == "bad" and file.stem.split("-")[0] in STRUCTURAL
    return "refused" if bad else "accepted"


def inputs():
    """The schema of each scenario, and the file."""
    cases = TREE / "tests/cases"
    for file in sorted([*cases.glob("bad/*.xml"), *cases.glob("good/*.xml")]):
        text = file.read_bytes()
        if not file.name.startswith("XML") and "board" not in file.name and b"<acrn-config" in text:
            elements = any(name in text for name in (b"<IVSHMEM_VMS", b"<IVSHMEM_SIZE", b"<PROVIDED_BY"))
            yield "scenario-elements" if elements else "scenario", file


def verdicts(schema, files):
    """What xmllint says of each file; the schema is found by the name that an editor uses."""
    done = subprocess.run(
        ["xmllint", "--nonet", "--noout", "--schema", f"urn:acrn-cfgc:{schema}", *files],
        env={**os.environ, "XML_CATALOG_FILES": str(TREE / "schemas/catalog.xml")},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace", check=False)
    lines = set(done.stderr.splitlines())
    for file in files:
        if f"{file} validates" in lines:
            yield file, "accepted"
        elif f"{file} fails to validate" in lines:
            yield file, "refused"
        else:
            yield file, "not readable"


def main():
    if shutil.which("xmllint") is None:
        print("skipped: no xmllint (package libxml2-utils)")
        return 77
    count = {"accepted": 0, "refused": 0, "not readable": 0}
    failures = 0
    found = list(inputs())
    for schema in "scenario", "scenario-elements":
        for file, verdict in verdicts(schema, [file for of, file in found if of == schema]):
            count[verdict] += 1
            if verdict != expected(file):
                failures += 1
                print(f"{file}: {verdict} by {schema}.xsd where it should be {expected(file)}")
    print(f"{count['refused']} refused, {count['accepted']} accepted, {failures} failures")
    return 1 if failures or min(count["refused"], count["accepted"]) <= 50 else 0


if __name__ == "__main__":
    sys.exit(main())
