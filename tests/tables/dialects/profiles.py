#!/usr/bin/env python3
"""Tables of one release compiled with the headers of another: who notices, and by what.

Every pair of table profiles, for three scenarios:

  regions   regions between user VMs, none of the Service VM
  service   regions of the Service VM too (from v2.3 on)
  none      no regions, passthrough devices only

What must become of a pair is in EXPECTED below:

  words     does not compile, and the first complaint is ours: "... is for ACRN v2.3; these headers
            are of another release"
  same      compiles and links, and rightly so: nothing in the tables differs between the two

Nothing in the tables of a scenario without regions tells P3 from P5.
"""

import itertools
import os
import re
import subprocess
import sys
import tempfile

import harness

RELEASE = {"P1": "v2.2", "P2": "v2.3", "P3": "v3.2", "P4": "v2.7", "P5": "v3.3"}
SERVICE_TABLE = {"P1": None, "P2": "sos_pci_devs", "P3": "sos_pci_devs",
                 "P4": "service_vm_pci_devs", "P5": "sos_pci_devs"}
INCLUDE = os.path.join(harness.ROOT, "tests", "tables", "consumer", "include")
FLAGS = ("-std=gnu11 -O0 -Wall -W -Werror -ffreestanding -nostdinc -fno-common "
         "-fno-pic -fno-stack-protector").split()


def expected(made_for, headers, scenario):
    """What must become of tables for one profile with the headers of another."""
    pair = {made_for, headers}
    if made_for == headers:
        return "same"
    if pair == {"P3", "P5"}:
        return "words" if scenario != "none" else "same"
    return "words"


def scenarios():
    """(title, text, board): each has a Service VM, whose table the hypervisor looks for."""
    for name, text, board in harness.samples():
        # From v2.7 on a name has at most 15 bytes.
        text = text.replace(b"ACRN PRE-LAUNCHED VM", b"ACRN PRE VM")
        if name == "apl-up2/industry":
            yield "regions", text, board
        elif name == "tgl-rvp/hybrid_rt":
            yield "service", text, board
            yield "none", harness.replace_section(
                text, b"<IVSHMEM><IVSHMEM_ENABLED>n</IVSHMEM_ENABLED></IVSHMEM>"), board


def owner(headers, has_regions):
    """The hypervisor's own use of the tables."""
    lines = ["#include <%svm_config.h>" % ("asm/" if headers > "P2" else ""),
             "#include <vpci.h>",
             "const struct pci_vdev_ops vhostbridge_ops;",
             "const struct pci_vdev_ops vpci_ivshmem_ops;"]
    if headers > "P1":  # v2.2 has no vUART on PCI
        lines += ["#include <vmcs9900.h>", "const struct pci_vdev_ops vmcs9900_ops;"]
    if has_regions:
        lines += ["#include <ivshmem_cfg.h>",
                  "extern struct ivshmem_shm_region regions[8];",
                  "struct ivshmem_shm_region regions[8] = {IVSHMEM_SHM_REGIONS};"]
    if SERVICE_TABLE[headers]:
        lines += ["extern struct acrn_vm_pci_dev_config %s[CONFIG_MAX_PCI_DEV_NUM];" %
                  SERVICE_TABLE[headers],
                  "extern const void *service_table;",
                  "const void *service_table = %s;" % SERVICE_TABLE[headers]]
    lines += ["void _start(void);", "void _start(void) { }", ""]
    return "\n".join(lines)


def settings(files):
    """The generated settings as the build's own header of settings."""
    lines = ["#define CONFIG_MAX_VM_NUM 8U"]
    for line in files.get("ivshmem.config", b"").decode().splitlines():
        match = re.fullmatch(r"(CONFIG_\w+)=(\w+)", line)
        if match:
            value = "1" if match[2] == "y" else match[2] + "U"
            lines.append("#define %s %s" % (match[1], value))
    if "ivshmem_config.h" in files:
        lines.append("#include <ivshmem_config.h>")
    return "\n".join(lines) + "\n"


def first_complaint(text):
    return next((line for line in text.splitlines() if re.search(r"error:|undefined", line)), text)


def build(files, headers, compiler):
    """(outcome, first complaint)"""
    house = "flat" if headers <= "P2" else "modern"
    with tempfile.TemporaryDirectory(dir=harness.SCRATCH) as folder:
        contents = {name: data for name, data in files.items() if "/" not in name}
        contents["given_config.h"] = settings(files).encode()
        contents["scenario_config.h"] = (
            b"#ifndef CONFIG_MAX_EMULATED_MMIO_REGIONS\n"
            b"#define CONFIG_MAX_EMULATED_MMIO_REGIONS 128U\n#endif\n")
        has_regions = b"IVSHMEM_SHM_REGIONS" in files["ivshmem_cfg.h"]
        contents["owner.c"] = owner(headers, has_regions).encode()
        for name, data in contents.items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(data)
        command = [*compiler.split(), *FLAGS, "-include", INCLUDE + "/common/config.h",
                   *("-I" + path for path in (folder, os.path.join(INCLUDE, headers),
                                              os.path.join(INCLUDE, house), INCLUDE + "/common"))]
        words = re.compile(r"is for ACRN v[\d.]+; these headers are of another release")
        for unit in ("pci_dev.c", "owner.c"):
            done = subprocess.run([*command, "-c", unit, "-o", unit[:-1] + "o"], cwd=folder,
                                  capture_output=True, text=True, check=False)
            if done.returncode:
                complaint = first_complaint(done.stderr)
                return "words" if words.search(complaint) else "compiler", complaint
        done = subprocess.run([*compiler.split(), "-nostdlib", "-static", "-no-pie",
                               "pci_dev.o", "owner.o", "-o", "hypervisor"], cwd=folder,
                              capture_output=True, text=True, check=False)
        if done.returncode:
            return "link", first_complaint(done.stderr)
    return "same", ""


def main():
    report = harness.Report("profiles")
    compiler = os.environ.get("CC", "gcc")
    found = {}
    for scenario, text, board in harness.some(scenarios()):
        for made_for, headers in itertools.product(RELEASE, RELEASE):
            release = RELEASE[made_for]
            made = harness.compile_text(harness.for_release(text, release), board,
                                        "--target", release)
            if made.status:
                report.check(scenario == "service" and made_for == "P1",
                             "%s does not compile for %s" % (scenario, made_for), made.err)
                continue
            outcome, complaint = build(made.files, headers, compiler)
            due = expected(made_for, headers, scenario)
            found[scenario, made_for, headers] = outcome
            report.check(outcome == due, "%s: tables for %s with headers of %s: %s, not %s" % (
                scenario, made_for, headers, outcome, due), complaint)
    for scenario in ("regions", "service", "none"):
        print("%-8s with headers of %s" % (scenario, "   ".join(RELEASE)))
        for made_for in RELEASE:
            print("  tables for %s     %s" % (made_for, " ".join(
                found.get((scenario, made_for, headers), "-").ljust(5) for headers in RELEASE)))
    return report.finish(minimum=75)


if __name__ == "__main__":
    sys.exit(main())
