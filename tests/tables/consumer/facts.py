#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Write what a scenario and a board say as C data for the consumer.

usage: facts.py SCENARIO.xml BOARD.xml TARGET OUTDIR

Writes OUTDIR/facts_data.h (see facts.h) and OUTDIR/scenario_config.h (the settings the scenario
gives the hypervisor). This is a reading of its own: it shares no code with the compiler, takes
for granted that the compiler accepted the input, and repeats none of its checks.
"""
import re
import sys
import xml.etree.ElementTree as ElementTree

MB = 1 << 20
GB4 = 1 << 32
GB2 = 1 << 31
NO_VBDF = 0xFFFF

PROFILES = {"v2.2": 1, "v2.3": 2, "v2.4": 2, "v2.5": 3, "v2.6": 3, "v2.7": 4,
            "v3.0": 3, "v3.1": 3, "v3.2": 3, "v3.3": 5}

KINDS = {"SOS_VM": "service", "SERVICE_VM": "service",
         "SAFETY_VM": "pre", "PRE_RT_VM": "pre", "PRE_STD_VM": "pre", "PRE_LAUNCHED_VM": "pre",
         "POST_STD_VM": "post", "POST_RT_VM": "post", "KATA_VM": "post",
         "POST_LAUNCHED_VM": "post"}

C_KINDS = {"pre": "VM_PRE_LAUNCHED", "service": "VM_SERVICE", "post": "VM_POST_LAUNCHED"}

# Devices with MSI and without MSI-X whose vectors the hypervisor shows through a BAR of its own.
MSI_ONLY = {"4b30", "4b31", "4b32", "4ba0", "4ba1", "4ba2", "4bb0", "4bb1", "4bb2",
            "a0ac", "43ac", "43a2", "4b88", "4b89"}

# Boards whose firmware hides 00:0d from the PCI scan although it is there.
HIDES_00_0D = {"apl-mrb", "apl-up2"}


def text(node, path, default=""):
    found = node.find(path)
    return (found.text or "").strip() if found is not None else default


def number(word, default=0):
    """A number as the XML writes it: 0x.. is hexadecimal, anything else decimal."""
    try:
        return int(word, 0)
    except ValueError:
        try:
            return int(word, 10)
        except ValueError:
            return default


def parse_bdf(word):
    match = re.match(r"\s*([0-9a-fA-F]{1,2}):([0-9a-fA-F]{1,2})\.([0-7])", word or "")
    if not match:
        return NO_VBDF
    bus, dev, func = (int(part, 16) for part in match.groups())
    return bus << 8 | dev << 3 | func


def merge(ranges):
    """Ascending ranges in which neighbours that touch are one."""
    out = []
    for first, last in sorted(ranges):
        if out and first <= out[-1][1] + 1:
            out[-1][1] = max(out[-1][1], last)
        else:
            out.append([first, last])
    return [tuple(r) for r in out]


def round_up(value, unit):
    return (value + unit - 1) // unit * unit


class Board:
    def __init__(self, path):
        self.root = ElementTree.parse(path).getroot()
        self.name = self.root.get("board", "")
        self.iomem = self.read_iomem()
        self.bars = {}		# bdf -> {index: (kind, base, size)}
        self.flat_ranges = []	# (first, last, what) of every BAR of the text
        self.hi_mmio_size = 0
        self.pci = self.read_pci_device()
        self.ids = self.read_ids()
        self.msix = set()
        self.tree = self.root.find("devices")
        self.tree_taken = []	# (first, last, what, bdf)
        self.tree_windows = []
        if self.tree is not None:
            self.walk(self.tree, None, None, False)

    def lines(self, section):
        return text(self.root, section).splitlines()

    def read_iomem(self):
        out = []
        for line in self.lines("IOMEM_INFO"):
            match = re.match(r"\s*([0-9a-f]+)-([0-9a-f]+) : (.*\S)", line)
            if match:
                out.append((int(match[1], 16), int(match[2], 16), match[3]))
        return out

    def read_pci_device(self):
        """The devices in their order; their BARs go to self.bars."""
        devices, bdf = [], None
        for line in self.lines("PCI_DEVICE"):
            head = re.match(r"\s*([0-9a-f]{2}:[0-9a-f]{2}\.[0-7])\s", line)
            if head:
                bdf = parse_bdf(head[1])
                devices.append(bdf)
                continue
            bar = re.match(r"\s*Region (\d+): (?:\[virtual\] )?Memory at ([0-9a-f]+|<\w+>) "
                           r"\((32|64)-bit.*\[size=(\d+)([KMGT]?)\]", line)
            if bar and bdf is not None:
                self.add_flat_bar(bdf, bar)
            port = re.match(r"\s*Region (\d+): I/O ports at ([0-9a-f]+)\s", line)
            if port and bdf is not None:
                self.bars.setdefault(bdf, {})[int(port[1])] = ("io", int(port[2], 16), 0)
        return devices

    def add_flat_bar(self, bdf, match):
        """A BAR without an address (base 0) takes no space and has none to keep."""
        index, base = int(match[1]), 0 if match[2][0] == "<" else int(match[2], 16)
        size = int(match[4]) << {"": 0, "K": 10, "M": 20, "G": 30, "T": 40}[match[5]]
        if base == 0:
            self.bars.setdefault(bdf, {}).setdefault(index, ("mem" + match[3], base, size))
            return
        self.flat_ranges.append((base, base + size - 1, f"BAR {index} of {bdf_name(bdf)}", bdf))
        if index < 6:
            self.bars.setdefault(bdf, {})[index] = ("mem" + match[3], base, size)
        if base < GB2 or base >= GB4:
            self.hi_mmio_size = round_up(self.hi_mmio_size, size) + size

    def read_ids(self):
        out = {}
        for line in self.lines("PCI_VID_PID"):
            match = re.match(r"\s*([0-9a-f:.]+) [0-9a-f]{4}: ([0-9a-f]{4}:[0-9a-f]{4})", line)
            if match:
                out[parse_bdf(match[1])] = match[2]
        return out

    def walk(self, node, bus, owner, owner_is_bus):
        """Collect windows, used ranges, BARs and MSI-X of the device tree."""
        for child in node:
            if child.tag == "resource":
                self.add_resource(child, owner, owner_is_bus)
            elif child.tag == "capability" and child.get("id") == "MSI-X" and owner is not None:
                self.msix.add(owner)
            elif child.tag == "bus":
                number_ = number(child.get("address", "0")) if child.get("type") == "pci" else None
                self.walk(child, number_, None, True)
            elif child.tag == "device":
                bdf = None
                if bus is not None and child.find("vendor") is not None:
                    address = number(child.get("address", "0"))
                    bdf = bus << 8 | (address >> 16) << 3 | address & 7
                self.walk(child, None, bdf, False)

    def add_resource(self, res, owner, owner_is_bus):
        kind, name = res.get("type"), res.get("id", "")
        if kind not in ("memory", "io_port") or res.get("min") is None or res.get("max") is None:
            return
        first, last = number(res.get("min")), number(res.get("max"))
        if number(res.get("len", "1")) == 0 or last < first:
            return
        bar = re.fullmatch(r"bar(\d)", name)
        if bar and owner is not None:
            width = "io" if kind == "io_port" else "mem" + res.get("width", "32")
            self.bars.setdefault(owner, {})[int(bar[1])] = (width, first, last - first + 1)
        if kind != "memory":
            return
        if not owner_is_bus:
            who = bdf_name(owner) if owner is not None else "a platform device"
            self.tree_taken.append((first, last, f"{name or 'a range'} of {who}", owner))
        elif first >= MB and res.get("width") is None and not name.startswith("bar"):
            self.tree_windows.append((first, last))

    def ram(self):
        tree = [(number(r.get("start")), number(r.get("end")))
                for r in self.root.findall("memory/range") if r.get("id") in (None, "RAM")]
        return tree or [(a, b) for a, b, what in self.iomem if what == "System RAM"]

    def service_windows(self):
        if self.tree is not None:
            return merge(self.tree_windows)
        out = []
        for i, (first, last, what) in enumerate(self.iomem):
            nested = any(a <= first and last <= b for a, b, _ in self.iomem[:i])
            if what == "PCI Bus 0000:00" and not nested and first >= MB:
                out.append((first, last))
        return merge(out)

    def service_taken(self, windows, given_away):
        """What in the windows is in use; the BARs in given_away no longer are."""
        if self.tree is not None:
            used = [r for r in self.tree_taken + self.flat_ranges if r[3] not in given_away]
        else:
            used = [r for r in self.flat_ranges if r[3] not in given_away]
            used += [(a, b, what, None) for a, b, what in self.iomem
                     if what != "PCI Bus 0000:00" or (a, b) not in self.whole(windows)]
        out = []
        for first, last, what, _ in used:
            first, last = first & ~0xFFF, last | 0xFFF
            if any(first <= b and a <= last for a, b in windows):
                out.append((first, last, what))
        return sorted(set(out))

    def whole(self, windows):
        """The lines that became windows, which do not take space from themselves."""
        return [(a, b) for a, b, what in self.iomem
                if what == "PCI Bus 0000:00" and any(w[0] <= a and b <= w[1] for w in windows)]

    def ioapics(self):
        tree = len(self.root.findall("ioapics/ioapic"))
        return tree or sum("IOAPIC" in what for _, _, what in self.iomem) or 1


def bdf_name(bdf):
    return f"{bdf >> 8:02x}:{bdf >> 3 & 31:02x}.{bdf & 7}"


class Scenario:
    def __init__(self, path):
        self.root = ElementTree.parse(path).getroot()
        self.vms = [self.read_vm(i, vm) for i, vm in enumerate(self.root.findall("vm"))]
        self.by_name = {}
        for vm in self.vms:
            self.by_name.setdefault(vm["name"], vm["id"])
        self.read_connections()
        self.enabled, self.regions = self.read_regions()

    def read_vm(self, position, node):
        kind = KINDS.get(text(node, "load_order")) or KINDS.get(text(node, "vm_type"), "post")
        vm = {"id": number(node.get("id", str(position))), "kind": kind,
              "name": text(node, "name"), "vuarts": [],
              "tpm2": text(node, "mmio_resources/TPM2") == "y",
              "p2sb": text(node, "mmio_resources/p2sb") in ("y", "true"),
              "ptm": text(node, "PTM") == "y"}
        vm["devices"] = [parse_bdf(dev.text) for dev in node.findall("pci_devs/pci_dev")
                         if parse_bdf(dev.text) != NO_VBDF]
        self.read_memory(vm, node.find("memory"))
        self.read_vuarts(vm, node)
        return vm

    @staticmethod
    def read_memory(vm, node):
        vm["pieces"], vm["ram"], vm["floating"] = [], 0, 0
        if node is None:
            return
        for area in node.findall("hpa_region"):
            vm["pieces"].append((number(text(area, "start_hpa")),
                                 number(text(area, "size_hpa")) * MB))
        size = text(node, "size") or "0"
        if node.find("start_hpa") is not None:
            vm["pieces"].append((number(text(node, "start_hpa")), number(size)))
            vm["pieces"].append((number(text(node, "start_hpa2")),
                                 number(text(node, "size_hpa2"))))
        elif number(size):
            vm["floating"] = number(size) if size.lower().startswith("0x") else number(size) * MB
        vm["pieces"] = [(start, length) for start, length in vm["pieces"] if length]
        vm["ram"] = sum(length for _, length in vm["pieces"]) + vm["floating"]

    @staticmethod
    def read_vuarts(vm, node):
        legacy_on = {number(v.get("id", "-1"), -1) for v in node.findall("legacy_vuart")
                     if "INVALID" not in text(v, "base")}
        for vuart in node.findall("console_vuart") + node.findall("communication_vuart"):
            index = number(vuart.get("id", "0"))
            base = text(vuart, "base")
            if base == "PCI_VUART":
                if (index < 2 and index in legacy_on) or (index == 0 and vm["kind"] == "post"):
                    continue
                vm["vuarts"].append((index, number(text(vuart, "target_vm_id")),
                                     number(text(vuart, "target_uart_id")), NO_VBDF))
            elif (vuart.text or "").strip() == "PCI":
                vm["vuarts"].append((0, 0, 0, NO_VBDF))

    def read_connections(self):
        """An endpoint's index is its position among all connections of its VM, from 1."""
        seen = {}
        for conn in self.root.findall("hv/vuart_connections/vuart_connection"):
            ends = []
            for end in conn.findall("endpoint"):
                vm_id = self.by_name.get(text(end, "vm_name"))
                seen[vm_id] = seen.get(vm_id, 0) + 1
                ends.append((vm_id, seen[vm_id], parse_bdf(text(end, "vbdf"))))
            if text(conn, "type") != "pci" or len(ends) != 2 or None in (ends[0][0], ends[1][0]):
                continue
            for (vm_id, index, vbdf), (other, other_index, _) in (ends, ends[::-1]):
                vm = next(vm for vm in self.vms if vm["id"] == vm_id)
                vm["vuarts"].append((index, other, other_index, vbdf))

    def read_regions(self):
        """The switch and the hypervisor's regions: (name, bytes, id, {vm: vbdf})."""
        node = self.root.find("hv/FEATURES/IVSHMEM")
        if node is None:
            return False, []
        regions = []
        for region in node.findall("IVSHMEM_REGION"):
            fields = self.read_element(region) if len(region) else self.read_string(region)
            if fields and fields[0].startswith("hv:/"):
                regions.append(fields)
        # Regions with child elements have no switch; lines of text are off without it.
        element = any(len(region) for region in node.findall("IVSHMEM_REGION"))
        switch = text(node, "IVSHMEM_ENABLED", "y" if element else "n")
        enabled = bool(regions) and switch == "y"
        return enabled, regions if enabled else []

    @staticmethod
    def read_string(node):
        fields = [field.strip() for field in "".join(node.itertext()).split(",")]
        if len(fields) != 3:
            return None
        members = {int(vm): NO_VBDF for vm in fields[2].split(":")}
        return fields[0], int(fields[1]) * MB, 0, members

    def read_element(self, node):
        prefix = "dm:/" if text(node, "PROVIDED_BY") == "Device Model" else "hv:/"
        name = node.get("name") or text(node, "NAME")
        members = {}
        for vm in node.findall("IVSHMEM_VMS/IVSHMEM_VM"):
            members[self.by_name[text(vm, "VM_NAME")]] = parse_bdf(text(vm, "VBDF"))
        size = int(text(node, "IVSHMEM_SIZE")) * MB
        return prefix + name, size, number(text(node, "IVSHMEM_REGION_ID")), members

    def setting(self, path):
        word = text(self.root, "hv/" + path)
        return number(word, None) if word else None


