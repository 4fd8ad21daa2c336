#!/usr/bin/env python3
"""The program on a machine that fails. usage: run.py KIND PROGRAMS; the kinds are at the end.

After each fault: the right exit status and a message that names a file, the output folder as it
was before or as it is after an undisturbed run, and nothing left behind. The number of faults of
each kind is printed, and too few are a failure: an injector that hits nothing proves nothing.

With FAULT_LONG in the environment everything is tried; without it a part that takes seconds.

mutants.py takes the handling of each kind out and shows that this is noticed.
"""
import collections
import errno
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

import disks
from machine import (BAD, LONG, NEW, OLD, PROGRAMS, ROOM, TOOL, TRACE, TREE, Skip, check_folder,
                     check_words, command, complain, finish, fresh, injected, outcome, run,
                     snapshot)

KIND = sys.argv[1]

ERRORS = ("ENOSPC", "EDQUOT", "EROFS", "EIO", "EINTR")
# The endings of the files that a run makes on its way.
OWN_ENDINGS = (".acrn-cfgc-tmp", ".acrn-cfgc-old")
# What else a run can be asked to write: rules in the folder, and documents outside.
DOCUMENTS = ["--depfile", "{folder}/rules.d", "--diagnostics", "sarif", "--diagnostics-file",
             "{room}/found.sarif", "--report", "{room}/layout.html", "--time-passes"]
DOCUMENT_NAMES = ("found.sarif", "layout.html")


def traced(mode, *arguments):
    """Runs under the tracer: the result, and the name of the call that was hit ("none")."""
    reader, writer = os.pipe()

    def hand_over():
        os.dup2(writer, 3)
        os.set_inheritable(3, True)

    result = run([TRACE, *mode, *arguments], close_fds=False, preexec_fn=hand_over)
    os.close(writer)
    with os.fdopen(reader) as stream:
        return result, stream.read().strip()


def state(folder):
    """Make rules name the folder, which is another one each time."""
    now = snapshot(folder)
    if now and "rules.d" in now:
        now["rules.d"] = now["rules.d"].replace(bytes(folder.parent), b"ROOM")
    return now


def each_call(before, arguments, mode, stride=1):
    """Lets one call after the other fail, and yields what became of it."""
    for k in range(1, 10000, stride):
        room, folder = fresh(before)
        if before and "{folder}/rules.d" in arguments:
            (folder / "rules.d").write_text("old rules\n")
        words = [word.format(folder=folder, room=room) for word in arguments]
        result, hit = traced([*mode, str(k)], *command(NEW, folder, *words))
        if hit != "none":
            yield k, hit, room, folder, result
        shutil.rmtree(room)
        if hit == "none":
            return


def check_documents(where, room, result):
    """Each is whole; what the diagnostics file says is added to what was said."""
    left = {path.name for path in room.iterdir()} - {"out", *DOCUMENT_NAMES}
    if left:
        complain(where, f"left behind: {left}")
    for document in DOCUMENT_NAMES:
        if (room / document).exists() and not (room / document).read_text().strip().endswith(
                ("}", "</html>")):
            complain(where, f"{document} is cut off")
    if (room / "found.sarif").exists():
        result.stderr += "".join(line for line in open(room / "found.sarif", encoding="utf-8")
                                 if '"text": "cannot ' in line)


def fail_writing_calls(before, arguments, name, refused, stride=1):
    """Calls that change something, one after the other."""
    old = dict(outcome(before)) if before else None
    new = new_state(arguments)
    if old and arguments:
        old["rules.d"] = b"old rules\n"
    for k, hit, room, folder, result in each_call(
            before, arguments, ["fail", "write", str(getattr(errno, name))], stride):
        where = f"{name} at call {k} ({hit}) over {'old' if before else 'nothing'}"
        injected[f"{name} {hit}"] += 1
        refused[name, hit] += before is None and result.returncode == 3
        check_documents(where, room, result)
        # Only what is wrong in the folder keeps the new files away.
        kept = result.returncode == 3 and f"'{folder}" in result.stderr
        now, wanted = state(folder), old if kept else new
        if now != wanted:
            complain(where, f"status {result.returncode}, the folder is "
                     f"{'not what the status says' if now in (old, new) else 'mixed'}: "
                     f"{sorted(now) if now else now}\n{result.stderr}")
        # If standard error is what failed, the status is all there is to say.
        if hit != "write-to-stderr":
            check_words(where, result, ["out", ".xml", "standard", *DOCUMENT_NAMES])


