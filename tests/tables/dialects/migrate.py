#!/usr/bin/env python3
"""Migration: the same layout, every other byte untouched, every decision and loss reported.

Every sample, every sample in other spellings, and every scenario of the corpus (where there is
one) is migrated to the other form and back.
"""

import json
import re
import sys

import harness
import spelling

COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
NEW_NAME = re.compile(rb"(?:\r\n|\r|\n)?[ \t]*<name>(VM\d+_*)</name>")
NAME_OF_2022 = re.compile(rb"<IVSHMEM_REGION\s[^>]*name\s*=")
VM_IN_COMMENT = re.compile(rb"(VM \d+) '[^'\n]*'")
# What a form of regions has no place for.
LOSSES = {"MIG002", "MIG003", "MIG004", "MIG005"}
DECISIONS = {"MIG001", "MIG006"}


def migrate(text, release, *options):
    return harness.run("--migrate", release, "-", *options, stdin=text)


def codes(result):
    return re.findall(r"(?:warning|error): .* \[([A-Z]{3}\d{3})\]$", result.err, re.MULTILINE)


def split(text):
    """What is before IVSHMEM, the element, and what is after it."""
    hidden = COMMENT.sub(lambda m: b"#" * len(m[0]), text)
    match = harness.IVSHMEM.search(hidden)
    if match is None:
        return text, b"", b""
    return text[:match.start()], text[match.start():match.end()], text[match.end():]


def check_bytes(report, name, old, new, named):
    """All but IVSHMEM and new names is what it was, and no comment is lost."""
    old_parts, new_parts = split(old), split(new)
    removed = []

    def remove(match):
        removed.append(match[1])
        return b""

    for old_part, new_part in ((old_parts[0], new_parts[0]), (old_parts[2], new_parts[2])):
        if old_part != new_part:
            new_part = NEW_NAME.sub(remove, new_part)
        report.check(old_part == new_part, "%s: bytes outside IVSHMEM changed" % name)
    report.check(len(removed) == named, "%s: %d names came, %d were reported" % (
        name, len(removed), named))
    # The text of a region holds comments in the order of its text; all of them stay in order.
    report.check(sorted(COMMENT.findall(old)) == sorted(COMMENT.findall(new)),
                 "%s: comments changed" % name)


# The memory of a sample that is given by its size alone.
SIZE_ALONE = re.compile(
    rb"(<memory\s*>(?:\s|<\?.*?\?>|<!--.*?-->)*)<size(\s*)>(.*?)</size\s*>", re.DOTALL)


def meaning(result, with_vbdfs, with_ids):
    """What was compiled, without the names of VMs."""
    files = harness.without_layout_id(result.files)
    made = {name: VM_IN_COMMENT.sub(rb"\1", data) for name, data in files.items()
            if name.endswith((".h", ".c", ".config", ".mk"))}
    layout = json.loads(files["layout.json"])
    for vm in layout["vms"]:
        vm.pop("name", None)
        for device in vm["devices"]:
            if not with_vbdfs:
                device.pop("vbdf")
    if not with_vbdfs or not with_ids:
        made = {}
    return layout, made


def check_layout(report, name, old, new, board, lost, targets):
    for target in targets:
        before = harness.compile_text(old, board, "--target", target)
        after = harness.compile_text(new, board, "--target", target)
        if before.status and lost and not after.status:
            continue # v3.2 refuses an id that is gone now
        # An id that is gone is no fault any more; others stay.
        was = [code for code in before.codes() if not lost or code != "IVS021"]
        if not report.check(before.status == after.status and was == after.codes(),
                            "%s: verdict for %s changed" % (name, target), before.err, after.err):
            continue
        if before.status == 0:
            keep_vbdfs, keep_ids = "MIG005" not in lost, "MIG004" not in lost
            report.check(meaning(before, keep_vbdfs, keep_ids) ==
                         meaning(after, keep_vbdfs, keep_ids),
                         "%s: layout for %s changed" % (name, target))


