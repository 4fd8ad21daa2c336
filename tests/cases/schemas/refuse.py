#!/usr/bin/env python3
"""What the schemas refuse, the rules refuse: the program checks without the schemas.

Good IVSHMEM sections in both forms are changed in one place in every way that a schema can see:
an element deleted, doubled, emptied, renamed, moved, given text, an element or another value.
xmllint judges each changed scenario by the schema, acrn-cfgc --check by its rules.

usage: refuse.py [-v]        environment: ACRN_CFGC, SOURCE_DIR
Exit status 77: skipped, no xmllint.
"""
import copy
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree

TOOL = os.environ["ACRN_CFGC"]
TREE = pathlib.Path(os.environ["SOURCE_DIR"])
LEAST_REFUSED = 700
VALUES = [
    "", "x", "y", "Y", "yes", "1", "0", "2", "02", "3", "+4", "-2", "2.0", "2M", "513", "1024", "0x2",
    "４", "1e2", "hv:/a", "hv:/a, 2", "hv:/a, 2, 0", "hv:/a, 2, 0:1, x", "hv:/a, 2, 0:1,", ", 2, 0:1",
    ",,", "hv:/a; 2; 0:1", "a, 2, 0:1", "/a, 2, 0:1", "hv:a, 2, 0:1", "HV:/a, 2, 0:1",
    "hv: /a, 2, 0:1", "hv:/ a, 2, 0:1", "hv:/a b, 2, 0:1", "hv:/a/b, 2, 0:1", 'hv:/a"b, 2, 0:1',
    "hv:/a\\b, 2, 0:1", "hv:/ä, 2, 0:1", "hv:/a\xa0, 2, 0:1", "hv:/, 2, 0:1", "hv:/a, , 0:1",
    "hv:/a, 2, ", "hv:/a, 2, 0:", "hv:/a, 2, :0:1", "hv:/a, 2, 0::1", "hv:/a, 2, 0-1",
    "hv:/a, 2, 0 1", "hv:/a, 2, 0x0:1", "hv:/a, 2, +0:1", "hv:/a, 2, ٠:1", "hv:/a, 2, 00:1",
    "hv:/a, 6, 0:1", "hv:/a, 4 MB, 0:1", "hv:/a, 2, 0:1 hv:/b, 2, 0:1",
    "hv:/abcdefghijklmnopqrstuvwxyz01, 2, 0:1", "abcdefghijklmnopqrstuvwxyz01", "a b", "a/b", "ä",
    "hypervisor", "Hypervisor ,", "Device", "65536", "70000", "0x10000", "01", "-1", "+1", "0x",
    "1000h", "0xg", "00:20.0", "00:08.8", "00:08", "08.0", "0000:00:08.0", "00-08.0", "00:08.00",
    "00:g8.0", "0 0:08.0", "123:08.0",
]
TEXT = ("<IVSHMEM><IVSHMEM_ENABLED>y</IVSHMEM_ENABLED>"
        "<IVSHMEM_REGION>hv:/a, 2, 0:1</IVSHMEM_REGION>"
        "<IVSHMEM_REGION>dm:/b, 2, 2:3</IVSHMEM_REGION></IVSHMEM>")
ELEMENTS = ("<IVSHMEM><IVSHMEM_REGION><NAME>a</NAME><PROVIDED_BY>Hypervisor</PROVIDED_BY>"
            "<IVSHMEM_SIZE>2</IVSHMEM_SIZE><IVSHMEM_REGION_ID>0x1000</IVSHMEM_REGION_ID>"
            "<IVSHMEM_VMS><IVSHMEM_VM><VM_NAME>VM0</VM_NAME><VBDF>00:08.0</VBDF></IVSHMEM_VM>"
            "<IVSHMEM_VM><VM_NAME>VM1</VM_NAME><VBDF>00:0a.0</VBDF></IVSHMEM_VM></IVSHMEM_VMS>"
            "</IVSHMEM_REGION></IVSHMEM>")
VMS = {
    "scenario": "".join(f'<vm id="{i}"><vm_type>{kind}</vm_type></vm>' for i, kind in enumerate(
        ["SOS_VM", "POST_STD_VM", "POST_STD_VM", "POST_STD_VM"])),
    "scenario-elements": "".join(
        f'<vm id="{i}"><name>VM{i}</name><load_order>{kind}</load_order></vm>'
        for i, kind in enumerate(["SERVICE_VM", "POST_LAUNCHED_VM"])),
}


