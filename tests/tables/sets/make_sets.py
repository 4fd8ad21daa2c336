#!/usr/bin/env python3
"""Writes variants of a scenario that differ only in their shared memory regions.

usage: make_sets.py SCENARIO.xml OUTDIR
       make_sets.py --list

Every set exists twice: <set>.xml leaves the Service VM out, <set>-service.xml makes it a peer of
every region. A variant that the scenario has no VMs for is not written. The files written are
listed on standard output. Scenarios are of the string dialect; their text is kept byte for byte
but for the regions and the switch.
"""

import itertools
import os
import re
import sys
import xml.etree.ElementTree as ElementTree

SERVICE_KINDS = ("SOS_VM", "SERVICE_VM")

# Name of the set and sizes of its regions in MB, in the scenario's order. The orders are not
# sorted on purpose: a layout that packs in table order has to align between them.
SETS = (
    ("pair-2", (2,)),
    ("pair-2-16", (2, 16)),
    ("four-2-64-4-32", (2, 64, 4, 32)),
    ("eight-mixed", (16, 2, 64, 4, 32, 2, 8, 128)),
    ("one-512", (512,)),
    ("two-512", (512, 512)),
)
ALL_VMS_SET = ("all-vms-4", 4)

REGION = re.compile(
    r"(?P<indent>[ \t]*)<IVSHMEM_REGION\b(?:[^>]*/>|[^>]*>.*?</IVSHMEM_REGION>)"
    r"(?P<end>[ \t]*\r?\n?)",
    re.DOTALL,
)
SWITCH = re.compile(r"(<IVSHMEM_ENABLED\b[^>]*>)[^<]*(</IVSHMEM_ENABLED>)")


class BadScenario(Exception):
    """The scenario cannot be varied; the text says why."""


def read_vms(text):
    """Returns the ids of the Service VM, or None, and of the other VMs."""
    service = None
    others = []
    for vm in ElementTree.fromstring(text).findall("vm"):
        if (vm.findtext("vm_type") or "").strip() in SERVICE_KINDS:
            service = int(vm.get("id"))
        else:
            others.append(int(vm.get("id")))
    return service, others


def choose_peers(service, others, with_service):
    """Returns an endless iterator of VM id pairs, or None if there is no pair."""
    if with_service:
        pairs = [tuple(sorted((service, vm))) for vm in others] if service is not None else []
    else:
        pairs = list(itertools.combinations(others, 2))
    return itertools.cycle(pairs) if pairs else None


def make_region(index, size, vms):
    return "hv:/shm_region_%d, %d, %s" % (index, size, ":".join(str(vm) for vm in vms))


def make_sets(service, others):
    """Yields (name of the variant, texts of its regions)."""
    for with_service in (False, True):
        suffix = "-service" if with_service else ""
        for name, sizes in SETS:
            peers = choose_peers(service, others, with_service)
            if peers is not None:
                yield name + suffix, [
                    make_region(index, size, next(peers)) for index, size in enumerate(sizes)
                ]
        name, size = ALL_VMS_SET
        if with_service and service is None:
            continue
        vms = sorted(others + [service]) if with_service else others
        if len(vms) >= 2:
            yield name + suffix, [make_region(0, size, vms)]


def replace_regions(text, regions):
    """Returns the scenario with these regions in the place of its own, switched on."""
    matches = list(REGION.finditer(text))
    if not matches or len(SWITCH.findall(text)) != 1:
        raise BadScenario("it needs one IVSHMEM_ENABLED and at least one IVSHMEM_REGION")
    indent = matches[0]["indent"]
    end = matches[0]["end"] or "\n"
    lines = "".join(
        "%s<IVSHMEM_REGION>%s</IVSHMEM_REGION>%s" % (indent, region, end) for region in regions
    )
    pieces = []
    position = 0
    for match in matches:
        pieces.append(text[position : match.start()])
        if match is matches[0]:
            pieces.append(lines)
        position = match.end()
    pieces.append(text[position:])
    return SWITCH.sub(r"\g<1>y\g<2>", "".join(pieces))


def write_sets(scenario, outdir):
    """Writes all variants and returns their paths."""
    with open(scenario, encoding="utf-8", newline="") as source:
        text = source.read()
    if "<IVSHMEM_SIZE" in text:
        raise BadScenario("it is of the element dialect")
    service, others = read_vms(text)
    os.makedirs(outdir, exist_ok=True)
    paths = []
    for name, regions in make_sets(service, others):
        path = os.path.join(outdir, name + ".xml")
        with open(path, "w", encoding="utf-8", newline="") as target:
            target.write(replace_regions(text, regions))
        paths.append(path)
    return paths


def main(arguments):
    if arguments == ["--list"]:
        for name, _ in SETS + (ALL_VMS_SET,):
            print(name)
            print(name + "-service")
        return 0
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        for path in write_sets(*arguments):
            print(path)
    except (BadScenario, ElementTree.ParseError) as reason:
        print("%s: cannot vary this scenario: %s" % (arguments[0], reason), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
