"""File systems that are really full, read-only or over a quota, and documents that go nowhere.

Everything is mounted in a mount namespace of our own, so that nothing of it outlives the test.
"""
import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import sys

from machine import (LONG, NEW, OLD, ROOM, Skip, check_folder, check_words, command,
                     complain, fill, injected, outcome, run, snapshot)

NAMESPACE = "FAULT_NAMESPACE"
FULL = "No space left on device"
READ_ONLY = "Read-only file system"
OVER_QUOTA = "Disk quota exceeded"
PAGE = os.sysconf("SC_PAGE_SIZE")


def in_namespace():
    """Starts this program again where it may mount. Does not return the first time."""
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    if NAMESPACE in os.environ:
        return
    shutil.rmtree(ROOM)
    for unshare in (["unshare", "-m"], ["unshare", "-rm"]):
        if shutil.which("unshare") and subprocess.run(
                [*unshare, "mount", "-t", "tmpfs", "none", "/mnt"], check=False,
                capture_output=True).returncode == 0:
            os.environ[NAMESPACE] = "yes"
            os.execvp("unshare", [*unshare, sys.executable, *sys.argv])
    ROOM.mkdir()
    raise Skip("nothing can be mounted here")


def may(*words):
    """Whether the machine does that."""
    result = subprocess.run(words, check=False, capture_output=True, text=True)
    return result.returncode == 0


def must(*words):
    result = subprocess.run(words, check=False, capture_output=True, text=True)
    if result.returncode != 0:
        raise Skip(f"{' '.join(map(str, words))}: {result.stderr.strip()}")


@contextlib.contextmanager
def mounted(*words):
    """A new file system below ROOM."""
    point = ROOM / "disk"
    point.mkdir(exist_ok=True)
    must("mount", *words, str(point))
    try:
        yield point
    finally:
        subprocess.run(["umount", "-l", str(point)], check=False)


def states(before):
    """before: inputs, or files that are not ours, or None."""
    if isinstance(before, dict):
        return before, dict(sorted({**before, **outcome(NEW)}.items()))
    return outcome(before) if before else None, outcome(NEW)


def compile_on(point, where, before, reason, **options):
    """One run on a disk with a fault; whether it was refused."""
    folder = point / "out"
    result = run(command(NEW, folder), **options)
    old, new = states(before)
    check_folder(where, point, folder, old, new, result, ("lost+found", "filler"))
    check_words(where, result, [str(folder)], reason)
    if result.returncode == 3:
        injected[where.split(":")[0]] += 1
    return result.returncode == 3


def until_there_is_room(kind, before, reason, make_room, rooms):
    """With more and more room, until a run succeeds."""
    for room in rooms if LONG else [*rooms][::4]:
        with make_room(room) as point:
            if not compile_on(point, f"{kind}: room for {room}, "
                              f"{'old files' if before else 'none of ours'}", before, reason):
                return
    complain(kind, f"there is no room even with {rooms[-1]}")


# ---- memory file systems ---------------------------------------------------------------------


def limited_tmpfs(before, option, unit, count_used):
    @contextlib.contextmanager
    def make_room(room):
        with mounted("-t", "tmpfs", "none") as point:
            fill(point / "out", before)
            size = (count_used(os.statvfs(point)) + room) * unit
            must("mount", "-o", f"remount,{option}={size}", str(point))
            yield point
    return make_room


def used_pages(state):
    return (state.f_blocks - state.f_bfree) * state.f_frsize // PAGE


def used_inodes(state):
    return state.f_files - state.f_ffree


def full():
    in_namespace()
    for before in (OLD, None):
        # A size of 0 would be no limit.
        fewest = 0 if before else 1
        sized = limited_tmpfs(before, "size", PAGE, used_pages)
        until_there_is_room("tmpfs without pages", before, FULL,
                            lambda room, sized=sized, fewest=fewest: sized(room + fewest), range(1000))
        until_there_is_room("tmpfs without inodes", before, FULL,
                            limited_tmpfs(before, "nr_inodes", 1, used_inodes), range(1000))
        with mounted("-t", "tmpfs", "none") as point:
            fill(point / "out", before)
            must("mount", "-o", "remount,ro", str(point))
            if not compile_on(point, "tmpfs read-only: all of it", before, READ_ONLY):
                complain("a read-only disk", "was written to")
    return 80 if LONG else 20


