#!/usr/bin/env python3
"""Each sample has each report: well-formed, and with each region, each address and each peer of
layout.xml in the pictures and the text.

    samples.py     environment: ACRN_CFGC, SOURCE_DIR
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree

TOOL = os.environ["ACRN_CFGC"]
TREE = pathlib.Path(os.environ["SOURCE_DIR"])
FORMS = "svg", "html", "txt"
# A browser would leave these open, written as <a/>.
OPEN_ELEMENT = re.compile(
    "<(td|th|tr|p|div|span|script|style|details|summary|h2|text|title|g)( [^>]*)?/>")
failures = 0


def complain(sample, what):
    global failures
    failures += 1
    print(f"FAILED {sample}: {what}")


def words_of_region(layout, region):
    """What each report has of a region: its name, and its addresses."""
    words = [region.get("name"), region.get("hpa-hex")]
    for device in layout.iter("device"):
        if device.get("region") == region.get("key"):
            words += [bar.get("address-hex") for bar in device.iter("bar")]
    return [word for word in words if word]


def words_of_peers(vm):
    """(form, text) of a VM: its own id, and for each device the VMs that it shares it with."""
    number = vm.get("id")
    devices = [device for device in vm.iter("device") if device.find("peer") is not None]
    if devices and any(device.get("type") == "ivshmem" for device in vm.iter("device")):
        yield "txt", f"VM; own id {number}"
        yield "html", f"Its own id (IVPosition) is <b>{number}</b>; to interrupt another"
        yield "svg", f", own id {number}</text>"
    for device in devices:
        peers = [peer.get("vm") for peer in device.findall("peer")]
        yield "txt", "MiB; shared with VM " + ", ".join(peers)
        yield "html", "<td>VM " + ", VM ".join(peers)


def check_html(sample, texts):
    """What XML and a browser read in two ways is not there, and no resource is asked for."""
    for element in tree.fromstring(texts["html"]).iter():
        if element.tag.endswith(("}script", "}style")) and re.search("[<>&]", element.text or ""):
            complain(sample, f"not for HTML: {element.tag} has one of <>&")
    match = OPEN_ELEMENT.search(texts["html"])
    if match:
        complain(sample, f"an empty element: {match[0]}")
    for form in "html", "svg":
        if re.search("(src|href)=", texts[form]):
            complain(sample, f"{form} asks for a resource")


def check_sample(sample, folder):
    """The number of regions."""
    names = sorted(path.name for path in folder.iterdir())
    if names != [f"layout.{form}" for form in ("html", "json", "svg", "txt", "xml")]:
        complain(sample, f"other files: {names}")
    texts = {form: (folder / f"layout.{form}").read_text() for form in FORMS}
    layout = tree.parse(folder / "layout.xml").getroot()
    regions = layout.findall("regions/region")
    words = [(form, word) for region in regions for word in words_of_region(layout, region)
             for form in FORMS]
    for vm in layout.iter("vm"):
        words += words_of_peers(vm)
    for form, word in words:
        if word not in texts[form]:
            complain(sample, f"'{word}' is missing in layout.{form}")
    for line in texts["txt"].splitlines():
        if len(line) > 80:
            complain(sample, f"beyond column 80: {line}")
    check_html(sample, texts)
    return len(regions)


def check_forms(folders):
    """xmllint over the reports of all samples: each is well-formed, layout.xml as documented."""
    pictures = [folder / f"layout.{form}" for folder in folders for form in ("svg", "html")]
    schema = TREE / "tests/cases/report/layout.rng"
    for words in (pictures, ["--relaxng", schema, *(folder / "layout.xml" for folder in folders)]):
        done = subprocess.run(["xmllint", "--noout", "--nonet", *words], text=True, check=False,
                              stderr=subprocess.PIPE)
        if done.returncode != 0:
            faults = [line for line in done.stderr.splitlines() if not line.endswith(" validates")]
            complain("all samples", "\n".join(faults[:5]))


def main():
    if shutil.which("xmllint") is None:
        print("skipped: xmllint is not installed")
        return 77
    counts = []
    folders = []
    with tempfile.TemporaryDirectory() as work:
        for scenario in sorted(TREE.glob("config-xmls/*/*.xml")):
            board = scenario.parent.name
            folder = pathlib.Path(work, board, scenario.stem)
            folder.parent.mkdir(exist_ok=True)
            made = subprocess.run([TOOL, scenario, TREE / f"board-xmls/{board}.xml", "-o", folder,
                                   "--emit", "report"], stderr=subprocess.DEVNULL, check=False)
            if made.returncode == 0:  # some samples are there to be refused
                folders.append(folder)
                counts.append(check_sample(f"{board}/{scenario.name}", folder))
        check_forms(folders)
    for n in 1, 3, 8:
        if n not in counts and n + 1 not in counts:
            complain("all samples", f"none has {n} regions")
    print(f"{len(counts)} samples, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
