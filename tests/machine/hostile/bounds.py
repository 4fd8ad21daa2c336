#!/usr/bin/env python3
"""Lists at their bound and one beyond: 256 are read, the 257th is one error that has its place.

What is beyond costs nothing: 30,000 vUART connections take milliseconds. After 1,000 diagnostics
the rest is counted and not kept.

usage: bounds.py        environment: ACRN_CFGC, SOURCE_DIR, EVERY=<n> for inputs of an n-th of the
size where time is measured, and no file of 60 MB
"""
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

TOOL = os.environ["ACRN_CFGC"]
TREE = pathlib.Path(os.environ["SOURCE_DIR"])
TIME_FACTOR = float(os.environ.get("HOSTILE_FACTORS", "1 1").split()[0])
EVERY = int(os.environ.get("EVERY", "1"))
BOUND = 256
BOARD = (TREE / "tests/cases/bad/board.xml").read_text()
TEXT_SCENARIO = """<acrn-config board="small">
<hv><FEATURES><IVSHMEM><IVSHMEM_ENABLED>y</IVSHMEM_ENABLED>
%s
</IVSHMEM></FEATURES></hv>
%s
<vm id="0"><vm_type>SAFETY_VM</vm_type>
<memory><start_hpa>0x100000000</start_hpa><size>0x20000000</size></memory>
%s
</vm>
</acrn-config>
"""
ELEMENT_SCENARIO = """<acrn-config board="small">
<hv><FEATURES><IVSHMEM>
<IVSHMEM_REGION><NAME>a</NAME><IVSHMEM_SIZE>2</IVSHMEM_SIZE><IVSHMEM_VMS>
%s
</IVSHMEM_VMS></IVSHMEM_REGION>
</IVSHMEM></FEATURES>
<vuart_connections>
%s
</vuart_connections></hv>
<vm id="0"><name>A</name><load_order>PRE_LAUNCHED_VM</load_order><memory>
%s
</memory></vm>
</acrn-config>
"""
failures = 0


def complain(what):
    global failures
    failures += 1
    print("FAILED", what)


def lines(line, count):
    """So many lines; %d in them is their number."""
    return "\n".join(line.replace("%d", str(i)) for i in range(count))


def lines_of_ram(count):
    return "".join(f"{0x1000000000 + (i << 21):x}-{0x10000fffff + (i << 21):x} : System RAM\n"
                   for i in range(count))


def text_scenario(region="", vms="", devices=""):
    return TEXT_SCENARIO % (region, vms, devices)


def element_scenario(peers="", connections="", memory=""):
    return ELEMENT_SCENARIO % (peers, connections, memory)


# What holds the list: from the number of its items to the scenario. The items are lines, so that
# the place of the 257th is a line.
SCENARIOS = {
    "regions": lambda n: text_scenario(
        lines("<IVSHMEM_REGION>hv:/r%d, 2, 0:1</IVSHMEM_REGION>", n)),
    "VM ids": lambda n: text_scenario(
        "<IVSHMEM_REGION>hv:/r, 2,\n" + ":\n".join(map(str, range(n))) + "\n</IVSHMEM_REGION>"),
    # One VM is there already.
    "VMs": lambda n: text_scenario(vms=lines('<vm id="%d"/>', n - 1)),
    "devices": lambda n: text_scenario(
        devices="<pci_devs>\n" + lines("<pci_dev>00:17.0</pci_dev>", n) + "\n</pci_devs>"),
    "vUARTs": lambda n: text_scenario(devices=lines('<communication_vuart id="%d"/>', n)),
    "legacy vUARTs": lambda n: text_scenario(devices=lines('<legacy_vuart id="%d"/>', n)),
    "peers": lambda n: element_scenario(
        lines("<IVSHMEM_VM><VM_NAME>V%d</VM_NAME></IVSHMEM_VM>", n)),
    "connections": lambda n: element_scenario(connections=lines("<vuart_connection/>", n)),
    "endpoints": lambda n: element_scenario(
        connections="<vuart_connection>\n" + lines("<endpoint/>", n) + "\n</vuart_connection>"),
    "memory": lambda n: element_scenario(memory=lines("<hpa_region/>", n)),
    "what is not read": lambda n: element_scenario().replace(
        "<hv>", "<hv><CACHE>\n" + lines("<POLICY/>", n) + "\n</CACHE>"),
}
SCRIPTS = {
    "commands": lambda n: lines("acrn-dm -s 1,lpc vm%d", n) + "\n",
    "devices of a command": lambda n: "acrn-dm \\\n" + lines("-s 7,virtio-net \\", n) + "\nvm1\n",
}