def place_floating(scenario, board):
    """A pre-launched VM's memory without an address: first fit in RAM from 4 GiB up."""
    taken = sorted(piece for vm in scenario.vms for piece in vm["pieces"])
    for vm in scenario.vms:
        if vm["kind"] != "pre" or not vm["floating"]:
            continue
        for first, last in merge(board.ram()):
            at = max(first, GB4)
            for start, length in sorted(taken):
                if start < at + vm["floating"] and at < start + length:
                    at = start + length
            if at + vm["floating"] - 1 <= last:
                vm["pieces"].append((at, vm["floating"]))
                taken.append((at, vm["floating"]))
                break


def pool_base(regions, board):
    """v3.3 takes the pool from the highest RAM entry with room.

    Below 4 GiB others take theirs before it, and the text of a flat board splits entries: there
    the address cannot be known.
    """
    if board.root.find("memory/range") is None:
        return 0
    size = round_up(sum(region[1] for region in regions), 2 * MB)
    for first, last in reversed(board.ram()):
        length = (last + 1 - first) & ~0xFFF
        if size and length >= size:
            base = first if length == size else (last + 1 - size) & ~0xFFF
            return base if base >= GB4 else 0
    return 0


def c_text(word):
    return '"' + "".join(c if 32 <= ord(c) < 127 and c not in '"\\' else "?" for c in word) + '"'