def new_state(arguments):
    room, folder = fresh(None)
    words = [word.format(folder=folder, room=room) for word in arguments]
    run(command(NEW, folder, *words))
    new = state(folder)
    shutil.rmtree(room)
    return new


def fail_calls():
    refused = collections.Counter()
    for name in ERRORS if LONG else ERRORS[:1]:
        for before in (OLD, None):
            fail_writing_calls(before, [], name, refused, 1 if LONG else 5)
        # Not every failure matters, such as that of closing a file that was only read; these do.
        n_files = sum(data is not None for data in outcome(NEW).values())
        for call in ("openat", "write", "close", "renameat") if LONG else ():
            if (name, call) != ("EINTR", "write") and refused[name, call] < n_files:
                complain(name, f"{call} of {n_files} new files: only {refused[name, call]} "
                         "failures were told")
    for name in ("ENOSPC", "EIO") if LONG else ("EIO",):
        fail_writing_calls(OLD, DOCUMENTS, name, refused, 1 if LONG else 9)
    for k, hit, room, folder, result in each_call(
            OLD, [], ["fail", "read", str(errno.EIO)], 1 if LONG else 13):
        where = f"EIO at reading call {k} ({hit})"
        injected[f"EIO {hit} (reading)"] += 1
        check_folder(where, room, folder, outcome(OLD), outcome(NEW), result)
        check_words(where, result, ["out", ".xml", "standard"])
    missing = {"openat", "write", "close", "renameat", "mkdir", "mkdirat",
               "linkat", "unlinkat"} - {kind.split()[1] for kind in injected}
    if missing and LONG:
        complain("calls", f"never failed: {missing}")
    return 1000 if LONG else 80


def layout_ids(files):
    """The identities that the C files of a folder have and ask for."""
    return {identity for path in ("ivshmem_cfg.h", "pci_dev.c")
            for identity in re.findall(rb"IVSHMEM_CFG_LAYOUT_ID\b[ =!]+(0x[0-9a-f]+)",
                                       files.get(path, b""))}


def check_killed(where, visible, old, new):
    """Each file is the old or the new one, as a whole, and a mixture does not compile."""
    for path in {*old, *new, *visible}:
        if visible.get(path) not in (old.get(path), new.get(path)):
            complain(where, f"'{path}' is neither the old nor the new file")
    tables = [visible.get(path) == new.get(path) for path in ("ivshmem_cfg.h", "pci_dev.c")]
    if old and tables[0] != tables[1] and len(layout_ids(visible)) < 2:
        complain(where, "tables of two runs have one identity")


def kill_anywhere():
    seen = collections.Counter()
    for before, arguments in ((OLD, []), (None, []), (OLD, DOCUMENTS)):
        old, new = dict(outcome(before) or {}), new_state(arguments)
        if before and arguments:
            old["rules.d"] = b"old rules\n"
        for k, _, room, folder, result in each_call(
                before, arguments, ["kill", "all"], 1 if LONG else 29):
            injected["kill" + (" with documents" if arguments else "")] += 1
            where = f"killed before call {k}"
            if result.returncode != 128 + signal.SIGKILL:
                complain(where, f"status {result.returncode}")
            visible = {name: data for name, data in (state(folder) or {}).items()
                       if not name.endswith(OWN_ENDINGS)}
            check_killed(where, visible, old, new)
            seen["all old" if visible == old else "all new" if visible == new else "mixed"] += 1
            # The next run, undisturbed, has the right result and clears up.
            words = [word.format(folder=folder, room=room) for word in arguments]
            again = run(command(NEW, folder, *words))
            left = {path.name for path in room.iterdir()} - {"out", *DOCUMENT_NAMES}
            if again.returncode != 0 or state(folder) != new or left:
                complain(where, f"then again: {again.returncode}, {left} {again.stderr}")
    print("after the kill:", ", ".join(f"{count} times {what}" for what, count in seen.items()))
    if not seen["all old"] or not seen["all new"]:
        complain("kills", "only one of the two was seen")
    return 1000 if LONG else 60


