"""What the tests of group hypervisor share: compile a scenario, build what comes out with headers of
our own, and read it back as facts, one a line."""

import os
import pathlib
import shutil
import struct
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
HEADERS = ("vm_config", "vuart", "pci_dev", "board", "vtd", "msr", "pci", "vpci", "mmu", "page",
           "pgtable", "vmcs9900", "ivshmem")
WARNINGS = ("-std=gnu11", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter")
MODULE_SIZE = 0x100000
MODULE_BASE = 0x7FF00000  # where the guest has it


class Fault(Exception):
    """What is wrong with the files."""


def expect(condition, text):
    if not condition:
        raise Fault(text)


def compile_scenario(scenario, board, gen, *more):
    """Status and diagnostics."""
    run = subprocess.run([os.environ["ACRN_CFGC"], scenario, board, "--emit", "hypervisor",
                          "-o", gen, *more], stderr=subprocess.PIPE, encoding="utf-8",
                         check=False)
    return run.returncode, run.stderr


def compiler(gen, work, headers):
    """The command that compiles the files in gen as the hypervisor's makefile would."""
    include = work / "include"
    include.mkdir(exist_ok=True)
    for name in HEADERS:
        (include / f"{name}.h").write_text("#include <release.h>\n", encoding="utf-8")
    folders = [include, headers,
               *sorted({path.parent for path in gen.glob("*/**/*.h")})]
    return [os.environ.get("CC", "cc"), *WARNINGS, "-include", gen / "build/include/config.h",
            *(f"-I{folder}" for folder in folders)]


def sources(gen):
    return sorted([*gen.glob("boards/*/*.c"), *gen.glob("scenarios/**/*.c")])


def build(gen, work, headers=HERE / "include"):
    """A program that prints the facts; otherwise what the compiler says."""
    run = subprocess.run([*compiler(gen, work, headers), *sources(gen), HERE / "print.c", "-o",
                          work / "print"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                         encoding="utf-8", check=False)
    return None if run.returncode == 0 else run.stdout


# ---- settings ----

def macros(path, prefix=""):
    """{name: value} of the macros of a header; the last definition counts."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.split(None, 2)
        if words[:1] == ["#define"] and len(words) == 3 and words[1].startswith(prefix):
            found[words[1]] = words[2]
    return found


def assignments(path, quote):
    """{name: value as C has it} of .config or config.mk."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        name, value = line.split("=", 1)
        if name in ("CONFIG_BOARD", "CONFIG_SCENARIO") and quote:
            expect(value[0] == value[-1] == '"', f"{path.name}: {name} is not quoted")
        found[name] = value.strip('"')
    return found


def settings_facts(gen):
    """The settings of config.h, which .config and config.mk must have, too."""
    header = macros(gen / "build/include/config.h", "CONFIG_")
    for path in (gen / "build/.config", gen / "build/include/config.mk",
                 *gen.glob("scenarios/*/*/*.config")):
        given = assignments(path, path.suffix != ".mk")
        expect(given.keys() == header.keys(),
               f"{path.name} and config.h differ in {given.keys() ^ header.keys()}")
        for name, value in given.items():
            wanted = header[name].strip('"').rstrip("UL")
            expect(wanted == ("1" if value == "y" else value), f"{path.name}: {name} is {value}")
    return [f"setting {name[7:]} {value}" for name, value in header.items()]


def registers_facts(gen):
    facts = []
    for name in ("board_info.h", "platform_acpi_info.h"):
        for path in gen.glob(f"boards/*/{name}"):
            facts += [f"{macro} {value}" for macro, value in macros(path).items()]
    return facts


# ---- ACPI ----

def read_table(module, at, signature):
    """A table of the module, with a right length and checksum."""
    expect(module[at:at + 4] == signature, f"no {signature} at {at:#x}")
    length = struct.unpack_from("<I", module, at + 4)[0]
    expect(36 <= length <= MODULE_SIZE - at, f"{signature} has {length} bytes")
    expect(sum(module[at:at + length]) % 256 == 0, f"the checksum of {signature} is wrong")
    expect(module[at + 10:at + 16] == b"ACRN  ", f"{signature} is of another maker")
    return module[at:at + length]


def find_tables(module):
    """[(offset, bytes)] of the tables that the XSDT leads to; all other bytes are 0."""
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
        expect(at >= end, f"{table[:4]} begins within the table before it")
        end = at + len(table)
        rest[at:end] = bytes(len(table))
    expect(not any(rest), "there is something outside of the tables")
    return places


def disassemble(name, places, work):
    for at, table in places:
        binary = work / f"{name}.{at:x}.dat"
        binary.write_bytes(table)
        run = subprocess.run(["iasl", "-d", binary], stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, encoding="utf-8", check=False)
        expect(run.returncode == 0 and "Error" not in run.stdout, run.stdout)


def processors(places):
    """The APIC ids of the MADT's local APICs."""
    madt = next(table for _, table in places if table[:4] == b"APIC")
    ids, at = [], 44
    while at < len(madt):
        kind, length = madt[at], madt[at + 1]
        expect(length >= 2 and at + length <= len(madt), "an entry of the MADT has a wrong length")
        if kind == 0:
            ids.append(madt[at + 3])
        at += length
    return ids


def module_facts(path, work):
    module = path.read_bytes()
    expect(len(module) == MODULE_SIZE, f"{path.name} has {len(module)} bytes")
    places = find_tables(module)
    if shutil.which("iasl"):
        disassemble(path.stem, places, work)
    facts = [f"{path.name}: {table[:4].decode()} at {at:#x} has {len(table)} bytes"
             for at, table in places]
    return facts + [f"{path.name}: processors {processors(places)}"]


# ---- all of it ----

def facts_of(gen, work):
    """The facts of the files in gen; Fault if they do not build or contradict each other."""
    fault = build(gen, work)
    expect(fault is None, fault)
    printed = subprocess.run([work / "print"], check=True, stdout=subprocess.PIPE,
                             encoding="utf-8").stdout
    facts = settings_facts(gen) + registers_facts(gen) + printed.splitlines()
    for module in sorted(gen.glob("build/acpi/*.bin")):
        facts += module_facts(module, work)
    return "".join(f"{fact}\n" for fact in facts)