def c_array(kind, name, rows):
    """A C array, or NULL's stand-in when there are no rows."""
    body = ",\n\t".join(rows) if rows else "{0}"
    return f"static const {kind} {name}[] = {{\n\t{body}\n}};\n"


def c_ranges(name, rows):
    return c_array("struct fact_range", name,
                   [f"{{{a:#x}UL, {b:#x}UL, {c_text(what)}}}" for a, b, what in rows])


def c_passthrough(board, bdf, profile):
    """Up to v2.4 the guest places a BAR that has no address on the board."""
    bars = {i: bar for i, bar in board.bars.get(bdf, {}).items()
            if bar[0] == "io" or bar[1] or profile >= 3}
    vendor, _, device = board.ids.get(bdf, ":").partition(":")
    kinds = {"io": "BAR_IO", "mem32": "BAR_MEM32", "mem64": "BAR_MEM64"}
    rows = ", ".join(f"{{{i}, {kinds[kind]}, {base:#x}UL, {size:#x}UL}}"
                     for i, (kind, base, size) in sorted(bars.items()))
    has_msix = bdf in board.msix if board.tree is not None else \
        any(kind != "io" for kind, _, _ in bars.values())
    return (f"{{.pbdf = {bdf:#x}, .known = {int(bdf in board.pci)}, .bar_count = {len(bars)},\n"
            f"\t .needs_msix_bar = {int(vendor == '8086' and device in MSI_ONLY)}, "
            f".has_msix = {int(has_msix)},\n\t .bars = {{{rows or '{0}'}}}}}")


