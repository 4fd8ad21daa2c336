#!/usr/bin/env python3
"""Shows that the generated C of group hypervisor refuses to compile when it is not as it was made.

One thing is changed in the files of a run: a number in a file, a header of the release, or a file
that is taken from the run of another scenario. Each change must stop the compiler; without one it
compiles.

    damage.py       environment: ACRN_CFGC, CC, EVERY (each n-th change only)
"""

import itertools
import os
import pathlib
import re
import shutil
import sys
import tempfile

import harness

SCENARIO = harness.ROOT / "config-xmls/apl-up2/industry.xml"
BOARD = harness.ROOT / "board-xmls/apl-up2.xml"
VMS = "scenarios/industry/vm_configurations"
MISC = "scenarios/industry/apl-up2/misc_cfg.h"
RELEASE = "release.h"

# (file, expression, what is there instead)
EDITS = (
    ("boards/apl-up2/board_info.h", r"(MAX_PCPU_NUM) \d+U", r"\1 0U"),
    ("boards/apl-up2/board_info.h", r"(MAX_PCPU_NUM) \d+U", r"\1 65U"),
    ("boards/apl-up2/board_info.h", r"(MAX_HIDDEN_PDEVS_NUM) \d+U", r"\1 2U"),
    ("boards/apl-up2/board_info.h", r"(MAX_VMSIX_ON_MSI_PDEVS_NUM) \d+U", r"\1 1U"),
    ("boards/apl-up2/platform_acpi_info.h", r"(DRHD_COUNT) \d+U", r"\1 3U"),
    (MISC, r"(MAX_CACHE_CLOS_NUM_ENTRIES) \d+U", r"\1 5U"),
    (MISC, r"(SOS_VM_CONFIG_CPU_AFFINITY) \w+", r"\1 0x1UL"),
    (MISC, r"(VM1_CONFIG_CPU_AFFINITY) \w+", r"\1 0x9UL"),
    (MISC, r'(SOS_BOOTARGS_DIFF) "', r'\1 "' + 2048 * "x"),
    (VMS + ".h", r"(MAX_POST_VM_NUM) \d+U", r"\1 3U"),
    (VMS + ".h", r"(SOS_VM_NUM) \d+U", r"\1 0U"),
    (VMS + ".c", r"CONFIG_POST_RT_VM", r"CONFIG_POST_XX_VM"),
    ("scenarios/industry/apl-up2/pci_dev_num.h", r"(VM1_CONFIG_PCI_DEV_NUM) \d+U", r"\1 3U"),
    ("scenarios/industry/apl-up2/pci_dev_num.h", r"(PCI_DEV_NUM_LAYOUT_ID) \w+", r"\1 1UL"),
    ("scenarios/industry/apl-up2/ivshmem_cfg.h", r"(IVSHMEM_CFG_LAYOUT_ID) +\w+", r"\1 1UL"),
    ("scenarios/industry/apl-up2/ivshmem_cfg.h", r"(_REGION_0_SIZE) +\w+", r"\1 0x300000UL"),
    ("scenarios/industry/apl-up2/vbar_base.h", r"(VBAR_BASE_LAYOUT_ID) \w+", r"\1 1UL"),
    ("build/include/config.h", r"(CONFIG_HV_RAM_START) \w+", r"\1 0x20000000UL"),
    ("build/include/config.h", r"(CONFIG_HV_RAM_SIZE) \w+", r"\1 0x1000000UL"),
    ("build/include/config.h", r"(CONFIG_MAX_PCI_DEV_NUM) \w+", r"\1 1U"),
    ("build/include/config.h", r"(CONFIG_MAX_MSIX_TABLE_NUM) \w+", r"\1 4U"),
    ("build/include/config.h", r"(CONFIG_MAX_EMULATED_MMIO_REGIONS) \w+", r"\1 1U"),
    ("build/include/config.h", r"#define CONFIG_IVSHMEM_ENABLED 1\n", r""),
    (RELEASE, r"char name\[32\];\n\tuint64_t cpu_affinity", r"char name[16];\n\tuint64_t cpu_affinity"),
    (RELEASE, r"char name\[32\];\n\t\tenum kernel_type", r"char name[16];\n\t\tenum kernel_type"),
    (RELEASE, r"kernel_mod_tag\[32\]", r"kernel_mod_tag[64]"),
    (RELEASE, r"ramdisk_mod_tag\[32\]", r"ramdisk_mod_tag[64]"),
    (RELEASE, r"bootargs\[2048\]", r"bootargs[1024]"),
    (RELEASE, r"char model_name\[64\]", r"char model_name[48]"),
    (RELEASE, r"char shm_region_name\[32\]", r"char shm_region_name[28]"),
    (RELEASE, r"uint16_t clos\[MAX_PCPU_NUM\]", r"uint16_t vclos[MAX_PCPU_NUM]"),
)