def check_scenario(report, name, text, board, targets):
    """There and back; False: the scenario has errors of its own."""
    element = b"<IVSHMEM_SIZE" in text or b"<load_order" in text
    # Up to v2.7 memory has an address; migration does not choose one.
    if element:
        text = SIZE_ALONE.sub(rb"\1<hpa_region><start_hpa>0x180000000</start_hpa>"
                              rb"<size_hpa\2>\3</size_hpa></hpa_region>", text)
    own, other = ("v3.3", "v2.6") if element else ("v2.6", "v3.3")
    options = ["--target", own]
    there = migrate(text, other, "--allow-loss", *options)
    if there.status == 1 and there.codes() == harness.run(
            "--check", "-", *options, stdin=text).codes():
        return False
    found = codes(there)
    if not report.check(there.status == 0, "%s: not migrated" % name, there.err):
        return True
    check_bytes(report, name, text, there.out, found.count("MIG001"))
    lost = LOSSES.intersection(found)

    strict = migrate(text, other, *options)
    report.check((strict.status == 1 and strict.out == b"") if lost else
                 strict.status == 0 and strict.out == there.out,
                 "%s: losses %s, but status %d without --allow-loss" % (
                     name, sorted(lost), strict.status), strict.err)
    if board:
        check_layout(report, name, text, there.out, board, lost, targets)

    # In its own form nothing is done, neither before nor after.
    for scenario, release in ((text, own), (there.out, other)):
        if NAME_OF_2022.search(scenario):
            continue
        same = migrate(scenario, release, *(options if scenario is text else ()))
        report.check(same.out == scenario and not set(codes(same)) & (LOSSES | DECISIONS),
                     "%s: not left alone for %s" % (name, release), same.err)

    back = migrate(there.out, own, "--allow-loss", "--target", other)
    if not report.check(back.status == 0 and not LOSSES.intersection(codes(back)),
                        "%s: not migrated back" % name, back.err):
        return True
    check_bytes(report, name + " and back", there.out, back.out, 0)
    if board:
        check_layout(report, name + " and back", there.out, back.out, board, set(), targets[:1])
    return True


# ---- what is reported ------------------------------------------------------------------------

VMS = """<vm id="0"><vm_type>PRE_RT_VM</vm_type>%s<memory><start_hpa>0x100000000</start_hpa>
<size>0x20000000</size></memory></vm>
<vm id="1"><vm_type>SOS_VM</vm_type>%s</vm>
<vm id="2"><vm_type>POST_STD_VM</vm_type>%s</vm>
<vm id="3"><vm_type>POST_STD_VM</vm_type>%s</vm>"""
NAMED = ("<name>A</name>", "<name>B</name>", "<name>C</name>", "<name>D</name>")
UNNAMED = ("", "", "", "")


def scenario(section, names=NAMED):
    return ("<acrn-config><hv><FEATURES>%s</FEATURES></hv>%s</acrn-config>" % (
        section, VMS % names)).encode()


def text_section(*regions, switch="y"):
    return "<IVSHMEM><IVSHMEM_ENABLED>%s</IVSHMEM_ENABLED>%s</IVSHMEM>" % (
        switch, "".join("<IVSHMEM_REGION>%s</IVSHMEM_REGION>" % region for region in regions))


def element_section(inner="", vbdf="", region_attributes="", name="<NAME>a</NAME>"):
    return ("<IVSHMEM><IVSHMEM_REGION%s>%s<IVSHMEM_SIZE>2</IVSHMEM_SIZE>%s<IVSHMEM_VMS>"
            "<IVSHMEM_VM><VM_NAME>A</VM_NAME><VBDF>%s</VBDF></IVSHMEM_VM>"
            "<IVSHMEM_VM><VM_NAME>C</VM_NAME></IVSHMEM_VM>"
            "</IVSHMEM_VMS></IVSHMEM_REGION></IVSHMEM>" % (
                region_attributes, name, inner, vbdf))