def c_vm(vm):
    i = vm["id"]
    devices = len(vm["devices"]) if vm["kind"] == "pre" else 0
    return (f"{{.id = {i}, .kind = {C_KINDS[vm['kind']]}, .name = {c_text(vm['name'])},\n"
            f"\t .ram_size = {vm['ram']:#x}UL, .tpm2 = {int(vm['tpm2'])}, "
            f".p2sb = {int(vm['p2sb'])}, .ptm = {int(vm['ptm'])},\n"
            f"\t .host_ram_count = {len(vm['pieces'])}, .host_ram = host_ram_{i},\n"
            f"\t .passthrough_count = {devices}, .passthrough = passthrough_{i},\n"
            f"\t .vuart_count = {len(vm['vuarts'])}, .vuarts = vuarts_{i}}}")


def c_region(region):
    name, size, ident, members = region
    mask = sum(1 << vm for vm in members)
    vbdfs = ", ".join(f"{members.get(vm, NO_VBDF):#x}" for vm in range(16))
    return (f"{{.name = {c_text(name)}, .size = {size:#x}UL, .id = {ident}, .vms = {mask:#x},\n"
            f"\t .vbdf = {{{vbdfs}}}}}")


def write_vms(out, scenario, board, profile):
    for vm in scenario.vms:
        i = vm["id"]
        pieces = vm["pieces"] if vm["kind"] == "pre" else []
        vm["pieces"] = pieces
        out.append(c_ranges(f"host_ram_{i}", [(a, a + n - 1, f"memory of VM {i}")
                                              for a, n in pieces]))
        out.append(c_array("struct fact_passthrough", f"passthrough_{i}",
                           [c_passthrough(board, bdf, profile) for bdf in vm["devices"]]))
        out.append(c_array("struct fact_vuart", f"vuarts_{i}",
                           [f"{{{a}, {b}, {c}, {d:#x}}}" for a, b, c, d in vm["vuarts"]]))
    out.append(c_array("struct fact_vm", "vms", [c_vm(vm) for vm in scenario.vms]))


