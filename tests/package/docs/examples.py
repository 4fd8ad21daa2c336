#!/usr/bin/env python3
"""The examples and tables of docs/, held against what the program does.

Every example in XML, C or JSON is used: scenarios and boards are compiled, pieces of them are put
into a whole one, and what is said to come from a generated file must be there. An example that is not known here is a failure.
"""

import json
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tables",
                                "dialects"))

import harness  # noqa: E402  (the folder above has to be known first)

FENCE = re.compile(r"(?:<!-- from ([^>]*?) -->\s*\n)?^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ALL_OPTIONS = ("-w",)


def page(name):
    with open(os.path.join(harness.ROOT, "docs", name), encoding="utf-8") as file:
        return file.read()


def sample(name):
    return next((text, board) for found, text, board in harness.samples() if found == name)


def fences(text):
    """(origin or None, language, content)"""
    return [(match[1], match[2], match[3]) for match in FENCE.finditer(text)]


def must_compile(report, title, text, board, *options):
    result = harness.compile_text(text.encode(), board, *ALL_OPTIONS, *options)
    report.check(result.status == 0, "%s does not compile" % title, result.err)
    return result


# ---- docs/input-format.md --------------------------------------------------------------------

def write_board(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def wholes(report, examples, folder):
    """Scenarios and boards that are complete: each scenario with the page's own board and ours."""
    scenarios = [e for e in examples if e.startswith("<acrn-config") and "<vm " in e]
    boards = [e for e in examples if e.startswith("<acrn-config") and "<vm " not in e]
    if not report.check(len(scenarios) == 2 and len(boards) == 2,
                        "input-format.md: two scenarios and two boards are expected"):
        return None
    text_form, element_form = scenarios
    flat = write_board(folder, "flat.xml", boards[0])
    tree = write_board(folder, "tree.xml", boards[1])
    for target, _ in harness.targets():
        for board in (flat, sample("whl-ipc-i5/hybrid_rt")[1]):
            must_compile(report, "the text form for %s" % target, text_form, board,
                         "--target", target)
    for board in (tree, sample("nuc11tnbi5/hybrid_rt")[1]):
        must_compile(report, "the element form", element_form, board)
    migrated = harness.run("--migrate", "v3.3", "-", stdin=text_form.encode())
    report.check(migrated.status == 0, "the text form is not migrated", migrated.err)
    return text_form, element_form, flat, tree


def pieces(report, examples, whole):
    text_form, element_form, flat, tree = whole
    for piece in examples:
        if piece.startswith("<acrn-config"):
            continue
        if piece.startswith("<pci_devs>"):
            old = re.search(r"<pci_devs>.*?</pci_devs>", text_form, re.DOTALL)[0]
            first = must_compile(report, "pci_devs", text_form.replace(old, piece), flat)
            second = must_compile(report, "the text form", text_form, flat)
            report.check(first.files == second.files, "pci_devs: another device")
        elif piece.startswith("<vuart_connections>"):
            made = must_compile(report, "vuart_connections", element_form.replace(
                "</FEATURES>", "</FEATURES>" + piece), tree)
            report.check(b"vmcs9900_ops" in made.files.get("pci_dev.c", b""),
                         "vuart_connections: no vUART was made")
        elif piece.startswith("<IVSHMEM_REGION>"):
            old = re.search(r"<IVSHMEM_REGION>.*?</IVSHMEM_REGION>", text_form, re.DOTALL)[0]
            more = '<vm id="3"><vm_type>POST_STD_VM</vm_type></vm></acrn-config>'
            made = must_compile(report, "regions", text_form.replace(old, piece).replace(
                "</acrn-config>", more), flat)
            layout = json.loads(made.files.get("layout.json", b'{"regions": []}'))
            report.check(len(layout["regions"]) == piece.count("<IVSHMEM_REGION>"),
                         "regions: not all were compiled")
        else:
            report.check(False, "input-format.md: an example that is not tested", piece)


def input_format(report, folder):
    text = page("input-format.md")
    examples = [content for _, language, content in fences(text) if language == "xml"]
    whole = wholes(report, examples, folder)
    if whole is not None:
        pieces(report, examples, whole)
    codes = harness.run("--list-codes").out.decode()
    for code in re.findall(r"^([A-Z]{3}\d{3}) ", codes, re.MULTILINE):
        said = harness.run("--explain", code).out.decode()
        if "of docs/input-format.md" in said:
            report.check(re.search(r"\b%s\b" % code, text) is not None,
                         "input-format.md does not mention %s" % code)


# ---- docs/output-files.md --------------------------------------------------------------------

def compile_sample(name, target, *options):
    text, board = sample(name)
    if target == "v2.7":  # which has shorter names of VMs, and other words for the Service VM
        for old, new in ((b"ACRN PRE-LAUNCHED VM", b"PRE_VM"), (b"ACRN SOS VM", b"SOS_VM"),
                         (b"SOS_COM", b"SERVICE_VM_COM"), (b"SOS_VM_BOOT", b"SERVICE_VM_OS_BOOT")):
            text = text.replace(old, new)
    return harness.compile_text(text, board, "-w", "--target", target, *options)


def excerpts(report, text):
    """Each line of an excerpt is in the file, in that order."""
    for origin, language, content in fences(text):
        if origin is None:
            report.check(language != "c", "output-files.md: C of unknown origin", content)
            continue
        match = re.fullmatch(r"(\S+) of (\S+) for (\S+)", origin)
        if not report.check(match is not None, "output-files.md: origin '%s'" % origin):
            continue
        lines = compile_sample(match[2], match[3]).files.get(match[1], b"").decode().split("\n")
        position = 0
        for line in filter(str.strip, content.split("\n")):
            found = lines.index(line, position) if line in lines[position:] else None
            if not report.check(found is not None, "%s has no line: %s" % (origin, line)):
                break
            position = found + 1


def table_below(text, mark):
    """The rows of the table after a mark, as lists of cells."""
    rows = re.search(re.escape(mark) + r"\s*\n((?:\|.*\n)+)", text)[1].splitlines()
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def first_match(pattern, data):
    match = re.search(pattern, data.decode())
    return match[1] if match else None


def table_of_releases(report, text):
    rows = table_below(text, "<!-- table of releases -->")
    report.check([(row[0], row[1]) for row in rows] == harness.targets(),
                 "output-files.md: releases and profiles are others")
    for release, _, vbar, settings, service, region_id, bars, pgtable in rows:
        name = "apl-up2/logical_partition" if release == "v2.2" else "tgl-rvp/hybrid_rt"
        files = compile_sample(name, release).files
        configs = sorted(file for file in files if file.startswith("ivshmem") and
                         file not in ("ivshmem_cfg.h",))
        array = first_match(r"acrn_vm_pci_dev_config (\w+)\[CONFIG_MAX_PCI_DEV_NUM\]",
                            files["pci_dev.c"])
        table = files.get("vbar_base.h", files["pci_dev.c"]).decode()
        # The BARs of one device: from the one with index 0 to that with the type bits.
        device = re.search(r"(\.vbar_base\[0\](?:(?!vbar_base\[0\]).)*?0x\w+cUL)", table,
                           re.DOTALL)
        found = {
            "vbar_base.h": "yes" if "vbar_base.h" in files else "no",
            "settings": ", ".join("`%s`" % file for file in configs),
            "Service VM": "`%s`" % array if array else "none: the hypervisor's own",
            "region_id": "yes" if b".region_id = " in files["ivshmem_cfg.h"] else "no",
            "pgtable.h": "`<%s>`" % first_match(r"#include <(\S*pgtable\.h)>",
                                                files["ivshmem_cfg.h"]),
        }
        if device:
            found["BARs"] = ", ".join(re.findall(r"vbar_base\[(\d)\]", device[1]))
        said = {"vbar_base.h": vbar, "settings": settings, "Service VM": service,
                "region_id": region_id, "BARs": bars, "pgtable.h": pgtable}
        for key, value in found.items():
            report.check(said[key] == value, "output-files.md, %s, %s: '%s' is said, '%s' is so" % (
                release, key, said[key], value))


def table_of_files(report, text):
    """Every file that any release makes is in the table at the top, and no other."""
    said = set()
    for row in table_below(text, "## Files\n"):
        if "hypervisor" in row[0]:  # whose files have a table for themselves
            continue
        said.update(re.findall(r"`([^`]+)`", row[1]))
    made = set()
    for name in ("apl-up2/industry", "tgl-rvp/hybrid_rt", "nuc11tnbi5/hybrid_rt"):
        for target, _ in harness.targets():
            for file in compile_sample(name, target).files:
                made.add(re.sub(r"vm\d+", "vm<id>", file))
    report.check(said == made, "output-files.md: other files are listed than made",
                 "listed only: %s" % sorted(said - made), "made only: %s" % sorted(made - said))


def contains(whole, part):
    """Whether a JSON example is a part of the real thing; of a list some items may be left out."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and whole.keys() == part.keys() and all(
            contains(whole[key], part[key]) for key in part)
    if isinstance(part, list) and all(isinstance(item, dict) for item in part):
        return all(any(contains(real, item) for real in whole) for item in part)
    return whole == part


def trimmed_device(device, example):
    """Keeps the BARs that the example shows."""
    shown = {bar["index"] for bar in example["bars"]}
    return dict(device, bars=[bar for bar in device["bars"] if bar["index"] in shown])


def json_and_stylesheets(report, text, folder):
    for _, language, content in fences(text):
        if language == "json":
            part = json.loads(content)
            whole = json.loads(compile_sample("whl-ipc-i5/hybrid_rt", "v2.3").files["layout.json"])
            report.check(contains(whole, part), "output-files.md: layout.json is another one")
        elif language == "xml":
            report.check("xsl:stylesheet" in content, "output-files.md: unknown XML", content)
            sheet = write_board(folder, "example.csv.xsl", content)
            made = compile_sample("whl-ipc-i5/hybrid_rt", "v2.3", "--stylesheet", sheet)
            report.check(b"hv" in made.files.get("example.csv", b""),
                         "output-files.md: the stylesheet makes nothing", made.err)


def output_files(report, folder):
    text = page("output-files.md")
    excerpts(report, text)
    table_of_releases(report, text)
    table_of_files(report, text)
    json_and_stylesheets(report, text, folder)


# ---- docs/tutorial.md ------------------------------------------------------------------------

MEMORY = "/sys/class/uio/uio0/device/resource2"
SEPARATOR = "-- next block --"


def run_blocks(blocks, folder):
    """What each block of shell commands prints, run one after the other by one shell; and its status.

    The installed samples are those of the source tree, and a file plays the shared memory."""
    os.mkdir(os.path.join(folder, "bin"))
    os.symlink(os.path.abspath(harness.PROGRAM), os.path.join(folder, "bin", "acrn-cfgc"))
    memory = os.path.join(folder, "resource2")
    with open(memory, "wb") as file:
        file.truncate(2 << 20)
    script = ("\necho '%s'\n" % SEPARATOR).join(blocks)
    script = script.replace("/usr/share/doc/acrn-cfgc/examples", os.path.abspath(harness.ROOT))
    os.mkdir(os.path.join(folder, "work"))
    done = subprocess.run(
        ["sh", "-e"], input=script.replace(MEMORY, memory).encode(), check=False,
        cwd=os.path.join(folder, "work"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env=dict(os.environ, PATH=os.path.join(folder, "bin") + ":" + os.environ["PATH"]))
    return done.stdout.decode().split(SEPARATOR + "\n"), done.returncode


def mail_session(console, made):
    """The example program's commands of a console session as (shell commands, what they print)."""
    lines = console.splitlines()
    commands = [re.sub(r"^vm\d# ", made + "/", line) for line in lines if "ivshmem_mail" in line]
    printed = [line for line in lines if not re.match(r"\w+# ", line)]
    return "\n".join(commands), "\n".join(printed) + "\n"


def tutorial(report, folder):
    """Every command of the page that needs no hypervisor runs and prints what the page shows."""
    text = page("tutorial.md")
    blocks = []
    expected = []
    devices = []
    for chapter in re.split(r"^## ", text, flags=re.MULTILINE):
        made = "dm" if chapter.startswith("dm-land") else "gen"
        for _, language, content in fences(chapter):
            if language == "sh":
                blocks.append(content)
                expected.append(None)
            elif language == "text":
                expected[-1] = content
            elif "ivshmem_mail" in content:
                for part, value in zip((blocks, expected), mail_session(content, made)):
                    part.append(value)
            devices += [(made,) + pair for pair in
                        re.findall(r"^vm(\d)# lspci .*\n(\S+) RAM memory", content, re.MULTILINE)]
    printed, status = run_blocks(blocks, folder)
    if not report.check(status == 0 and len(printed) == len(blocks),
                        "tutorial.md: a command fails", printed[-1]):
        return
    for block, due, found in zip(blocks, expected, printed):
        report.check(due is None or due == found, "tutorial.md shows other output", block, found)
    for made, vm, bdf in devices:
        with open(os.path.join(folder, "work", made, "vm" + vm, "ivshmem_uio.sh"),
                  encoding="utf-8") as file:
            report.check(" 0000:%s " % bdf in file.read(), "tutorial.md: VM %s has no %s" % (vm, bdf))
    report.check(len(blocks) > 10 and len(devices) == 4, "tutorial.md: too few commands were found")
    tutorial_scenarios(report, text)


def tutorial_scenarios(report, text):
    """The first region is the sample's; those of v3.x compile in a sample of v3.x."""
    first, second = [content for _, language, content in fences(text) if language == "xml"]
    whole, _ = sample("whl-ipc-i5/hybrid_rt")
    report.check("".join(first.split()) in "".join(whole.decode().split()),
                 "tutorial.md: the sample has another region")
    whole, board = sample("nuc11tnbi5/hybrid_rt")
    must_compile(report, "tutorial.md: the regions of v3.x",
                 harness.IVSHMEM.sub(second.encode(), whole).decode(), board, "--target", "v3.3")


# ---- README.md -------------------------------------------------------------------------------

def readme(report, folder):
    """The message is the program's, and the picture is the sample's report (UPDATE=1 writes it)."""
    text = page("../README.md")
    region = next(content for _, language, content in fences(text) if language == "xml").strip()
    session = next(content for _, language, content in fences(text) if language == "console")
    command, message = session.split("\n", 1)
    scenario, board = sample("whl-ipc-i5/hybrid_rt")
    faulty = re.sub(rb"<IVSHMEM_REGION>.*?</IVSHMEM_REGION>", region.encode(), scenario)
    shutil.copy(board, os.path.join(folder, "whl-ipc-i5.xml"))
    with open(os.path.join(folder, "hybrid_rt.xml"), "wb") as file:
        file.write(faulty)
    done = subprocess.run([harness.PROGRAM] + command.split()[2:], cwd=folder, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    report.check(done.returncode == 1 and done.stdout.decode() == message,
                 "README.md shows another message", done.stdout.decode())
    made = harness.run("--check", os.path.join(harness.ROOT, "config-xmls/whl-ipc-i5/hybrid_rt.xml"),
                       board, "--report", os.path.join(folder, "report.svg"))
    report.check(made.status == 0, "README.md: no picture is made", made.err)
    picture = os.path.join(harness.ROOT, "docs", "report.svg")
    with open(os.path.join(folder, "report.svg"), "rb") as file:
        drawn = file.read()
    if os.environ.get("UPDATE") == "1":
        with open(picture, "wb") as file:
            file.write(drawn)
    with open(picture, "rb") as file:
        report.check(file.read() == drawn,
                     "docs/report.svg is not the report of the sample; UPDATE=1 ctest -R docs writes it")


def links(report):
    """What one page says of another is there."""
    for name in sorted(os.listdir(os.path.join(harness.ROOT, "docs"))) + ["../README.md"]:
        if not name.endswith(".md"):
            continue
        text = page(name)
        for target, anchor in re.findall(r"\]\(([\w./-]*?\.md)?(?:#([\w-]+))?\)", text):
            if not target and not anchor:
                continue
            path = os.path.normpath(os.path.join(os.path.dirname(name), target or
                                                 os.path.basename(name)))
            if not report.check(os.path.exists(os.path.join(harness.ROOT, "docs", path)),
                                "%s links to %s, which is not there" % (name, path)):
                continue
            there = page(path)
            anchors = set(re.findall(r'<a id="([\w-]+)">', there))
            anchors.update(re.sub(r"[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-")
                           for heading in re.findall(r"^#+ (.*)$", there, re.MULTILINE))
            report.check(not anchor or anchor in anchors, "%s links to %s#%s, which is not there" % (
                name, path, anchor))


def main():
    report = harness.Report("docs")
    with harness.scratch_folder() as folder:
        input_format(report, folder)
        output_files(report, folder)
        tutorial(report, folder)
        readme(report, folder)
    links(report)
    return report.finish(minimum=200)


if __name__ == "__main__":
    sys.exit(main())
