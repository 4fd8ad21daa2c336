#!/usr/bin/env python3
"""Regions mean the same in either dialect, and those of the device model count for nothing.

- The same regions as text and as elements, for one release, give the same bytes.
- A device model region, wherever it is, changes no index and no byte of the tables.
- Eight hypervisor regions and one of the device model fit; nine hypervisor regions do not.
"""

import itertools
import sys

import harness

PRE = ("PRE_LAUNCHED_VM", "SAFETY_VM", "PRE_RT_VM", "PRE_STD_VM")
SERVICE = ("SERVICE_VM", "SOS_VM")


def region_sets(vms):
    """Sets of regions for these VMs by name; the sizes are small so that most boards have room."""
    ids = [vm for vm, _, _ in vms]
    users = [vm for vm, _, kind in vms if kind not in PRE + SERVICE]
    pairs = list(itertools.combinations(ids, 2))
    if not pairs:
        return
    pair = itertools.cycle(pairs)
    yield "one", [("hv", "a", 2, pairs[-1])]
    yield "three", [("hv", "r%d" % i, size, next(pair)) for i, size in enumerate((4, 2, 8))]
    yield "all VMs", [("hv", "all", 2, tuple(ids)), ("hv", "Some_na.me-0", 4, pairs[0])]
    yield "VMs backwards", [("hv", "a", 2, tuple(reversed(ids)))]
    if len(users) > 1:
        yield "both lands", [("dm", "a", 16, users[:2]), ("hv", "a", 2, pairs[0]),
                             ("dm", "b", 2, users[:2]), ("hv", "b", 8, pairs[-1])]
        yield "device model only", [("dm", "a", 16, users[:2])]


def same_in_both_dialects(report):
    targets = [target for target, _ in harness.targets()]
    for name, text, board in harness.some(harness.samples()):
        text, vms = harness.name_vms(text)
        names = {vm: vm_name for vm, vm_name, _ in vms}
        for title, regions in region_sets(vms):
            for target in targets:
                first = harness.compile_text(harness.replace_section(
                    text, harness.string_section(regions)), board, "--target", target)
                second = harness.compile_text(harness.replace_section(
                    text, harness.element_section(regions, names)), board, "--target", target)
                wrong = harness.differing(first.files, second.files)
                report.check(
                    not wrong and first.status == second.status and first.status in (0, 1) and
                    first.codes() == second.codes(),
                    "%s, %s, target %s: %s" % (name, title, target, ", ".join(wrong) or "verdict"),
                    "text: %d" % first.status, first.err,
                    "elements: %d" % second.status, second.err)


def default_targets(report):
    """Shape alone tells the dialect."""
    for name, text, board in harness.samples():
        result = harness.compile_text(text, board)
        if result.status == 0:
            expected = b"v2.3" if harness.is_string_dialect(text) else b"v3.3"
            report.check(b'"target": "%s"' % expected in result.files["layout.json"],
                         "%s: not compiled for %s" % (name, expected.decode()))


def tables(result):
    """What the hypervisor is built from, freed of the one number that is for all files."""
    files = harness.without_layout_id(result.files)
    return {name: data for name, data in files.items()
            if name.endswith((".h", ".c", ".config")) and "/" not in name}


def board_with_room():
    """A sample with post-launched VMs whose board takes eight regions for every release."""
    for name, text, board in harness.samples():
        if name == "whl-ipc-i5/hybrid_rt":
            text, vms = harness.name_vms(text)
            return text, vms, board
    raise AssertionError("the sample is gone")


# Their scenarios have no regions of the device model.
WITHOUT_MODEL = ("v2.2", "v2.3", "v2.4")


def device_model_changes_nothing(report):
    text, vms, board = board_with_room()
    names = {vm: vm_name for vm, vm_name, _ in vms}
    users = tuple(vm for vm, _, kind in vms if kind not in PRE + SERVICE)[:2]
    pair = (0, users[0])
    hypervisor = [("hv", "h%d" % i, 2, pair) for i in range(3)]
    model = [("dm", "d%d" % i, 4, users) for i in range(2)]
    write = {
        "text": harness.string_section,
        "elements": lambda regions: harness.element_section(regions, names),
    }
    for target, _ in harness.some(harness.targets()):
        for dialect, section in write.items():
            def made(regions):
                return harness.compile_text(harness.replace_section(
                    harness.for_release(text, target), section(regions)), board,
                    "--target", target)

            expected = tables(made(hypervisor))
            report.check(len(expected) > 3, "%s: nothing compiled" % target)
            for places in itertools.combinations_with_replacement(range(4), 2):
                regions = list(hypervisor)
                for region, place in reversed(list(zip(model, places))):
                    regions.insert(place, region)
                result = made(regions)
                if target in WITHOUT_MODEL:
                    report.check(result.codes() == ["IVS028"], "%s as %s: %s" % (
                        target, dialect, result.codes()), result.err)
                    continue
                wrong = harness.differing(expected, tables(result))
                report.check(not wrong, "%s as %s, device model regions at %s: %s" % (
                    target, dialect, places, ", ".join(wrong)), result.err)


def how_many(report):
    text, vms, board = board_with_room()
    names = {vm: vm_name for vm, vm_name, _ in vms}
    users = tuple(vm for vm, _, kind in vms if kind not in PRE + SERVICE)[:2]
    for target, _ in harness.some(harness.targets()):
        for section in (harness.string_section,
                        lambda regions: harness.element_section(regions, names)):
            for n_hypervisor, n_model, due in (
                    (8, 0, []), (8, 1, []), (8, 9, []), (9, 0, ["IVS013"]), (9, 1, ["IVS013"])):
                if n_model and target in WITHOUT_MODEL:
                    due = sorted([*due, "IVS028"])
                regions = ([("dm", "d%d" % i, 2, users) for i in range(n_model)] +
                           [("hv", "h%d" % i, 2, (0, users[0])) for i in range(n_hypervisor)])
                result = harness.compile_text(harness.replace_section(
                    harness.for_release(text, target), section(regions)), board,
                    "--target", target)
                report.check(
                    result.codes() == due and (result.status == 0) == (not due) and
                    bool(result.files) == (not due),
                    "%s: %d hypervisor and %d device model regions: %s" % (
                        target, n_hypervisor, n_model, result.codes()), result.err)


def main():
    report = harness.Report("regions")
    same_in_both_dialects(report)
    default_targets(report)
    device_model_changes_nothing(report)
    how_many(report)
    return report.finish(minimum=1000)


if __name__ == "__main__":
    sys.exit(main())