def native_msix(board, given_away):
    natives = [bdf for bdf in board.pci if bdf not in given_away]
    if board.tree is not None:
        return len([bdf for bdf in natives if bdf in board.msix])
    return len([bdf for bdf in natives
                if any(kind != "io" for kind, _, _ in board.bars.get(bdf, {}).values())])


def write_facts(scenario, board, target, path):
    profile = PROFILES[target]
    if profile == 1:
        for vm in scenario.vms:
            vm["vuarts"] = []
    given_away = {bdf for vm in scenario.vms if vm["kind"] == "pre" for bdf in vm["devices"]}
    windows = board.service_windows()
    taken = board.service_taken(windows, given_away if profile >= 3 else set())
    ram = [(a, b, "RAM") for a, b in merge(board.ram())]
    out = []
    write_vms(out, scenario, board, profile)
    out.append(c_array("struct fact_region", "regions", [c_region(r) for r in scenario.regions]))
    out.append(c_ranges("windows", [(a, b, "PCI window") for a, b in windows]))
    out.append(c_ranges("taken", taken))
    out.append(c_ranges("ram", ram))
    out.append(c_array("uint16_t", "natives", [f"{bdf:#x}" for bdf in board.pci] or ["0"]))
    major, minor = target[1:].split(".")
    base = pool_base(scenario.regions, board) if profile == 5 else 0
    uos = scenario.setting("MEMORY/UOS_RAM_SIZE") or 0
    sos = scenario.setting("MEMORY/SOS_RAM_SIZE") or 0
    out.append(f"""const struct facts facts = {{
	.release = {int(major) * 100 + int(minor)}, .profile = {profile},
	.vm_count = {len(scenario.vms)}, .vms = vms,
	.region_count = {len(scenario.regions)}, .regions = regions,
	.window_count = {len(windows)}, .windows = windows,
	.taken_count = {len(taken)}, .taken = taken,
	.native_count = {len(board.pci)}, .natives = natives,
	.native_msix_count = {native_msix(board, given_away)},
	.ioapic_count = {board.ioapics()}, .pci_device_count = {len(board.pci)},
	.hides_00_0d = {int(board.name in HIDES_00_0D)},
	.ram_count = {len(ram)}, .ram = ram,
	.uos_ram_size = {uos:#x}UL, .sos_ram_size = {sos:#x}UL,
	.hi_mmio_size = {board.hi_mmio_size:#x}UL, .pool_base = {base:#x}UL,
}};
""")
    with open(path, "w", encoding="ascii") as file:
        file.write("\n".join(out))


