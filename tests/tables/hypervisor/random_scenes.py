#!/usr/bin/env python3
"""Scenarios and boards from seeds: group hypervisor takes them, they compile and hold what they say.

A scene is sound, or has one fault. A sound one is accepted, and the facts of its files are those of
the scene; one with a fault is refused with its code.

    random_scenes.py [CASES [SEED]]      environment: ACRN_CFGC, CC, EVERY (one n-th of the cases)
"""

import os
import pathlib
import random
import re
import string
import sys
import tempfile
from xml.sax.saxutils import escape

import harness

PRE = ("SAFETY_VM", "PRE_RT_VM", "PRE_STD_VM", "PRE_STD_VM")
POST = ("POST_STD_VM",) * 5 + ("POST_RT_VM", "KATA_VM")
BASES = {"ttyS0": 0x3F8, "ttyS1": 0x2F8, "ttyS2": 0x3E8, "ttyS3": 0x2E8}
PRINTABLE = re.sub(r'["\\]', "", string.ascii_letters + string.digits + string.punctuation)

# fault: (what it changes in the two texts, the code)
FAULTS = (
    ("scenario", r"<kern_type>\w+", "<kern_type>KERNEL_X", "OSC001"),
    ("scenario", r"<kern_mod>\w+", "<kern_mod>", "OSC004"),
    ("scenario", r"<MAX_IR_ENTRIES>\d+", "<MAX_IR_ENTRIES>300", "CAP011"),
    ("scenario", r"<SERIAL_CONSOLE>/dev/\w+", "<SERIAL_CONSOLE>/dev/ttyS9", "SER001"),
    ("scenario", r"<pcpu_id>\d+", "<pcpu_id>77", "CPU002"),
    ("scenario", r' scenario="\w+"', ' scenario="a/b"', "HVC002"),
    ("scenario", r"<SCHEDULER>\w+", "<SCHEDULER>SCHED_X", "CAP003"),
    ("board", r"DRHD0_DEV_CNT 0x\w", "DRHD0_DEV_CNT 0x9", "HVC004"),
    ("board", r"\{0x", "{init", "HVC004"),
    ("board", r"<CPU_PROCESSOR_INFO>[^<]*", "<CPU_PROCESSOR_INFO>", "HVC004"),
)


