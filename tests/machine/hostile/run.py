#!/usr/bin/env python3
"""Inputs made to hurt. usage: run.py [-v] documents|scripts|names [CASE...]

documents are scenarios and boards, scripts are launch scripts, and names are names made of every
byte, in both. Each ends with status 0, 1 or 3, within the bounds of judge.py, with messages that are safe on a
terminal and in a log. -v prints what each took.
"""
import sys

import judge
from judge import TREE

SCENARIO = (TREE / "config-xmls/whl-ipc-i5/hybrid_rt.xml").read_bytes()
BOARD = (TREE / "board-xmls/whl-ipc-i5.xml").read_bytes()
LAUNCH = b"acrn-dm -m 512M -s 0:0,hostbridge -s 5,ivshmem,dm:/a,2 vm1\n"
KIND, *CHOSEN = [word for word in sys.argv[1:] if word != "-v"]
MILLION = 1_000_000
# So many there are, or the test has become another.
LEAST = {"documents": 150, "scripts": 45, "names": 2400}


def with_region(text):
    return SCENARIO.replace(b"hv:/shm_region_0, 2, 0:2", text)


def with_regions(regions):
    return SCENARIO.replace(b"<IVSHMEM_REGION>hv:/shm_region_0, 2, 0:2</IVSHMEM_REGION>", regions)


def region(text):
    return b"<IVSHMEM_REGION>" + text + b"</IVSHMEM_REGION>"


def with_vms(vms):
    return SCENARIO.replace(b"</acrn-config>", vms + b"</acrn-config>")


def with_section(name, content):
    start = BOARD.index(b"<" + name + b">") + len(name) + 2
    end = BOARD.index(b"</" + name + b">")
    return BOARD[:start] + content + BOARD[end:]


def root(content):
    return b"<acrn-config>" + content + b"</acrn-config>"


ELEMENT = (b"<IVSHMEM_REGION><NAME>%s</NAME><IVSHMEM_SIZE>2</IVSHMEM_SIZE><IVSHMEM_VMS>%s"
           b"</IVSHMEM_VMS></IVSHMEM_REGION>")
PEER = b"<IVSHMEM_VM><VM_NAME>%s</VM_NAME><VBDF>%s</VBDF></IVSHMEM_VM>"
LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9)) + b"]>"
EXTERNAL = b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


