"""Boards and scenarios of any size, from a seed: the same bytes wherever and whenever they are made.

Made out of a sample, so that they stay what they claim to be; only what grows is invented.
"""

import pathlib
import random

SEED = 20
TREE = pathlib.Path(__file__).resolve().parent.parent
SCENARIO = (TREE / "config-xmls/whl-ipc-i5/hybrid_rt.xml").read_text()
BOARD = (TREE / "board-xmls/whl-ipc-i5.xml").read_text()
REGION = "<IVSHMEM_REGION>hv:/shm_region_0, 2, 0:2</IVSHMEM_REGION>"

MAX_DEVICES = 250 * 32 * 8  # what buses from 5 on have room for


def append(text, section, lines):
    """Lines after what the section holds already."""
    end = text.index("</%s>" % section)
    return text[:end].rstrip() + "\n" + "".join(lines) + "  " + text[end:]


def device(rng, index):
    """One device as lspci -v tells of it, about 400 bytes."""
    bdf = "%02x:%02x.%x" % (5 + index // 256, index // 8 % 32, index % 8)
    about = "".join(
        "      Capabilities: [%02x] Vendor Specific Information: Len=%02x %08x\n"
        % (rng.randrange(256), rng.randrange(256), rng.getrandbits(32))
        for _ in range(5)
    )
    return (
        "    %s Ethernet controller: Intel Corporation Device %04x (rev 03)\n" % (bdf, 0x1500 + index % 256)
        + about,
        "    %s 0200: 8086:%04x (rev 03)\n" % (bdf, 0x1500 + index % 256),
    )


def board(size):
    """About size bytes: half of them devices, a quarter memory map, the rest what is not read."""
    rng = random.Random(SEED)
    n_devices = min(size // 2 // 450, MAX_DEVICES)
    devices, ids = zip(*(device(rng, i) for i in range(n_devices)))
    text = append(BOARD, "PCI_DEVICE", devices)
    text = append(text, "PCI_VID_PID", ids)
    iomem = [
        "    %x-%x : PCI Bus 0000:%02x\n"
        % (0x4000000000 + i * 0x2000, 0x4000000FFF + i * 0x2000, rng.randrange(256))
        for i in range(size // 4 // 46)
    ]
    text = append(text, "IOMEM_INFO", iomem)
    rest = max(0, size - len(text)) // 65
    other = ["    %060x\n" % rng.getrandbits(240) for _ in range(rest)]
    return text.replace("</acrn-config>", "  <ACPI_DUMP>\n%s  </ACPI_DUMP>\n</acrn-config>" % "".join(other))


def scenario(regions, size_mb=2):
    """So many region elements; more than eight are refused, and 3 MB each is an error each."""
    lines = ["<IVSHMEM_REGION>hv:/region_%d, %d, 0:2</IVSHMEM_REGION>" % (i, size_mb) for i in range(regions)]
    return SCENARIO.replace(REGION, "\n        ".join(lines))


def many_scenarios(count):
    """Good ones, no two alike."""
    rng = random.Random(SEED)
    for i in range(count):
        lines = [
            "<IVSHMEM_REGION>hv:/shm_%d_%d, %d, 0:2</IVSHMEM_REGION>" % (i, k, rng.choice([2, 4, 8]))
            for k in range(rng.randint(1, 4))
        ]
        yield SCENARIO.replace(REGION, "\n        ".join(lines))