def run(room, words):
    """Status, standard error, seconds of processor time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([TOOL, "--check", "--color", "never", *words], cwd=room,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (done.returncode, done.stderr,
            after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def find_line(text, index, first):
    """The number of the line that holds item index; first is what the first item's line begins
    with."""
    rows = text.split("\n")
    return next(i for i, row in enumerate(rows) if row.startswith(first)) + index + 1


def try_list(room, name, file, make, words, first):
    (room / file).write_text(make(BOUND))
    _, said, _ = run(room, words)
    if "SCH010" in said:
        complain(f"{name}: refuses {BOUND}: {said}")
    text = make(BOUND + 1)
    (room / file).write_text(text)
    status, said, _ = run(room, words)
    place = f"{file}:{find_line(text, BOUND, first)}:"
    if (status != 1 or said.count(": error: ") != 1 or not said.startswith(place)
            or "[SCH010]" not in said or "256" not in said):
        complain(f"{name}: status {status}, wanted one error at {place}\n{said[:1000]}")


def try_lists(room):
    firsts = {"regions": "<IVSHMEM_REGION>hv:/r0", "VM ids": "0:", "VMs": '<vm id="0"/>',
              "devices": "<pci_dev>", "vUARTs": "<communication", "legacy vUARTs": "<legacy",
              "peers": "<IVSHMEM_VM>", "connections": "<vuart_connection/>",
              "endpoints": "<endpoint/>", "memory": "<hpa_region/>", "what is not read": "<POLICY"}
    for name, make in SCENARIOS.items():
        try_list(room, name, "scenario.xml", make, ["scenario.xml"], firsts[name])
    for name, make in SCRIPTS.items():
        try_list(room, name, "launch.sh", make, ["--launch", "launch.sh"],
                 "acrn-dm -s" if name == "commands" else "-s")
    (room / "launch.sh").write_text("acrn-dm -s 1,lpc vm1\n")
    for count in BOUND, BOUND + 1:
        status, said, _ = run(room, ["--launch", "launch.sh"] * count)
        if ("[SCH010]" in said) != (count > BOUND):
            complain(f"{count} launch scripts: status {status}: {said[:1000]}")


def try_connections(room):
    """The vBDFs 00:10.0 to 00:1f.6 over and over, between two VMs."""
    scenario = (TREE / "config-xmls/nuc11tnbi5/hybrid_rt.xml").read_text()
    endpoint = "<endpoint><vm_name>%s</vm_name><vbdf>00:%02x.%d</vbdf></endpoint>"
    connections = "\n".join(
        "<vuart_connection><type>pci</type>%s%s</vuart_connection>" % (
            endpoint % ("PRE_RT_VM0", 16 + i % 16, i // 16 % 7),
            endpoint % ("ACRN_Service_VM", 16 + i % 16, i // 16 % 7)) for i in range(30_000))
    scenario, found = re.subn(r"</vuart_connections>", lambda _: f"{connections}"
                              "</vuart_connections>", scenario, count=1)
    (room / "scenario.xml").write_text(scenario)
    words = ["scenario.xml", str(TREE / "board-xmls/nuc11tnbi5.xml")]
    status, said, seconds = run(room, words)
    if found != 1 or status != 1 or said.count(": error: ") != 1 or "[SCH010]" not in said:
        complain(f"30,000 connections: status {status}: {said[:1000]}")
    if seconds > 0.25 * TIME_FACTOR:
        complain(f"30,000 connections took {seconds:.2f} s")


# What may have 10 MB, with the place of the error: the scenario without it, and around it.
LONG = {
    "an attribute value": ("1:21", text_scenario(), 'board="small"', 'board="', '"'),
    "a text": ("3:17", text_scenario("<IVSHMEM_REGION>"), "<IVSHMEM_REGION>", "<IVSHMEM_REGION>",
               "</IVSHMEM_REGION>"),
    "a comment or CDATA section": ("2:1", text_scenario(), "<hv>", "<!--", "--><hv>"),
}


def try_long_pieces(room):
    """Just 10 MB are read. With more the true reason is given, at the place."""
    for what, (place, text, old, before, after) in LONG.items():
        markup = len("<!---->") if before == "<!--" else 0
        for size in (10_000_000, 10_000_001, 60_000_000)[:2 if EVERY > 1 else 3]:
            (room / "scenario.xml").write_text(
                text.replace(old, before + "x" * (size - markup) + after, 1))
            status, said, _ = run(room, ["scenario.xml"])
            refusal = f"scenario.xml:{place}: error: {what} has more than 10 MB"
            if said.startswith(refusal) != (size > 10_000_000) or "closed" in said:
                complain(f"{what} of {size} bytes: status {status}: {said[:300]}")


def try_large_board(room):
    """A board has no bound of 10 MB, though each piece of it has: 15 MB are read."""
    board = (TREE / "board-xmls/whl-ipc-i5.xml").read_text()
    (room / "board.xml").write_text(
        board.replace("</acrn-config>", "".join(
            f"<DUMP{i}>{('x' * 63 + chr(10)) * 80_000}</DUMP{i}>\n" for i in range(3)) +
            "</acrn-config>"))
    status, said, _ = run(room, [str(TREE / "config-xmls/whl-ipc-i5/hybrid_rt.xml"), "board.xml"])
    if status != 0:
        complain(f"a board of 15 MB: status {status}: {said[:300]}")


def try_many_ranges(room):
    """Four times as many lines of RAM: a report takes about four times as long, not 16 times."""
    board = (TREE / "board-xmls/whl-ipc-i5.xml").read_text()
    scenario = (TREE / "config-xmls/whl-ipc-i5/hybrid_rt.xml").read_text()
    (room / "many.xml").write_text(re.sub(r"(<(?:SOS|PLATFORM)_RAM_SIZE>)0x[0-9a-f]+",
                                          r"\g<1>0x4000000000", scenario))
    for form in "txt", "html", "svg":
        times = []
        for count in 15_000 // EVERY, 60_000 // EVERY:
            ranges = lines_of_ram(count)
            (room / "board.xml").write_text(
                board.replace("<IOMEM_INFO>", "<IOMEM_INFO>\n" + ranges, 1))
            status, said, seconds = run(room, ["many.xml", "board.xml", "--report",
                                               f"report.{form}"])
            times.append(seconds)
            if status != 0:
                complain(f"{count} ranges as {form}: status {status}: {said[:300]}")
        if times[1] > 8 * times[0]:
            complain(f"ranges as {form}: took {times[0]:.2f} s, four times as many {times[1]:.2f} s")


def try_many_words(room):
    """A name of 5,000 words is in a report as it is."""
    scenario = (TREE / "config-xmls/whl-ipc-i5/hybrid_rt.xml").read_text()
    (room / "scenario.xml").write_text(
        re.sub("<name>[^<]*</name>", f"<name>{'ab ' * 5000}</name>", scenario, count=1))
    for form in "txt", "html", "svg":
        status, said, _ = run(room, ["scenario.xml", str(TREE / "board-xmls/whl-ipc-i5.xml"),
                                     "--report", f"report.{form}"])
        if "could not be made" in said or status == 3:
            complain(f"5,000 words as {form}: status {status}: {said[:300]}")


def try_diagnostics(room):
    """5,000 faulty lines of a board: 1,000 are shown, all are counted."""
    text = BOARD.replace("<IOMEM_INFO>", "<IOMEM_INFO>\n" + "2000-1000 : System RAM\n" * 5000, 1)
    (room / "board.xml").write_text(text)
    (room / "scenario.xml").write_text((TREE / "tests/cases/good/eight-regions.xml").read_text())
    words = ["scenario.xml", "board.xml"]
    status, said, _ = run(room, words)
    if status != 1 or said.count(": error: ") != 1000:
        complain(f"5,000 faulty lines: status {status}, {said.count(': error: ')} errors shown")
    if "5000 errors\n" not in said or "4000 errors more are not shown" not in said:
        complain(f"5,000 faulty lines: the end of what is said is {said[-300:]!r}")


def main():
    with tempfile.TemporaryDirectory(prefix="acrn-cfgc-bounds-") as folder:
        room = pathlib.Path(folder)
        try_lists(room)
        try_connections(room)
        try_long_pieces(room)
        try_large_board(room)
        try_many_ranges(room)
        try_many_words(room)
        try_diagnostics(room)
    print(f"{len(SCENARIOS) + len(SCRIPTS) + len(LONG) + 6} cases, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