# name: (scenario, board); a board of None is the good one.
def scenario_cases():
    yield "entities", LAUGHS + root(b"&j;")
    yield "external entity", EXTERNAL + root(b"<hv>&a;</hv>")
    yield "external DTD", b'<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd">' + SCENARIO
    yield "parameter entity", b'<!DOCTYPE a [<!ENTITY % a SYSTEM "/etc/passwd"> %a;]>' + SCENARIO
    yield "undefined entity", with_region(b"&lol;")
    yield "entity of 100 KB, often", b'<!DOCTYPE a [<!ENTITY a "' + b"x" * 100_000 + b'">]>' + (
        with_region(b"&a;" * 100_000))
    yield "entity of itself", b'<!DOCTYPE a [<!ENTITY a "&a;">]>' + with_region(b"&a;")
    yield "entity in an attribute", LAUGHS + SCENARIO.replace(b"hybrid_rt", b"&j;", 1)
    yield "DOCTYPE with nothing in it", b"<!DOCTYPE acrn-config>" + SCENARIO
    yield "DOCTYPE of 60 MB", b"<!DOCTYPE a [" + b"<!ELEMENT a ANY>" * 3_750_000 + b"]>" + SCENARIO
    yield "attributes that a DTD adds", b'<!DOCTYPE acrn-config [<!ATTLIST vm id CDATA "7">]>' + (
        SCENARIO)
    yield "XInclude", root(b'<x:include xmlns:x="http://www.w3.org/2001/XInclude" '
                           b'href="/etc/passwd" parse="text"/>')
    yield "stylesheet instruction", b'<?xml-stylesheet href="/etc/passwd"?>' + SCENARIO
    yield "depth 100", root(b"<a>" * 100 + b"</a>" * 100)
    yield "depth 10 million", b"<a>" * (10 * MILLION)
    yield "width 1 million", root(b"<vmm/>" * MILLION)
    yield "width in IVSHMEM", with_regions(b"<x/>" * MILLION)
    yield "attributes", root(b"<vm " + b" ".join(b'a%d="1"' % i for i in range(250_000)) + b"/>")
    yield "million attributes", root(b"<vm " + b" ".join(b'a%x=""' % i
                                                         for i in range(MILLION)) + b"/>")
    yield "attributes of a million elements", root(b'<vm id="0" a="1" b="2"/>' * MILLION)
    yield "equal attributes", root(b"<vm " + b'id="1" ' * 250_000 + b"/>")
    yield "attribute of 20 MB", SCENARIO.replace(b'scenario="hybrid_rt"',
                                                 b'scenario="' + b"x" * 20_000_000 + b'"')
    yield "board name of 20 MB", SCENARIO.replace(b'board="whl-ipc-i5"',
                                                  b'board="' + b"x" * 20_000_000 + b'"')
    yield "namespaces", root(b"<vm " + b" ".join(b'xmlns:a%d="u%d"' % (i, i)
                                                 for i in range(20_000)) + b"/>")
    yield "element name of 9 MB", root(b"<" + b"a" * 9_000_000 + b"/>")
    yield "text of 60 MB", with_region(b"x" * 60_000_000)
    yield "blank text of 60 MB", with_region(b" " * 60_000_000)
    yield "comment of 60 MB", b"<!--" + b"x" * 60_000_000 + b"-->" + SCENARIO
    yield "CDATA of 60 MB", with_region(b"<![CDATA[" + b"x" * 60_000_000 + b"]]>")
    yield "million references", with_region(b"&#65;" * MILLION)
    yield "million comments", with_region(b"a<!---->" * MILLION)
    yield "one line of 40 MB", SCENARIO.replace(b"\n", b" ") + b" " * 40_000_000
    yield "40 million lines", SCENARIO + b"\n" * 40_000_000
    yield "64 MiB and one byte", SCENARIO + b" " * (64 * 1024 * 1024 + 1 - len(SCENARIO))
    yield "invalid UTF-8", with_region(b"hv:/\xff\xfe, 2, 0:2")
    yield "overlong UTF-8", with_region(b"hv:/\xc0\xaf, 2, 0:2")
    yield "surrogate", with_region(b"hv:/\xed\xa0\x80, 2, 0:2")
    yield "cut UTF-8", SCENARIO + b"\xe2\x82"
    yield "UTF-16", SCENARIO.decode().encode("utf-16")
    yield "UTF-16 without a mark", SCENARIO.decode().encode("utf-16-be")
    yield "UTF-16 in name only", b'<?xml version="1.0" encoding="UTF-16"?>' + SCENARIO
    yield "UTF-8 with a mark", b"\xef\xbb\xbf" + SCENARIO
    yield "two marks", b"\xef\xbb\xbf" * 2 + SCENARIO
    yield "GB18030", b'<?xml version="1.0" encoding="GB18030"?>' + SCENARIO
    yield "Shift_JIS", b'<?xml version="1.0" encoding="Shift_JIS"?>' + SCENARIO
    yield "encoding of no name", b'<?xml version="1.0" encoding="\x1b[31m"?>' + SCENARIO
    yield "XML 1.1", b'<?xml version="1.1"?>' + with_region(b"hv:/&#1;, 2, 0:2")
    yield "UTF-32", SCENARIO.decode().encode("utf-32")
    yield "UTF-7", b'<?xml version="1.0" encoding="UTF-7"?>' + SCENARIO
    yield "EBCDIC", b'<?xml version="1.0" encoding="cp037"?>'.decode().encode("cp037")
    yield "Latin 1", b'<?xml version="1.0" encoding="ISO-8859-1"?>' + SCENARIO
    yield "NUL in text", with_region(b"hv:/a\0, 2, 0:2")
    yield "NUL only", b"\0" * MILLION
    yield "empty", b""
    yield "no XML", bytes(range(1, 128)) * 1000
    for number in (2**31, 2**32, 2**53, 2**63 - 1, 2**63, 2**64 - 1, 2**64, 10**400):
        short = str(number)[:24]
        yield f"size {short}", with_region(b"hv:/a, %d, 0:2" % number)
        yield f"VM id {short}", with_region(b"hv:/a, 2, 0:%d" % number)
        yield f"id of a VM {short}", SCENARIO.replace(b'<vm id="3">', b'<vm id="%d">' % number)
        yield f"memory {short}", SCENARIO.replace(b"0x40000000", b"0x%x" % number)
        yield f"HV RAM {short}", SCENARIO.replace(
            b"<HV_RAM_SIZE></HV_RAM_SIZE>", b"<HV_RAM_SIZE>0x%x</HV_RAM_SIZE>" % number)
        yield f"capacity {short}", SCENARIO.replace(b">16<", b">%d<" % number)
    yield "digits", with_region(b"hv:/a, " + b"9" * 10_000_000 + b", 0:2")
    yield "million regions", with_regions(b"".join(
        region(b"hv:/r%d, 2, 0:2" % i) for i in range(MILLION)))
    yield "million equal regions", with_regions(region(b"hv:/r, 2, 0:2") * MILLION)
    yield "million bad regions", with_regions(region(b"x") * MILLION)
    yield "million dm regions", with_regions(b"".join(
        region(b"dm:/r%d, 2, 2:3" % i) for i in range(MILLION)))
    yield "million ids", with_region(b"hv:/a, 2, " + b":".join(b"%d" % i for i in range(MILLION)))
    yield "million equal ids", with_region(b"hv:/a, 2, " + b"0:" * MILLION)
    yield "10 million colons", with_region(b"hv:/a, 2, " + b":" * (10 * MILLION))
    yield "10 million commas", with_region(b"," * (10 * MILLION))
    yield "200,000 element regions", with_regions(b"".join(
        ELEMENT % (b"r%d" % i, PEER % (b"A", b"")) for i in range(200_000)))
    yield "200,000 peers", with_regions(ELEMENT % (b"r", b"".join(
        PEER % (b"n%d" % i, b"00:%02x.0" % (i % 32)) for i in range(200_000))))
    yield "200,000 VMs", with_vms(b"".join(
        b'<vm id="%d"><vm_type>POST_STD_VM</vm_type></vm>' % i for i in range(200_000)))
    yield "200,000 equal VMs", with_vms(
        b'<vm id="2"><vm_type>POST_STD_VM</vm_type></vm>' * 200_000)
    yield "200,000 VMs of no kind", with_vms(b"<vm/>" * 200_000)
    yield "200,000 devices", SCENARIO.replace(
        b"<pci_dev></pci_dev>", b"<pci_dev>00:17.0 SATA</pci_dev>" * 200_000)
    yield "200,000 vUARTs", SCENARIO.replace(b"<console_vuart", b"".join(
        b'<communication_vuart id="%d"><base>PCI_VUART</base></communication_vuart>' % i
        for i in range(200_000)) + b"<console_vuart", 1)