# (title, release, scenario, codes, texts of the result, texts that are not in it)
CASES = (
    ("named VMs stay", "v3.3", scenario(text_section("hv:/a, 2, 0:2")), [],
     ["<VM_NAME>A</VM_NAME>", "<VM_NAME>C</VM_NAME>", "<NAME>a</NAME>"], ["ENABLED", "hv:/"]),
    ("unnamed VMs of a region are named", "v3.0", scenario(text_section("hv:/a, 2, 0:2"), UNNAMED),
     ["MIG001", "MIG001"], ["<name>VM0</name>", "<name>VM2</name>", "<VM_NAME>VM2</VM_NAME>"],
     ["<name>VM1</name>", "<name>VM3</name>"]),
    ("a blank name is none", "v3.3",
     scenario(text_section("hv:/a, 2, 0:2"), ("<name> </name>",) + NAMED[1:]),
     ["MIG001"], ["<name>VM0</name>"], []),
    ("a name that is taken is not given", "v3.3",
     scenario(text_section("hv:/a, 2, 0:2"), ("", "<name>VM0</name>", "", "<name>VM2_</name>")),
     ["MIG001", "MIG001"], ["<name>VM0_</name>", "<name>VM2</name>"], []),
    ("of equal names those in use change", "v3.3",
     scenario(text_section("hv:/a, 2, 0:2"), ("<name>X</name>",) * 4),
     ["MIG002", "MIG002"], ["<name>X_0</name>", "<name>X_2</name>", "<name>X</name>"], []),
    ("equal names that are not used stay", "v3.3",
     scenario(text_section("hv:/a, 2, 0:2"), ("<name>A</name>", "<name>X</name>",
                                              "<name>C</name>", "<name>X</name>")),
     [], ["<name>X</name>"], ["X_"]),
    ("a name with blanks stays", "v3.3",
     scenario(text_section("hv:/a, 2, 0:2"), ("<name>A  VM</name>",) + NAMED[1:]),
     [], ["<VM_NAME>A  VM</VM_NAME>"], []),
    ("regions that are off are lost", "v3.3",
     scenario(text_section("hv:/a, 2, 0:2", "nonsense", switch="n"), UNNAMED),
     ["IVS025", "MIG003"], ["<IVSHMEM/>"], ["REGION", "<name>"]),
    ("blank regions are none", "v3.3", scenario(text_section("", " ", switch="n")), [],
     ["<IVSHMEM/>"], ["REGION"]),
    ("off without regions", "v3.3", scenario(text_section(switch="n")), [], ["<IVSHMEM/>"], []),
    ("on without regions", "v3.3", scenario(text_section()), ["IVS024"], ["<IVSHMEM/>"], []),
    ("no section", "v3.3", scenario(""), [], ["<FEATURES></FEATURES>"], []),
    ("no section, to text", "v2.3", scenario(""), [], ["<FEATURES></FEATURES>"], []),
    ("an empty section, to text", "v2.3", scenario("<IVSHMEM/>"), [],
     ["<IVSHMEM><IVSHMEM_ENABLED>n</IVSHMEM_ENABLED></IVSHMEM>"], []),
    ("elements to text", "v2.7", scenario(element_section()), [],
     ["<IVSHMEM_ENABLED>y</IVSHMEM_ENABLED><IVSHMEM_REGION>hv:/a, 2, 0:2</IVSHMEM_REGION>"], []),
    ("the device model's", "v3.3", scenario(text_section("dm:/a, 4, 3:2")), [],
     ["<PROVIDED_BY>Device Model</PROVIDED_BY>", "<VM_NAME>D</VM_NAME>"], []),
    ("an address is lost", "v2.7", scenario(element_section(vbdf="00:08.0")), ["MIG005"],
     ["hv:/a, 2, 0:2"], []),
    ("an address is kept", "v3.0", scenario(element_section(vbdf="00:08.0")), [],
     ["<VBDF>00:08.0</VBDF>"], []),
    ("an id is lost to text", "v2.7",
     scenario(element_section("<IVSHMEM_REGION_ID>4097</IVSHMEM_REGION_ID>")), ["MIG004"], [], []),
    ("an id is lost to v3.2", "v3.2",
     scenario(element_section("<IVSHMEM_REGION_ID>4097</IVSHMEM_REGION_ID>")), ["MIG004"],
     ["<NAME>a</NAME>"], ["REGION_ID"]),
    ("an id is kept", "v3.3",
     scenario(element_section("<IVSHMEM_REGION_ID>4097</IVSHMEM_REGION_ID>")), [],
     ["4097"], []),
    ("an id of 0 is none", "v3.2",
     scenario(element_section("<IVSHMEM_REGION_ID>0</IVSHMEM_REGION_ID>")), [], [], ["REGION_ID"]),
    ("a name of early 2022", "v3.0",
     scenario(element_section(region_attributes=' name="a"', name="")), [],
     ["<IVSHMEM_REGION><NAME>a</NAME>"], ["name="]),
    ("a name of early 2022 to text", "v2.6",
     scenario(element_section(region_attributes=' name="a"', name="")), [], ["hv:/a, 2, 0:2"], []),
    ("attributes are dropped", "v3.3",
     scenario(text_section("hv:/a, 2, 0:2").replace("_ENABLED>y", '_ENABLED desc="d" x="">y')),
     ["MIG006"], [], ["desc"]),
    ("attributes that can stay do", "v3.3",
     scenario(text_section("hv:/a, 2, 0:2").replace("<IVSHMEM>", '<IVSHMEM desc="&#228;">')
              .replace("_REGION>hv", '_REGION a="1">hv')), [], ['desc="&#228;"', 'a="1"'], []),
    ("a start tag keeps its spelling", "v3.3",
     scenario(text_section("hv:/a, 2, 0:2").replace(
         "<IVSHMEM>", "<IVSHMEM\n desc = 'it&apos;s &#x22;>&#xE4;' >")), [],
     ["<IVSHMEM\n desc = 'it&apos;s &#x22;>&#xE4;' ><IVSHMEM_REGION>"], []),
    ("a start tag keeps its spelling, to text", "v2.7",
     scenario(element_section().replace("<IVSHMEM>", "<IVSHMEM  desc='a/' >")), [],
     ["<IVSHMEM  desc='a/' ><IVSHMEM_ENABLED>"], []),
    ("ASCII stays ASCII", "v3.3",
     b"<?xml version='1.0' encoding='us-ascii'?>\n" +
     scenario(text_section("hv:/a, 2, 0:2"), ("<name>&#xe4;\u20ac&#x1F600;</name>",) + NAMED[1:])
     .replace("\u20ac".encode(), b"&#8364;"), [],
     ["<VM_NAME>&#228;&#8364;&#128512;</VM_NAME>"], []),
    ("other characters stay what they are", "v3.3",
     scenario(text_section("hv:/a, 2, 0:2"), ("<name>\u00e4&#228;</name>",) + NAMED[1:]), [],
     ["<VM_NAME>\u00e4\u00e4</VM_NAME>"], []),
)