def write_config(scenario, board, path):
    """The settings that hold when the generated files set nothing else."""
    msix = scenario.setting("CAPACITIES/MAX_MSIX_TABLE_NUM")
    if msix is None:
        msix = number(text(board.root, "MAX_MSIX_TABLE_NUM"), None)
    values = [("MAX_VM_NUM", len(scenario.vms)), ("MAX_MSIX_TABLE_NUM", msix),
              ("MAX_EMULATED_MMIO_REGIONS", scenario.setting("CAPACITIES/MAX_EMULATED_MMIO")),
              ("MAX_PCI_DEV_NUM", scenario.setting("CAPACITIES/MAX_PCI_DEV_NUM")),
              ("HV_RAM_START", scenario.setting("MEMORY/HV_RAM_START")),
              ("HV_RAM_SIZE", scenario.setting("MEMORY/HV_RAM_SIZE"))]
    with open(path, "w", encoding="ascii") as file:
        for name, value in values:
            if value is not None:
                file.write(f"#ifndef CONFIG_{name}\n#define CONFIG_{name} {value:#x}U\n#endif\n")
        if scenario.enabled:
            file.write("#ifndef CONSUMER_CONFIG_GIVEN\n#define CONFIG_IVSHMEM_ENABLED 1\n#endif\n")


def main(argv):
    if len(argv) != 5 or argv[3] not in PROFILES:
        sys.exit(__doc__)
    scenario, board = Scenario(argv[1]), Board(argv[2])
    place_floating(scenario, board)
    write_facts(scenario, board, argv[3], argv[4] + "/facts_data.h")
    write_config(scenario, board, argv[4] + "/scenario_config.h")


if __name__ == "__main__":
    main(sys.argv)
