#!/usr/bin/env python3
"""Inputs made to hurt. usage: run.py limits|nolimits [CASE...]

Each ends with status 0, 1 or 3, in CPU_SECONDS and MAX_RSS (with "limits"), with messages that are
safe on a terminal and in a log. The goal is a second and 256 MB in a release build; the time here
is generous because debug builds and busy machines are slower. -v prints what each took.
"""
import multiprocessing
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

TOOL = os.environ["ACRN_CFGC"]
TREE = pathlib.Path(os.environ["SOURCE_DIR"])
SCENARIO = (TREE / "config-xmls/whl-ipc-i5/hybrid_rt.xml").read_bytes()
BOARD = (TREE / "board-xmls/whl-ipc-i5.xml").read_bytes()
LIMITS = "limits" in sys.argv[1:]
VERBOSE = "-v" in sys.argv[1:]
CHOSEN = [word for word in sys.argv[1:] if word not in ("limits", "nolimits", "-v")]
CPU_SECONDS = 5.0
MAX_RSS = 256 * 1024 * 1024
MILLION = 1_000_000

complaints = 0


def complain(case, what):
    global complaints
    complaints += 1
    print(f"FAILED {case}: {what}", file=sys.stderr)


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
    yield "XInclude", root(b'<x:include xmlns:x="http://www.w3.org/2001/XInclude" '
                           b'href="/etc/passwd" parse="text"/>')
    yield "stylesheet instruction", b'<?xml-stylesheet href="/etc/passwd"?>' + SCENARIO
    yield "depth 100", root(b"<a>" * 100 + b"</a>" * 100)
    yield "depth 10 million", b"<a>" * (10 * MILLION)
    yield "width 1 million", root(b"<vmm/>" * MILLION)
    yield "width in IVSHMEM", with_regions(b"<x/>" * MILLION)
    yield "attributes", root(b"<vm " + b" ".join(b'a%d="1"' % i for i in range(250_000)) + b"/>")
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
    yield "million nested resources", root(b"<devices>" + b'<bus type="pci"><resource '
                                           b'type="memory" min="0" max="1" len="2"/></bus>'
                                           * MILLION + b"</devices>")
    yield "tree of depth 250", root(b"<devices>" + b"<bus>" * 250 + b"</bus>" * 250
                                    + b"</devices>")


# A process counts the memory of the one it was forked from as its own, and this one is large.
def spawn(room):
    """Runs the program: status, seconds of processor time, bytes of memory at most."""
    with open(room / "err", "wb") as err:
        process = subprocess.Popen([TOOL, "scenario.xml", "board.xml", "-o", "out"], cwd=room,
                                   stdin=subprocess.DEVNULL, stdout=err, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def run(case, scenario, board, room):
    (room / "scenario.xml").write_bytes(scenario)
    (room / "board.xml").write_bytes(board)
    out = room / "out"
    status, cpu, rss = SPAWNER.apply(spawn, (room,))
    size = (room / "err").stat().st_size
    with open(room / "err", "rb") as err:
        text = err.read(20_000_000)
    if VERBOSE:
        print(f"{case:28} status {status} {cpu:6.2f} s {rss >> 20:5d} MB "
              f"{size:9d} bytes said")
    if status not in (0, 1, 3):
        complain(case, f"status {status}: {text[-2000:]!r}")
    if status != 0 and not text:
        complain(case, "says nothing")
    if status == 0:
        for file in out.iterdir():
            file.unlink()
        out.rmdir()
    elif out.exists():
        complain(case, "left a folder")
    if any(byte < 0x20 and byte not in b"\n" or byte == 0x7f for byte in text):
        complain(case, "control characters in a message")
    if LIMITS and cpu > CPU_SECONDS:
        complain(case, f"took {cpu:.1f} s")
    if LIMITS and rss > MAX_RSS:
        complain(case, f"took {rss >> 20} MB")
    if LIMITS and size > 60_000_000:
        complain(case, f"said {size >> 20} MB")


def main():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    cases = 0
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="acrn-cfgc-hostile-", dir=base) as room:
        for name, scenario in scenario_cases():
            if not CHOSEN or name in CHOSEN:
                run(name, scenario, BOARD, pathlib.Path(room))
                cases += 1
        for name, board in board_cases():
            if not CHOSEN or name in CHOSEN:
                run(name, SCENARIO, board, pathlib.Path(room))
                cases += 1
    print(f"{cases} hostile inputs, {complaints} complaints")
    return 1 if complaints or (cases < 80 and not CHOSEN) else 0


if __name__ == "__main__":
    with multiprocessing.Pool(1) as SPAWNER:
        sys.exit(main())
