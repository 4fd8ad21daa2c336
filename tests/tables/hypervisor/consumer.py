#!/usr/bin/env python3
"""Compiles the files of group hypervisor with headers of our own and prints what they hold.

Each tests/tables/hypervisor/<case>.xml is compiled for <case>.board.xml; the facts are those of
<case>.facts. ACPI modules are parsed again, and disassembled by iasl where it is installed.

    consumer.py     environment: ACRN_CFGC, SOURCE_DIR, CC; UPDATE=1 writes the .facts files
"""

import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

HEADERS = ("vm_config", "vuart", "pci_dev", "board", "vtd", "msr", "pci")
MODULE_SIZE = 0x100000
MODULE_BASE = 0x7FF00000  # where the guest has it
WARNINGS = ("-std=gnu11", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter")


def read_table(module, at, signature):
    """A table of the module, with a right length and checksum."""
    assert module[at:at + 4] == signature, f"no {signature} at {at:#x}"
    length = struct.unpack_from("<I", module, at + 4)[0]
    assert 36 <= length <= MODULE_SIZE - at, f"{signature} has {length} bytes"
    assert sum(module[at:at + length]) % 256 == 0, f"the checksum of {signature} is wrong"
    assert module[at + 10:at + 16] == b"ACRN  ", f"{signature} is of another maker"
    return module[at:at + length]


def check_module(path, work):
    """The tables that the XSDT leads to; all bytes outside of tables are 0."""
    module = path.read_bytes()
    assert len(module) == MODULE_SIZE, f"{path.name} has {len(module)} bytes"
    xsdt = read_table(module, 0x80, b"XSDT")
    places = [(0x80, xsdt)]
    for (address,) in struct.iter_unpack("<Q", xsdt[36:]):
        at = address - MODULE_BASE
        places.append((at, read_table(module, at, module[at:at + 4])))
    facp = next(table for _, table in places if table[:4] == b"FACP")
    at = struct.unpack_from("<I", facp, 40)[0] - MODULE_BASE
    places.append((at, read_table(module, at, b"DSDT")))
    rest = bytearray(module)
    end = 0
    for at, table in sorted(places):
        assert at >= end, f"{table[:4]} begins within the table before it"
        end = at + len(table)
        rest[at:end] = bytes(len(table))
    assert not any(rest), "there is something outside of the tables"
    names = [table[:4].decode() for _, table in places]
    if shutil.which("iasl"):
        for at, table in places:
            binary = work / f"{path.stem}.{at:x}.dat"
            binary.write_bytes(table)
            run = subprocess.run(["iasl", "-d", binary], stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, encoding="utf-8", check=False)
            assert run.returncode == 0 and "Error" not in run.stdout, run.stdout
    else:
        print("iasl is not installed: no table is disassembled")
    return f"{path.name}: {' '.join(names)}\n"


def facts_of(scenario, here, work):
    """Compiles a scenario, then what came out; returns what the program prints."""
    gen = work / "gen"
    board = scenario.with_suffix(".board.xml")
    subprocess.run([os.environ["ACRN_CFGC"], "-q", scenario, board, "--emit", "hypervisor",
                    "-o", gen], check=True, stderr=subprocess.PIPE)
    include = work / "include"
    include.mkdir()
    for name in HEADERS:
        (include / f"{name}.h").write_text("#include <release.h>\n", encoding="utf-8")
    sources = [*gen.glob("boards/*/*.c"), *gen.glob("scenarios/*/*.c"),
               *gen.glob("scenarios/*/*/pt_intx.c")]
    folders = [include, here / "include", *{path.parent for path in gen.glob("*/**/*.h")}]
    subprocess.run([os.environ.get("CC", "cc"), *WARNINGS, "-include",
                    gen / "build/include/config.h", *(f"-I{folder}" for folder in folders),
                    *sources, here / "print.c", "-o", work / "print"],
                   check=True)
    facts = subprocess.run([work / "print"], check=True, stdout=subprocess.PIPE,
                           encoding="utf-8").stdout
    for module in sorted(gen.glob("build/acpi/*.bin")):
        facts += check_module(module, work)
    return facts


def main():
    here = pathlib.Path(__file__).resolve().parent
    failed = 0
    cases = [path for path in sorted(here.glob("*.xml")) if not path.name.endswith(".board.xml")]
    for scenario in cases:
        with tempfile.TemporaryDirectory() as work:
            facts = facts_of(scenario, here, pathlib.Path(work))
        expected = scenario.with_suffix(".facts")
        if os.environ.get("UPDATE"):
            expected.write_text(facts, encoding="utf-8")
        elif facts != expected.read_text(encoding="utf-8"):
            print(f"FAILED {scenario.name}: other facts\n{facts}")
            failed += 1
    print(f"{len(cases)} cases, {failed} failures")
    return failed != 0 or not cases


if __name__ == "__main__":
    sys.exit(main())