# (title, options, scenario, exit status, codes)
REFUSED = (
    ("UTF-16", ["v3.3"], scenario(text_section("hv:/a, 2, 0:2")).decode().encode("utf-16"),
     ["XML003"]),
    ("Latin-1", ["v3.3"], b'<?xml version="1.0" encoding="ISO-8859-1"?>' +
     scenario(text_section("hv:/a, 2, 0:2")), ["XML003"]),
    ("errors of the old one", ["v3.3"], scenario(text_section("hv:/a, 3, 0:2")), ["IVS003"]),
    ("what the release cannot do", ["v2.2"], scenario(element_section().replace(">C<", ">B<")),
     ["IVS022"]),
    ("VMs in another order", ["v3.3"],
     scenario(text_section("hv:/a, 2, 0:2")).replace(b'id="2"', b'id="9"').replace(
         b'id="3"', b'id="2"').replace(b'id="9"', b'id="3"'), ["VMS004"]),
    ("a function that v3.2 does not show", ["v3.2"], scenario(
        element_section(vbdf="00:08.1") .replace("</IVSHMEM>", "") +
        element_section(vbdf="00:08.0", name="<NAME>b</NAME>").replace("<IVSHMEM>", "")),
     ["PCI025"]),
    ("a loss, and no warnings", ["v2.7", "-w"], scenario(element_section(vbdf="00:08.0")),
     ["MIG005"]),
    ("a loss, and not a word of it", ["v2.7", "-Wno-vbdf-dropped"],
     scenario(element_section(vbdf="00:08.0")), ["MIG005"]),
    ("decisions as errors", ["v3.3", "-Werror"],
     scenario(text_section("hv:/a, 2, 0:2"), ("",) + NAMED[1:]), ["MIG001"]),
    ("regions in a namespace", ["v3.3"], scenario(text_section("hv:/a, 2, 0:2")).replace(
        b"<acrn-config>", b'<acrn-config xmlns="a">'), ["XML006"]),
    ("names that differ in blanks only", ["v2.7"],
     scenario(element_section().replace(">C<", ">A  B<"),
              ("<name>A</name>", "<name>A B</name>", "<name>A  B</name>", "<name>D</name>")),
     ["MIG009"]),
)