def board_cases():
    lines = b"100000000-16e7fffff : System RAM\n"
    yield "section of 100 MB", with_section(b"IOMEM_INFO", lines * (100_000_000 // len(lines)))
    yield "section of 60 MB", with_section(b"IOMEM_INFO", lines * (60_000_000 // len(lines)))
    yield "million ranges", with_section(b"IOMEM_INFO", b"".join(
        b"%x-%x : System RAM\n" % (i << 21, (i << 21) + 0xfffff) for i in range(MILLION)))
    yield "million windows", with_section(b"IOMEM_INFO", b"".join(
        b"%x-%x : PCI Bus 0000:00\n" % (i << 21, (i << 21) + 0xfffff) for i in range(MILLION)))
    yield "million bad ranges", with_section(b"IOMEM_INFO", b"zz-1 : System RAM\n" * MILLION)
    yield "one line of 60 MB", with_section(b"IOMEM_INFO", b"f" * 60_000_000)
    yield "200,000 devices of a board", with_section(b"PCI_DEVICE", b"".join(
        b"%02x:%02x.%d X: y\n\tRegion 0: Memory at %x (32-bit, non-prefetchable) [size=4K]\n"
        % (i >> 8 & 255, i >> 3 & 31, i & 7, i << 12) for i in range(200_000)))
    yield "million BARs", with_section(
        b"PCI_DEVICE", b"00:02.0 VGA: x\n"
        + b"\tRegion 0: Memory at a0000000 (64-bit, prefetchable) [size=256M]\n" * MILLION)
    yield "sizes without end", with_section(
        b"PCI_DEVICE", b"00:02.0 VGA: x\n\tRegion 0: Memory at ffffffffffffffff (64-bit, "
        b"prefetchable) [size=99999999999999999999G]\n")
    yield "board with DOCTYPE", LAUGHS + BOARD
    yield "board of depth 10 million", b"<a>" * (10 * MILLION)
    yield "board with a million attributes", root(b"<BIOS_INFO " + b" ".join(
        b'a%x=""' % i for i in range(MILLION)) + b"/>")
    yield "board in UTF-16", BOARD.decode().encode("utf-16")
    yield "board with invalid UTF-8", with_section(b"PCI_DEVICE", b"00:02.0 \xff\xfe\n")
    yield "board with NUL", with_section(b"PCI_DEVICE", b"00:02.0 a\0b\n")
    yield "board with text of 60 MB", with_section(b"PCI_DEVICE", b"x" * 60_000_000)
    yield "section of 60 MB of devices", with_section(
        b"PCI_DEVICE", b"00:02.0 VGA: x\n" * (60_000_000 // 15))
    for number in (2**63, 2**64 - 1, 2**64, 16**400):
        short = hex(number)[:24]
        yield f"address {short}", with_section(b"IOMEM_INFO", b"0-%x : System RAM\n" % number)
        yield f"BAR at {short}", with_section(
            b"PCI_DEVICE", b"00:02.0 VGA: x\n\tRegion 0: Memory at %x (64-bit, prefetchable) "
            b"[size=4K]\n" % number)
        yield f"BAR of {short}", with_section(
            b"PCI_DEVICE", b"00:02.0 VGA: x\n\tRegion 0: Memory at a0000000 (64-bit, prefetchable) "
            b"[size=%d]\n" % number)
    yield "million nested resources", root(b"<devices>" + b'<bus type="pci"><resource '
                                           b'type="memory" min="0" max="1" len="2"/></bus>'
                                           * MILLION + b"</devices>")
    yield "tree of depth 250", root(b"<devices>" + b"<bus>" * 250 + b"</bus>" * 250
                                    + b"</devices>")


def launch_cases():
    def guest(arguments, before=b""):
        return before + LAUNCH.replace(b" vm1", b" " + arguments + b" vm1")

    yield "script of 100 MB", LAUNCH + b"#" * 100_000_000
    yield "largest script of one line", b"x" * (256 * 1024)
    yield "largest script of NULs", b"\0" * (256 * 1024)
    yield "NUL in a script", guest(b"-s 6,ivshmem,dm:/a\0b,2")
    yield "invalid UTF-8 in a script", guest(b"-s 6,ivshmem,dm:/\xff\xfe,2")
    yield "script in UTF-16", LAUNCH.decode().encode("utf-16")
    yield "lines of a script", b"\n" * (255 * 1024) + LAUNCH
    yield "20,000 devices of a VM", guest(b"-s 7,virtio-net " * 16_000)
    yield "10,000 regions of a VM", guest(b"".join(
        b"-s %d,ivshmem,dm:/r%d,2 " % (i % 32, i) for i in range(9_000)))
    yield "9,000 VMs", b"".join(b"acrn-dm -m 1M vm%d\n" % i for i in range(9_000))
    yield "9,000 equal VMs", b"acrn-dm -m 1M -s 1,a vm\n" * 9_000
    yield "100,000 quotes", b"'" * 100_001 + LAUNCH
    yield "100,000 double quotes", b'"' * 100_001 + LAUNCH
    yield "100,000 brackets", b"(" * 100_000 + LAUNCH
    yield "50,000 substitutions", b"x=" + b"$(" * 50_000 + b")" * 50_000 + b"\n" + LAUNCH
    yield "50,000 backquotes", b"`x\\`" * 50_000 + LAUNCH
    yield "50,000 braces", b"x=" + b"${a:-" * 40_000 + b"}" * 40_000 + b"\n" + LAUNCH
    yield "here-documents", b"cat <<A <<B <<C\n" * 15_000 + LAUNCH
    yield "here-document without end", LAUNCH + b"cat <<END\n" + b"x\n" * 100_000
    yield "backslashes", b"\\\n" * 100_000 + LAUNCH
    yield "functions", b"".join(b"f%d() { f%d; }\n" % (i, i + 1) for i in range(9_000)) + LAUNCH
    yield "function of itself", b"f() { f; f; }\nf\n" * 10_000 + LAUNCH
    yield "20,000 variables", b"".join(b"v%d=1\n" % i for i in range(20_000)) + LAUNCH
    # Each is twice as long as the one before.
    yield "variables that double", guest(b"-s 6,ivshmem,dm:/$v63,2", b"v0=ab\n" + b"".join(
        b"v%d=$v%d$v%d\n" % (i + 1, i, i) for i in range(63)))
    yield "variable of itself", guest(b"$a", b"a=$a$a\n" * 20_000)
    for number in (2**31, 2**32, 2**63, 2**64 - 1, 2**64, 10**400):
        short = str(number)[:24]
        yield f"slot {short}", guest(b"-s %d,ivshmem,dm:/b,2" % number)
        yield f"size in a script {short}", guest(b"-s 6,ivshmem,dm:/b,%d" % number)
        yield f"id in a script {short}", guest(b"-s 6,ivshmem,dm:/b,2,%d" % number)
        yield f"memory in a script {short}", LAUNCH.replace(b"512M", b"%d" % number)


# The places of a name, with something to put there.
NAMES = {
    "region": lambda name: (with_region(b"hv:/" + name + b", 2, 0:2"), BOARD),
    "element": lambda name: (SCENARIO.replace(b"<IVSHMEM>", b"<IVSHMEM><a" + name + b"/>"), BOARD),
    "VM": lambda name: (SCENARIO.replace(b"<name>", b"<name>" + name, 1), BOARD),
    "attribute": lambda name: (SCENARIO.replace(b"<hv>", b"<hv a" + name + b'="1">'), BOARD),
    "scenario": lambda name: (SCENARIO.replace(b'scenario="', b'scenario="' + name), BOARD),
    "board": lambda name: (SCENARIO, BOARD.replace(b'board="', b'board="' + name)),
    "device": lambda name: (SCENARIO, with_section(b"PCI_DEVICE", b"00:02.0 VGA: " + name)),
    "owner": lambda name: (SCENARIO, with_section(b"IOMEM_INFO", b"0-1fffff : " + name)),
}


BYTES = [bytes([byte]) for byte in range(256)] + [
    bytes([first]) + b"\x80" * length for first in b"\xc2\xe0\xe2\xed\xf0\xf4\xf7"
    for length in range(1, 4)]


def name_cases():
    for field, put in NAMES.items():
        for name in BYTES:
            scenario, board = put(name)
            yield f"{name!r} in a name ({field})", scenario, board


def name_scripts():
    for name in BYTES:
        yield f"{name!r} in a script", LAUNCH.replace(b"dm:/a", b"dm:/a" + name)


def run(court, case, files, words):
    if list(files.values()) in ([SCENARIO, BOARD], [LAUNCH]):
        judge.complain(case, "is not hostile: what is replaced is not there")
    for name, data in files.items():
        (court.room / name).write_bytes(data)
    status, _ = court.run(case, words)
    out = court.room / "folder"
    if status == 0 and out.exists():
        for file in out.iterdir():
            file.unlink()
        out.rmdir()
    elif out.exists():
        judge.complain(case, "left a folder")


def documents():
    for name, scenario in scenario_cases():
        yield name, scenario, BOARD
    for name, board in board_cases():
        yield name, SCENARIO, board


def all_cases():
    """What to call it, the files, the command line."""
    for name, scenario, board in {"documents": documents, "names": name_cases}.get(KIND, list)():
        yield (name, {"scenario.xml": scenario, "board.xml": board},
               ["scenario.xml", "board.xml", "-o", "folder"])
    for name, script in {"scripts": launch_cases, "names": name_scripts}.get(KIND, list)():
        yield name, {"launch.sh": script}, ["--check", "--launch", "launch.sh"]


def main():
    with judge.Judge("-v" in sys.argv[1:]) as court:
        for name, files, words in judge.some(all_cases()):
            if not CHOSEN or name in CHOSEN:
                run(court, name, files, words)
    print(f"{court.cases} hostile {KIND}, {judge.complaints} complaints")
    return 1 if judge.complaints or (court.cases < LEAST[KIND] // judge.EVERY and not CHOSEN) else 0


if __name__ == "__main__":
    sys.exit(main())