def two_at_once(room):
    """Two compilations, over and over: a look between them sees one of both."""
    folder = room / "both"
    good = {inputs[0]: tuple(sorted(outcome(inputs).items())) for inputs in (OLD, NEW)}

    def compile_often(inputs, bad):
        for _ in range(40 if LONG else 6):
            result = run(command(inputs, folder, "--depfile", str(folder / "rules.d"),
                                 "--diagnostics-file", str(room / "found"),
                                 "--report", str(room / "map.html")))
            # Without a folder, whose lock would keep them apart for most of the time.
            results = [result] + [run([TOOL, "--check", *inputs, "--report", str(room / "map.html")])
                                  for _ in range(3)]
            bad.extend(result.stderr for result in results if result.returncode != 0)

    run(command(OLD, folder))
    reports = [run([TOOL, "--check", *inputs, "--report", str(room / "map.html")]) and
               (room / "map.html").read_bytes() for inputs in (OLD, NEW)]
    bad = []
    threads = [threading.Thread(target=compile_often, args=(inputs, bad))
               for inputs in (OLD, NEW, OLD, NEW)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if bad:
        complain("two at once", bad[0])
    now = snapshot(folder)
    rules = now.pop("rules.d").decode()
    if tuple(sorted(now.items())) != good.get(OLD[0] if OLD[0] in rules else NEW[0]):
        complain("two at once", "a mixture")
    if (room / "map.html").read_bytes() not in reports:
        complain("two at once", "a mixed report")
    left = {path.name for path in room.iterdir()} - {"both", "found", "map.html"}
    if left:
        complain("two at once", f"left behind: {left}")
    return 160 if LONG else 24


def links(room):
    real = room / "real"
    real.mkdir()
    (room / "link").symlink_to(real)
    identity = real.stat().st_ino
    result = run(command(NEW, room / "link"))
    if result.returncode != 0 or snapshot(real) != outcome(NEW):
        complain("a linked folder", result.stderr)
    if real.stat().st_ino != identity or not (room / "link").is_symlink():
        complain("a linked folder", "is another folder now")
    outside = room / "outside"
    outside.write_text("keep")
    (real / "ivshmem_cfg.h").unlink()
    (real / "ivshmem_cfg.h").symlink_to(outside)
    before = snapshot(real)
    result = run(command(OLD, real))
    if result.returncode != 3 or "ivshmem_cfg.h" not in result.stderr:
        complain("a link for a file", f"status {result.returncode}: {result.stderr}")
    if outside.read_text() != "keep" or snapshot(real) != before:
        complain("a link for a file", "was followed")
    (room / "dangling").symlink_to(room / "nowhere" / "out")
    result = run(command(NEW, room / "dangling"))
    if result.returncode != 3 or "dangling" not in result.stderr:
        complain("a dangling link", f"status {result.returncode}: {result.stderr}")
    return 3


def other_files(room):
    """What else is in the folder stays, folders in it too, and the folder stays the same one."""
    folder = room / "mixed"
    (folder / "sub" / "deep").mkdir(parents=True)
    (folder / "notes.txt").write_text("mine")
    (folder / "sub" / "deep" / "file").write_text("mine, too")
    (folder / "sub" / "link").symlink_to("deep")
    inode = folder.stat().st_ino
    for inputs in (OLD, NEW):
        result = run(command(inputs, folder))
        if result.returncode != 0:
            complain("other files", result.stderr)
    now = snapshot(folder)
    if (now.get("notes.txt"), now.get("sub/deep/file")) != (b"mine", b"mine, too"):
        complain("other files", f"are gone: {sorted(now)}")
    if folder.stat().st_ino != inode or not (folder / "sub" / "link").is_symlink():
        complain("other files", "the folder is another one")
    return 2


def always_there(room):
    """While runs go on, each file that both have can be opened, and is whole."""
    folder = room / "watched"
    run(command(OLD, folder))
    files = {name: (data, outcome(NEW)[name]) for name, data in outcome(OLD).items()
             if data is not None and name in outcome(NEW)}
    stop = threading.Event()
    bad = []

    def watch():
        while not stop.is_set():
            for name, versions in files.items():
                try:
                    if (folder / name).read_bytes() not in versions:
                        bad.append(f"{name} is neither of the two")
                except OSError as error:
                    bad.append(str(error))

    watcher = threading.Thread(target=watch)
    watcher.start()
    rounds = 60 if LONG else 15
    for _ in range(rounds):
        run(command(NEW, folder))
        run(command(OLD, folder))
    stop.set()
    watcher.join()
    if bad:
        complain("a reader", bad[0])
    return 2 * rounds


def neighbours(room):
    """What another program writes into the folder meanwhile, files and folders, is never lost."""
    folder = room / "shared"
    run(command(OLD, folder))
    stop = threading.Event()
    written = []

    def write():
        while not stop.is_set():
            name = f"theirs{len(written)}"
            (folder / name).mkdir()
            (folder / name / "file").write_text(name)
            (folder / "notes").write_text(name)
            written.append(name)
            stop.wait(0.002)

    writer = threading.Thread(target=write)
    writer.start()
    rounds = 200 if LONG else 30
    for _ in range(rounds):
        run(command(NEW, folder))
        run(command(OLD, folder))
    stop.set()
    writer.join()
    lost = [name for name in written if not (folder / name / "file").exists()
            or (folder / name / "file").read_text() != name]
    if lost or (folder / "notes").read_text() != written[-1]:
        complain("a neighbour", f"{len(lost)} of {len(written)} folders are lost, notes are "
                 f"{(folder / 'notes').read_text()} and not {written[-1]}")
    if len(written) < rounds:
        complain("a neighbour", f"wrote only {len(written)} times")
    return 2 * rounds


def changing_inputs(room):
    """An input that is written while it is read is refused or read whole, never half and half."""
    scenario = room / "changing.xml"
    text = (TREE / OLD[0]).read_text()
    filler = "<!-- " + "x" * 5_000_000 + " -->\n"
    versions = [filler + text, filler + text.replace("shm_region_0", "other_region")]
    stop = threading.Event()
    scenario.write_text(versions[0])

    def rewrite():
        turn = 0
        while not stop.is_set():
            turn += 1
            with open(scenario, "r+", encoding="utf-8") as stream:
                stream.write(versions[turn % 2])

    writer = threading.Thread(target=rewrite)
    writer.start()
    refused = 0
    for i in range(60 if LONG else 12):
        folder = room / f"changing{i}"
        result = run([TOOL, str(scenario), OLD[1], "-o", str(folder)])
        refused += result.returncode == 3
        if result.returncode == 3 and "changed while it was read" not in result.stderr:
            complain("a changing input", result.stderr)
        if result.returncode not in (0, 1, 3):
            complain("a changing input", f"status {result.returncode}")
    stop.set()
    writer.join()
    print(f"inputs that changed while read: {refused} refused")
    if refused == 0:
        complain("a changing input", "was never noticed")
    for words in (["missing.xml", OLD[1]], [OLD[0], "missing.xml"], [str(room), OLD[1]]):
        result = run(command(words, room / "none"))
        if result.returncode != 3 or "cannot read" not in result.stderr:
            complain("a missing input", f"{words}: {result.returncode} {result.stderr}")
        if (room / "none").exists():
            complain("a missing input", "made a folder")
    return 15


def vanishing_inputs(room):
    """An input is removed and comes back, again and again, while it is opened and read."""
    scenario = room / "vanishing.xml"
    text = "<!-- " + "x" * 2_000_000 + " -->\n" + (TREE / OLD[0]).read_text()
    stop = threading.Event()
    scenario.write_text(text)

    def remove():
        while not stop.is_set():
            scenario.unlink()
            stop.wait(0.005)
            (room / "next").write_text(text)
            (room / "next").rename(scenario)
            stop.wait(0.005)

    remover = threading.Thread(target=remove)
    remover.start()
    statuses = collections.Counter()
    for i in range(40 if LONG else 12):
        folder = room / f"vanishing{i}"
        result = run([TOOL, str(scenario), OLD[1], "-o", str(folder)])
        statuses[result.returncode] += 1
        if folder.exists() != (result.returncode == 0):
            complain("a vanishing input", f"status {result.returncode}, and the folder is wrong")
        if result.returncode not in (0, 3):
            complain("a vanishing input", f"status {result.returncode}: {result.stderr}")
        check_words("a vanishing input", result, [str(scenario)])
    stop.set()
    remover.join()
    print(f"inputs that vanished: {statuses[3]} refused")
    if statuses[3] == 0:
        complain("a vanishing input", "was never noticed")
    return 12


def folders():
    for case in (two_at_once, links, other_files, always_there, neighbours, changing_inputs,
                 vanishing_inputs):
        room = pathlib.Path(tempfile.mkdtemp(dir=ROOM))
        injected[case.__name__.replace("_", " ")] += case(room)
        shutil.rmtree(room)
    return 100


KINDS = {"calls": fail_calls,
         "kills": kill_anywhere, "folders": folders, **disks.KINDS}


def main():
    try:
        if KIND in ("calls", "kills"):
            probe, _ = traced(["kill", "all", "1000000"], TOOL, "--version")
            if probe.returncode == 77:
                raise Skip("system calls cannot be traced here")
        return finish(KINDS[KIND]())
    except Skip as reason:
        print(f"skipped: {reason}")
        return 77
    finally:
        shutil.rmtree(ROOM)


sys.exit(main())