def check_places(report):
    text = scenario(text_section("hv:/a, 2, 0:2").replace("_ENABLED>y", '_ENABLED desc="d">y'))
    err = migrate(text, "v3.3").err
    report.check(" ^~~~\n" in err and " ^~~~~" not in err, "a dropped attribute is shown", err)


def check_cases(report):
    for title, release, text, due, there, absent in CASES:
        result = migrate(text, release, "--allow-loss")
        report.check(result.status == 0 and codes(result) == due,
                     "%s: status %d, %s" % (title, result.status, codes(result)), result.err)
        out = result.out.decode()
        report.check(all(piece in out for piece in there) and
                     not any(piece in out for piece in absent), title, out)
        losses = LOSSES.intersection(due)
        strict = migrate(text, release)
        report.check(strict.status == (1 if losses else 0) and bool(strict.out) != bool(losses),
                     "%s: a loss without leave" % title, strict.err)
        quiet = migrate(text, release, "--allow-loss", "-w")
        report.check(quiet.err == "" and quiet.out == result.out, "%s: -w" % title, quiet.err)
    for title, (release, *options), text, due in REFUSED:
        result = migrate(text, release, *options)
        report.check(result.status == 1 and result.out == b"" and set(codes(result)) == set(due),
                     "%s: status %d, %s" % (title, result.status, codes(result)), result.err)
    for arguments in (["--migrate"], ["--migrate", "v9", "-"], ["--migrate", "v3.3"],
                      ["--migrate", "v3.3", "-", "-o", "x"], ["--allow-loss", "--check", "-"],
                      ["--migrate", "v3.3", "--check", "-"], ["--migrate", "v3.3", "a", "b", "c"]):
        result = harness.run(*arguments, stdin=CASES[0][2])
        report.check(result.status == 2 and result.out == b"", " ".join(arguments), result.err)


SPELLINGS = ("one line", "CRLF", "CR", "comments between", "comments around values", "CDATA",
             "hexadecimal references", "attributes of no meaning", "byte order mark",
             "byte order mark and declaration", "no white space", "white space everywhere",
             "processing instructions", "empty elements long")


def check_samples(report):
    """Each sample as it is, and in some of the spellings; all of these have their turn."""
    jobs = []
    for index, (name, text, board) in harness.some(enumerate(harness.samples())):
        jobs.append((name, text, board, ("v3.2", "v2.6", "v2.3", "v3.3")))
        for i in range(5):
            title = SPELLINGS[(5 * index + i) % len(SPELLINGS)]
            spelt = spelling.SPELLINGS[title](text.decode()).encode()
            jobs.append(("%s, %s" % (name, title), spelt, board, ("v3.2",)))
    for done in harness.in_parallel(lambda job: check_scenario(report, *job), jobs):
        report.check(done, "a sample has errors")


def check_corpus(report):
    jobs = [(name, text, board, ("v3.2",)) for name, text, board in harness.corpus()]
    if not jobs:
        print("skipped: there is no corpus at " + harness.CORPUS)
        return 77
    done = harness.in_parallel(lambda job: check_scenario(report, *job), jobs)
    print("migrate: %d scenarios of the corpus there and back, %d with errors of their own" % (
        sum(done), len(jobs) - sum(done)))
    return report.finish(minimum=1000)


def main():
    report = harness.Report("migrate")
    if sys.argv[1:] == ["corpus"]:
        return check_corpus(report)
    check_cases(report)
    check_places(report)
    check_samples(report)
    return report.finish(minimum=1000)


if __name__ == "__main__":
    sys.exit(main())