# ---- a disk in a file ------------------------------------------------------------------------


def names_of_others():
    """Fills a folder's first block: there is an entry left for our stage, and none for a file."""
    return {letter * length: b"" for letter, length in zip("abcde", (200, 200, 200, 200, 112))}


@contextlib.contextmanager
def small_ext4(room, before, others):
    """With so many blocks left."""
    image = ROOM / "image"
    with open(image, "wb") as stream:
        stream.truncate(2 << 20)
    must("mkfs.ext4", "-q", "-b", "1024", "-m", "0", "-N", "128", "-O",
         "^has_journal,^resize_inode", "-E", "lazy_itable_init=0", str(image))
    with mounted("-o", "loop", str(image)) as point:
        fill(point / "out", before)
        for name in others:
            (point / "out").mkdir(exist_ok=True)
            (point / "out" / name).touch()
        os.sync()
        with open(point / "filler", "wb", buffering=0) as filler:
            with contextlib.suppress(OSError):
                while filler.write(bytes(1024)):
                    pass
            filler.truncate(max(filler.tell() - room * 1024, 0))
        os.sync()
        yield point


def loop():
    """ext4 with blocks of 1 KB: folders take blocks, too, and so do the names in them."""
    in_namespace()
    if shutil.which("mkfs.ext4") is None:
        raise Skip("there is no mkfs.ext4")
    for before in (OLD, None):
        until_there_is_room("ext4 without blocks", before, FULL,
                            lambda room, before=before: small_ext4(room, before, {}),
                            [*range(20), *range(20, 400, 7)])
    # All new files are written, and then there is no room for their names.
    size = sum(len(data or b"") // 1024 + 1 for data in outcome(NEW).values())
    others = names_of_others()
    until_there_is_room("ext4 without room for names", others, FULL,
                        lambda room: small_ext4(room, None, others), range(size - 2, size + 40))
    return 50 if LONG else 12


# ---- quotas ----------------------------------------------------------------------------------


def quota():
    """btrfs has quotas of its own, for every writer; they need nothing of the kernel besides."""
    in_namespace()
    if shutil.which("mkfs.btrfs") is None or shutil.which("btrfs") is None:
        raise Skip("there are no tools for btrfs")
    image = ROOM / "image"

    @contextlib.contextmanager
    def make_room(before, kilobytes):
        with open(image, "wb") as stream:
            stream.truncate(64 << 20)
        must("mkfs.btrfs", "-q", "--mixed", str(image))
        with mounted("-o", "loop,max_inline=0", str(image)) as point:
            must("btrfs", "quota", "enable", str(point))
            must("btrfs", "subvolume", "create", str(point / "limited"))
            fill(point / "limited" / "out", before)
            must("btrfs", "filesystem", "sync", str(point))
            must("btrfs", "quota", "rescan", "-w", str(point))
            shown = subprocess.run(["btrfs", "qgroup", "show", "--raw", str(point / "limited")],
                                   check=False, capture_output=True, text=True).stdout
            used = max(int(line.split()[1]) for line in shown.splitlines()
                       if re.match(r"0/2[0-9]{2}", line))
            must("btrfs", "qgroup", "limit", str(used + kilobytes * 1024),
                 str(point / "limited"))
            yield point / "limited"

    for before in (OLD, None):
        until_there_is_room("btrfs over its quota", before, OVER_QUOTA,
                            lambda room, before=before: make_room(before, room * 16), range(60))
    return 2


# ---- documents -------------------------------------------------------------------------------


def documents():
    """A document outside the folder or a stream fails: the folder has the new files. One in the
    folder: it has the old ones."""
    in_namespace()
    with mounted("-t", "tmpfs", "-o", f"size={PAGE}", "none") as disk:
        (disk / "filler").write_bytes(bytes(PAGE))
        (disk / "old").write_text("")
        for before in (OLD, None):
            for case in document_cases(disk):
                fail_document(disk, before, *case)
    return 20


def document_cases(disk):
    """Name, whether it belongs to the folder, arguments, which streams go where, and what the
    message names."""
    sarif = ["--diagnostics", "sarif", "--diagnostics-file"]
    nowhere = ROOM / "nowhere" / "file"
    return (
        ("standard error, -v", False, ["-v"], {"stderr": "/dev/full"}, None),
        ("standard error, times", False, ["--time-passes"], {"stderr": "/dev/full"}, None),
        ("standard error, SARIF", False, sarif[:2], {"stderr": "/dev/full"}, None),
        ("standard error, on a full disk", False, ["-v"], {"stderr": disk / "stderr"}, None),
        ("standard output", False, ["--report", "-"], {"stdout": "/dev/full"}, "standard output"),
        ("standard output, on a full disk", False, ["--report", "-"], {"stdout": disk / "stdout"},
         "standard output"),
        ("diagnostics, device", False, [*sarif, "/dev/full"], {}, "/dev/full"),
        ("diagnostics, full disk", False, [*sarif, f"{disk}/found.sarif"], {},
         f"{disk}/found.sarif"),
        ("diagnostics, replaced", False, [*sarif, f"{disk}/old"], {}, f"{disk}/old"),
        ("diagnostics, no folder", False, [*sarif, str(nowhere)], {}, str(nowhere)),
        ("diagnostics, a folder", False, [*sarif, str(disk)], {}, str(disk)),
        ("diagnostics, in the folder", True, [*sarif, "{folder}/taken"], {}, "taken"),
        ("report, full disk", False, ["--report", f"{disk}/layout.html"], {},
         f"{disk}/layout.html"),
        ("report, no folder", False, ["--report", f"{nowhere}.html"], {}, f"{nowhere}.html"),
        ("report, in the folder", True, ["--report", "{folder}/taken.html"], {}, "taken.html"),
        ("make rules, full disk", False, ["--depfile", f"{disk}/rules.d"], {}, f"{disk}/rules.d"),
        ("make rules, a device", False, ["--depfile", "/dev/full"], {}, "/dev/full"),
        ("make rules, in the folder", True, ["--depfile", "{folder}/taken"], {}, "taken"),
    )


def fail_document(disk, before, name, inside, words, streams, named):
    room = pathlib.Path(ROOM / "documents")
    room.mkdir()
    folder = room / "out"
    fill(folder, before)
    if inside:
        # Where the document belongs there is a folder.
        for taken in ("taken", "taken.html"):
            (folder / taken).mkdir(parents=True)
    old = snapshot(folder)
    disk_before = snapshot(disk)
    with contextlib.ExitStack() as stack:
        opened = {stream: stack.enter_context(open(path, "w", encoding="utf-8"))
                  for stream, path in streams.items()}
        result = run(command(NEW, folder, *[word.format(folder=folder) for word in words]),
                     **opened)
    where = f"{name}, {'old files' if before else 'no folder'}"
    injected[f"document: {name}"] += 1
    if result.returncode != 3:
        complain(where, f"status {result.returncode}")
    result.stderr = result.stderr or ""
    now = snapshot(folder)
    if now != (old if inside else outcome(NEW)):
        complain(where, f"the folder has {sorted(now) if now else now}")
    left = {path.name for path in room.iterdir()} - {"out"}
    if left:
        complain(where, f"left behind: {left}")
    if named:
        check_words(where, result, [named])
    for stream in streams.values():
        pathlib.Path(stream).unlink() if str(stream).startswith(str(disk)) else None
    if snapshot(disk) != disk_before:
        complain(where, f"left behind: {sorted(snapshot(disk))}")
    shutil.rmtree(room)


KINDS = {"full": full, "loop": loop, "quota": quota, "documents": documents}