class Scene:
    """board and scenario as texts, and the facts that must come out of them."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.facts = []
        self.n_pcpus = self.random.randint(4, 12)
        self.board = self.make_board()
        self.scenario = self.make_scenario()

    def number(self, low, high):
        return self.random.randint(low, high)

    def words(self, most):
        length = self.number(1, most)
        return "".join(self.random.choice(PRINTABLE) for _ in range(length))

    # ---- the board ----

    def ttys(self):
        lines = []
        for name in sorted(self.random.sample(sorted(BASES), self.number(1, 4))):
            kind = self.random.choice(("portio", "mmio", "pci"))
            irq = self.number(3, 40)
            if kind == "portio":
                line = f"type:portio base:{BASES[name]:#x} irq:{irq}"
            else:
                line = f"type:mmio base:{self.number(0xFE000, 0xFEFFF) << 12:#x} irq:{irq}"
            if kind == "pci":
                line += f' bdf:"00:{self.number(1, 31):02x}.{self.number(0, 7)}"'
            lines.append(f"seri:/dev/{name} {line}")
        self.console = self.random.choice(lines)
        return lines

    def drhds(self):
        units = []
        for i in range(self.number(1, 4)):
            base = self.number(0xFED00, 0xFEDFF) << 12
            flags, ignore = self.number(0, 1), self.number(0, 1)
            scopes = [[self.number(1, 5)] + [self.number(0, 255) for _ in range(3)]
                      for _ in range(self.number(0, 3))]
            self.facts.append(f"board: unit {i} segment 0 flags {flags} base {base:#x} "
                              f"ignore {ignore}")
            units += [f"#define DRHD{i}_DEV_CNT {len(scopes):#x}U", f"#define DRHD{i}_SEGMENT 0x0U",
                      f"#define DRHD{i}_FLAGS {flags:#x}U", f"#define DRHD{i}_REG_BASE {base:#x}UL",
                      f"#define DRHD{i}_IGNORE {'true' if ignore else 'false'}"]
            for k, scope in enumerate(scopes):
                units += [f"#define DRHD{i}_DEVSCOPE{k}_{name} {value:#x}U"
                          for name, value in zip(("TYPE", "ID", "BUS", "PATH"), scope)]
            count = i + 1
        return [f"#define DRHD_COUNT {count}U"] + units

    def states(self):
        px = sorted({self.number(800, 5000) for _ in range(self.number(1, 20))}, reverse=True)
        cx = sorted({self.number(1, 1000) for _ in range(self.number(1, 7))})
        self.facts += [f"board: px {mhz:#x} 0 0xa 0xa {mhz << 8:#x} {mhz << 8:#x}" for mhz in px]
        self.facts += [f"board: cx 0x7f 1 2 1 {latency:#x} type {i % 3 + 1} latency {latency} power 0"
                       for i, latency in enumerate(cx)]
        return ([f"{{{mhz:#x}UL, 0x00UL, 0x0AUL, 0x0AUL, {mhz << 8:#x}UL, {mhz << 8:#x}UL}},"
                 for mhz in px],
                [f"{{{{SPACE_FFixedHW, 0x01U, 0x02U, 0x01U, {latency:#x}UL}}, {i % 3 + 1:#x}U, "
                 f"{latency:#x}U, 0x00U}}," for i, latency in enumerate(cx)])

    def make_board(self):
        px, cx = self.states()
        brand = self.words(63)
        self.clos = self.random.choice((0, 0, 2, 4, 16))
        self.facts += [f"board: '{brand}' px {len(px)} cx {len(cx)}",
                       f"MAX_PCPU_NUM {self.n_pcpus}U"]
        clos = [] if not self.clos else [
            "rdt resources supported: L2", f"rdt resource clos max: {self.clos}",
            "rdt resource mask max: '0xff'"]
        sections = {
            "PCI_DEVICE": ["00:00.0 Host bridge: Example Device 0001",
                           "00:17.0 SATA controller: Example Device 0017",
                           "Region 0: Memory at a1434000 (32-bit, non-prefetchable) [size=8K]"],
            "PCI_VID_PID": ["00:00.0 0600: 8086:0001", "00:17.0 0106: 8086:0017"],
            "TTYS_INFO": self.ttys(), "AVAILABLE_IRQ_INFO": ["5, 6, 7, 10"],
            "CPU_PROCESSOR_INFO": [", ".join(map(str, range(self.n_pcpus)))],
            "CPU_BRAND": [f'"{brand}"'], "CX_INFO": cx, "PX_INFO": px, "CLOS_INFO": clos,
            "DRHD_INFO": self.drhds(), "MAX_MSIX_TABLE_NUM": ["64"],
            "IOMEM_INFO": ["00001000-0009efff : System RAM", "00100000-7fffffff : System RAM",
                           "80000000-dfffffff : PCI Bus 0000:00",
                           "e0000000-efffffff : PCI MMCONFIG 0000 [bus 00-ff]",
                           "100000000-2ffffffff : System RAM"],
        }
        text = "".join(f"<{name}>\n" + "".join(f"{escape(line)}\n" for line in lines) +
                       f"</{name}>\n" for name, lines in sections.items())
        return f'<acrn-config board="random">\n{text}</acrn-config>\n'

    # ---- the scenario ----

    def settings(self):
        """{section: {element: value}}"""
        release, noop = self.number(0, 1), self.number(0, 3) == 0
        values = {"STACK_SIZE": self.number(1, 8) * 0x1000, "MAX_PT_IRQ_ENTRIES": self.number(0, 256),
                  "MAX_IR_ENTRIES": self.random.choice((256, 512)), "LOG_DESTINATION": self.number(0, 7),
                  "MAX_IOAPIC_NUM": self.number(1, 10), "LOG_BUF_SIZE": self.number(1, 64) << 12}
        for name, value in values.items():
            hexadecimal = name in ("STACK_SIZE", "LOG_BUF_SIZE")
            self.facts.append(f"setting {name} {value:#x}U" if hexadecimal else
                              f"setting {name} {value}U")
        self.noop = noop
        scheduler = "SCHED_NOOP" if noop else self.random.choice(("SCHED_IORR", "SCHED_BVT"))
        self.facts += [f"setting {scheduler} 1"]
        console = self.console.split()[0][5:]
        if release:
            self.facts.append("setting RELEASE 1")
        return {
            "DEBUG_OPTIONS": {"RELEASE": "ny"[release], "SERIAL_CONSOLE": console,
                              "LOG_DESTINATION": values["LOG_DESTINATION"],
                              "LOG_BUF_SIZE": hex(values["LOG_BUF_SIZE"])},
            "FEATURES": {"SCHEDULER": scheduler},
            "MEMORY": {"STACK_SIZE": hex(values["STACK_SIZE"])},
            "CAPACITIES": {name: values[name] for name in (
                "MAX_PT_IRQ_ENTRIES", "MAX_IR_ENTRIES", "MAX_IOAPIC_NUM")},
        }

    def rdt(self):
        masks = [self.random.choice((0xFF, 0xF, 0x3, 0x70)) for _ in range(self.clos)]
        self.facts += [f"board: L2 mask {mask:#x} register {0xD10 + i:#x}"
                       for i, mask in enumerate(masks)]
        return "<RDT><RDT_ENABLED>{}</RDT_ENABLED>{}</RDT>".format(
            "y" if masks else "n", "".join(f"<CLOS_MASK>{mask:#x}</CLOS_MASK>" for mask in masks))

    def boot(self, kind):
        """os_config, and what is printed of it."""
        if kind == "SOS_VM":
            return "Linux", "SOS_VM_BOOTARGS", None
        name, arguments = self.words(31), " ".join(self.words(20) for _ in range(self.number(1, 9)))
        return name, f"{arguments}\n reboot=acpi", f"{arguments} reboot=acpi"

    def vm(self, index, kind, pcpus):
        pre, service = kind in PRE, kind == "SOS_VM"
        flags = ["LAPIC_PASSTHROUGH", "RT"] if kind == "PRE_RT_VM" else (
            self.random.sample(("HIDE_MTRR", "IO_COMPLETION_POLLING"), self.number(0, 2))
            if pre else [])
        bits = {"LAPIC_PASSTHROUGH": 2, "IO_COMPLETION_POLLING": 4, "HIDE_MTRR": 8, "RT": 16}
        affinity = sum(1 << pcpu for pcpu in pcpus)
        name = self.words(31) if pre or service else ""
        clos = [self.number(0, self.clos - 1) for _ in pcpus] if self.clos else []
        shown = " ".join(str(value) for value in clos + [0] * (self.n_pcpus - len(clos)))
        self.facts.append(
            f"name '{name}' affinity {affinity:#x} flags "
            f"{sum(bits[flag] for flag in flags) or '0':{'#x' if flags else ''}} clos {shown}")
        text = f'<vm id="{index}">\n<vm_type>{kind}</vm_type>\n'
        text += f"<name>{escape(name)}</name>\n" if name else ""
        text += "<guest_flags>{}</guest_flags>\n".format("".join(
            f"<guest_flag>GUEST_FLAG_{flag}</guest_flag>" for flag in flags)) if flags else ""
        text += "<cpu_affinity>{}</cpu_affinity>\n".format(
            "".join(f"<pcpu_id>{pcpu}</pcpu_id>" for pcpu in pcpus))
        text += "<clos>{}</clos>\n".format("".join(
            f"<vcpu_clos>{value}</vcpu_clos>" for value in clos)) if clos else ""
        if pre or service:
            start = 0 if service else 0x100000000 + index * 0x20000000
            os_name, arguments, printed = self.boot(kind)
            text += f"<memory><start_hpa>{start:#x}</start_hpa><size>" + (
                "CONFIG_SOS_RAM_SIZE" if service else "0x20000000") + "</size></memory>\n"
            text += (f"<os_config><name>{escape(os_name)}</name><kern_type>KERNEL_BZIMAGE</kern_type>"
                     f"<kern_mod>Image_{index}</kern_mod><bootargs>{escape(arguments)}</bootargs>"
                     "</os_config>\n")
            if not service:
                self.facts += [f"vm {index}: arguments '{printed}'",
                               f"vm {index}: memory {start:#x} 0x20000000 0 0 epc 0 0",
                               f"ACPI_VM{index}.bin: processors {list(range(len(pcpus)))}"]
        return text + "</vm>\n"

    def make_scenario(self):
        settings = "".join(
            f"<{section}>" + "".join(f"<{name}>{value}</{name}>" for name, value in values.items()) +
            (self.rdt() if section == "FEATURES" else "") + f"</{section}>\n"
            for section, values in self.settings().items())
        pcpus = list(range(self.n_pcpus))
        self.random.shuffle(pcpus)
        kinds = sorted(self.random.sample(range(len(PRE)), self.number(0, 2)))
        kinds = [PRE[kind] for kind in kinds]
        service = self.number(0, 3) != 0 or not kinds
        chosen = [(kind, [pcpus.pop()]) for kind in kinds]
        if service:
            chosen.append(("SOS_VM", [pcpus.pop()]))
            kinds = self.random.sample(POST, self.number(0, min(4, len(pcpus))))
            # A real-time VM has its pcpus alone, and with SCHED_NOOP each VM has.
            for kind in sorted(kinds, key=lambda kind: kind != "POST_RT_VM"):
                mine = self.random.sample(pcpus, 1)
                chosen.append((kind, mine))
                if self.noop or kind == "POST_RT_VM":
                    pcpus.remove(mine[0])
        vms = "".join(self.vm(index, kind, mine) for index, (kind, mine) in enumerate(chosen))
        return (f'<acrn-config board="random" scenario="random">\n<hv>\n{settings}</hv>\n'
                f"{vms}</acrn-config>\n")


def judge(seed, work):
    """What is wrong, or None."""
    scene = Scene(seed)
    texts = {"scenario": scene.scenario, "board": scene.board}
    fault = scene.random.choice(FAULTS) if scene.number(0, 3) == 0 else None
    if fault is not None:
        name, expression, replacement, _ = fault
        texts[name], count = re.subn(expression, replacement, texts[name], count=1)
        if count == 0:
            return None
    for name, text in texts.items():
        (work / f"{name}.xml").write_text(text, encoding="utf-8")
    status, said = harness.compile_scenario(work / "scenario.xml", work / "board.xml", work / "gen")
    if fault is not None:
        return None if status == 1 and f"[{fault[3]}]" in said else f"no {fault[3]}: {said}"
    if status != 0:
        return f"refused: {said}"
    try:
        facts = harness.facts_of(work / "gen", work)
    except harness.Fault as wrong:
        return str(wrong)
    missing = [fact for fact in scene.facts if fact not in facts]
    return f"missing: {missing}\n{facts}" if missing else None


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    count = max(1, count // int(os.environ.get("EVERY", "1")))
    failed = 0
    for case in range(seed, seed + count):
        with tempfile.TemporaryDirectory() as name:
            wrong = judge(case, pathlib.Path(name))
            if wrong:
                scene = Scene(case)
                print(f"FAILED seed {case}: {wrong}\n{scene.scenario}\n{scene.board}")
                failed += 1
    print(f"{count} cases from seed {seed}, {failed} failures")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