# (what is different in the other scenario, the files that must not be mixed with the first run's)
OTHERS = (
    ((r"hv:/setpoints, \d+", "hv:/setpoints, 32"),
     (MISC.replace("misc_cfg.h", "pci_dev.c"), MISC.replace("misc_cfg.h", "pci_dev_num.h"),
      MISC.replace("misc_cfg.h", "ivshmem_cfg.h"), VMS + ".c", "build/include/config.h")),
    ((r"<pcpu_id>3</pcpu_id>", "<pcpu_id>2</pcpu_id>"), (MISC,)),
    ((r'<vm id="2">.*</vm>', ""), (VMS + ".c", VMS + ".h")),
)


def change(path, expression, replacement):
    text = path.read_text(encoding="utf-8")
    changed, count = re.subn(expression, replacement, text, count=1)
    harness.expect(count == 1 and changed != text, f"{path.name} has no {expression}")
    path.write_text(changed, encoding="utf-8")


def compiles(gen, work, alter):
    """Whether a copy of gen compiles after alter(copy, folder of the release's headers)."""
    copy, headers = work / "copy", work / "headers"
    for source, target in ((gen, copy), (harness.HERE / "include", headers)):
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target)
    alter(copy, headers)
    return harness.build(copy, work, headers) is None


def edits():
    for name, expression, replacement in EDITS:
        def alter(copy, headers, name=name, expression=expression, replacement=replacement):
            path = headers / name if name == RELEASE else copy / name
            change(path, expression, replacement)
        yield f"{name}: {expression}", alter


def mixtures(work):
    text = SCENARIO.read_text(encoding="utf-8")
    for (expression, replacement), names in OTHERS:
        other, scenario = work / f"other{len(names)}", work / "other.xml"
        changed = re.sub(expression, replacement, text, flags=re.DOTALL)
        if replacement == "":  # its regions have one peer less
            changed = re.sub(r"<IVSHMEM>.*</IVSHMEM>", "", changed, flags=re.DOTALL)
        scenario.write_text(changed, encoding="utf-8")
        status, said = harness.compile_scenario(scenario, BOARD, other)
        harness.expect(status == 0 and changed != text, said)
        for name in names:
            def alter(copy, _headers, other=other, name=name):
                shutil.copy(other / name, copy / name)
            yield f"{name} of a run with '{replacement}'", alter


def main():
    harness.WARNINGS = ("-std=gnu11", "-w")  # errors alone stop it
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        status, said = harness.compile_scenario(SCENARIO, BOARD, work / "gen")
        harness.expect(status == 0, said)
        harness.expect(compiles(work / "gen", work, lambda copy, headers: None),
                       "the files do not compile as they are")
        cases = [*itertools.islice(itertools.chain(edits(), mixtures(work)), 0, None,
                                   int(os.environ.get("EVERY", "1")))]
        unseen = [title for title, alter in cases if compiles(work / "gen", work, alter)]
    for title in unseen:
        print(f"FAILED: compiles all the same: {title}")
    print(f"{len(cases)} cases, {len(unseen)} failures")
    return len(unseen) != 0


if __name__ == "__main__":
    sys.exit(main())