def nodes(root):
    """Each element with its parent, by the index among all."""
    parents = {child: parent for parent in root.iter() for child in parent}
    return [(node, parents.get(node)) for node in root.iter()]


def change(node, parent):
    """Each change of one element: what to call it, and what does it to a node and its parent."""
    def insert(text, index):
        return lambda node, _: node.insert(index, tree.fromstring(text))

    def set_text(text):
        return lambda node, _: setattr(node, "text", text)

    def set_tail(text):
        return lambda node, _: setattr(node, "tail", text)

    for what in ("<UNKNOWN/>", "<NAME>a</NAME>", "<VM_NAME>VM0</VM_NAME>", "<IVSHMEM_VMS/>",
                 "<IVSHMEM_ENABLED>y</IVSHMEM_ENABLED>", "<IVSHMEM/>",
                 "<IVSHMEM_REGION><NAME>c</NAME></IVSHMEM_REGION>"):
        yield f"with {what} in front", insert(what, 0)
        yield f"with {what} at the end", insert(what, len(node))
    for text in VALUES if len(node) == 0 else ["x", "hv:/a, 2, 0:1", "0"]:
        yield f"with the text {text!r}", set_text(text)
    if parent is None:
        return
    yield "followed by text", set_tail("x")
    yield "deleted", lambda node, parent: parent.remove(node)
    yield "doubled", lambda node, parent: parent.append(copy.deepcopy(node))
    if node.tag != "IVSHMEM_REGION":  # an empty region does not count, in both forms
        yield "emptied", lambda node, _: node.clear()
    for name in (node.tag.lower(), node.tag + "S", "X"):
        yield f"as {name}", lambda node, _, name=name: setattr(node, "tag", name)
    yield "with an attribute", lambda node, _: node.set("name", "a/b")


def cases():
    """The schema, what was changed, the scenario."""
    for schema, section in ("scenario", TEXT), ("scenario-elements", ELEMENTS):
        good = tree.fromstring(section)
        for index, (node, parent) in enumerate(nodes(good)):
            for what, do in change(node, parent):
                changed = tree.fromstring(section)
                do(*nodes(changed)[index])
                text = tree.tostring(changed, encoding="unicode")
                yield schema, f"{node.tag} {index} {what}", (
                    f"<acrn-config><hv><FEATURES>{text}</FEATURES></hv>{VMS[schema]}"
                    "</acrn-config>\n")


def refused_by_schema(room, schema, names):
    done = subprocess.run(
        ["xmllint", "--nonet", "--noout", "--schema", TREE / f"schemas/{schema}.xsd", *names],
        cwd=room, capture_output=True, text=True, check=False)
    refused = {line.removesuffix(" fails to validate")
               for line in done.stderr.splitlines() if line.endswith(" fails to validate")}
    accepted = {line.removesuffix(" validates")
                for line in done.stderr.splitlines() if line.endswith(" validates")}
    if refused | accepted != set(names):
        sys.exit(f"xmllint has no verdict on {sorted(set(names) - refused - accepted)[:3]}")
    return refused


def refused_by_rules(room, name):
    done = subprocess.run([TOOL, "--check", "--diagnostics", "json", name], cwd=room,
                          capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{name}: status {done.returncode}: {done.stderr}")
    errors = [json.loads(line) for line in done.stderr.splitlines() if '"error"' in line]
    return done.returncode == 1, [error.get("code") for error in errors]


def main():
    if shutil.which("xmllint") is None:
        print("skipped: no xmllint (package libxml2-utils)")
        return 77
    failures = 0
    n_refused = 0
    with tempfile.TemporaryDirectory(prefix="acrn-cfgc-refuse-") as folder:
        room = pathlib.Path(folder)
        made = list(cases())
        for number, (_, _, text) in enumerate(made):
            (room / f"{number}.xml").write_text(text)
        for schema in VMS:
            numbers = [i for i, made_case in enumerate(made) if made_case[0] == schema]
            refused = refused_by_schema(room, schema, [f"{i}.xml" for i in numbers])
            for i in numbers:
                name = f"{i}.xml"
                if name not in refused:
                    continue
                n_refused += 1
                by_rules, codes = refused_by_rules(room, name)
                if "-v" in sys.argv[1:]:
                    print(made[i][1], codes)
                if not by_rules:
                    failures += 1
                    print(f"FAILED {schema}: accepted by the rules: {made[i][1]}\n{made[i][2]}")
    print(f"{len(made)} cases, {n_refused} refused by the schemas, {failures} failures")
    return 1 if failures or n_refused < LEAST_REFUSED else 0


if __name__ == "__main__":
    sys.exit(main())
