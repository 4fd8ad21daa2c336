#!/usr/bin/env python3
"""Addresses that a scenario gives: as given for every release, and the others around them.

The releases up to v2.4 knew none, and put passthrough devices at 00:01.0, 00:02.0 and so on. An
address that is given nevertheless is no less given: passthrough devices keep their order and leave
it out. The program in the place of the hypervisor judges the tables, too.
"""

import json
import os
import subprocess
import sys

import harness

# (title, given to regions in VM 0, passthrough devices, regions), all in order
CASES = (
    ("none", ["", ""], ["00:01.0", "00:02.0"], ["00:03.0", "00:04.0"]),
    ("behind", ["00:08.0", ""], ["00:01.0", "00:02.0"], ["00:08.0", "00:03.0"]),
    ("the first", ["00:01.0", ""], ["00:02.0", "00:03.0"], ["00:01.0", "00:04.0"]),
    ("the second", ["", "0:2.0"], ["00:01.0", "00:03.0"], ["00:04.0", "00:02.0"]),
    ("both", ["00:02.0", "00:01.0"], ["00:03.0", "00:04.0"], ["00:02.0", "00:01.0"]),
)


def section(names, given):
    regions = [("hv", "r%d" % i, 2, (0, 2)) for i in range(len(given))]
    text = harness.element_section(regions, names)
    for vbdf in given: # the first VM of each region has the first of its two
        text = text.replace(b"<VBDF></VBDF>", b"<VBDF>%s </VBDF>" % vbdf.encode(), 1)
        text = text.replace(b"<VBDF></VBDF>", b"<VBDF/>", 1)
    return text


def consume(files, scenario, board, target):
    with harness.scratch_folder() as folder:
        for name, data in [*files.items(), ("scenario.xml", scenario)]:
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(data)
        return subprocess.run(
            ["sh", os.path.join(harness.ROOT, "tests", "tables", "consumer", "run.sh"), folder,
             os.path.join(folder, "scenario.xml"), board, target, os.environ.get("CC", "gcc")],
            capture_output=True, text=True, check=False)


def main():
    report = harness.Report("addresses")
    sample, board = next((text, board) for name, text, board in harness.samples()
                         if name == "whl-ipc-i5/hybrid_rt")
    sample, vms = harness.name_vms(sample)
    names = {vm: name for vm, name, _ in vms}
    with harness.scratch_folder() as cache:
        os.environ["CONSUMER_CACHE"] = cache
        for title, given, passthrough, regions in CASES:
            scenario = harness.replace_section(sample, section(names, given))
            for target, _ in harness.some(harness.targets()):
                text = harness.for_release(scenario, target)
                made = harness.compile_text(text, board, "--target", target)
                if not report.check(made.status == 0, "%s, %s" % (title, target), made.err):
                    continue
                devices = json.loads(made.files["layout.json"])["vms"][0]["devices"]
                for kind, due in (("passthrough", passthrough), ("ivshmem", regions)):
                    found = [device["vbdf"] for device in devices if device["type"] == kind]
                    report.check(found == due, "%s, %s: %s at %s, not %s" % (
                        title, target, kind, found, due))
                consumed = consume(made.files, text, board, target)
                report.check(consumed.returncode == 0, "%s, %s: refused" % (title, target),
                             consumed.stderr)
    return report.finish(minimum=200)


if __name__ == "__main__":
    sys.exit(main())
