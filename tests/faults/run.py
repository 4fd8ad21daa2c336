#!/usr/bin/env python3
"""The program on a machine that fails. usage: run.py memory|memory-cli|calls|kills|folders PROGRAMS

After each fault: the right exit status and a message that names a file, the output folder as it
was before or as it is after an undisturbed run, and nothing left behind. The number of faults is
printed, and too few are a failure: an injector that hits nothing proves nothing.

mutants.py takes the handling of each kind out and shows that this is noticed.
"""
import collections
import errno
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

KIND = sys.argv[1]
PROGRAMS = pathlib.Path(sys.argv[2])
TRACE = PROGRAMS / "fault-trace"
ALLOC = PROGRAMS / "libfault-alloc.so"
TOOL = os.environ["ACRN_CFGC"]
STRIDE = int(os.environ.setdefault("FAULT_STRIDE", "1"))  # of allocations; 1 takes an hour
TREE = pathlib.Path(os.environ["SOURCE_DIR"])
# In memory: thousands of runs would wait for a disk most of the time.
SHM = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
ROOM = pathlib.Path(tempfile.mkdtemp(prefix="acrn-cfgc-faults-", dir=SHM))
OLD = ("config-xmls/whl-ipc-i5/hybrid_rt.xml", "board-xmls/whl-ipc-i5.xml")
NEW = ("config-xmls/whl-ipc-i5/industry.xml", "board-xmls/whl-ipc-i5.xml")
BAD = ("tests/bad/IVS003-size-3.xml", "tests/bad/board.xml")
EMIT = ["--emit", "tables,config,report"]
ERRORS = ("ENOSPC", "EDQUOT", "EROFS", "EIO", "EINTR")

complaints = []
injected = 0


def complain(where, what):
    complaints.append(f"{where}: {what}")
    if len(complaints) <= 20:
        print(complaints[-1], file=sys.stderr)


def snapshot(folder):
    """Every file below folder with its content; None if there is no folder."""
    if not folder.exists():
        return None
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
            for path in sorted(folder.rglob("*"))}


def command(inputs, folder, *more):
    return [TOOL, *inputs, "-o", str(folder), *EMIT, *more]


def run(arguments, **options):
    return subprocess.run(arguments, cwd=TREE, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, errors="replace", timeout=60, **options)


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


def fresh(inputs):
    """A new folder with the outputs of inputs, or none for None, below a folder of its own."""
    room = pathlib.Path(tempfile.mkdtemp(dir=ROOM))
    folder = room / "out"
    if inputs:
        made = ROOM / ("made-" + inputs[0].replace("/", "-"))
        if not made.exists():
            run(command(inputs, made), check=True)
        shutil.copytree(made, folder)
    return room, folder


def outcome(inputs):
    room, folder = fresh(inputs)
    result = snapshot(folder)
    shutil.rmtree(room)
    return result


def check_folder(where, room, folder, old, new, result):
    now = snapshot(folder)
    wanted = new if result.returncode in (0, 1) else old
    if now != wanted:
        kind = "mixed" if now not in (old, new) else "not what the status says"
        complain(where, f"status {result.returncode}, the folder is {kind}: "
                 f"{sorted(now) if now else now}\n{result.stderr}")
    left = [path.name for path in room.iterdir() if path != folder]
    if left:
        complain(where, f"left behind: {left}")


def check_words(where, result, names):
    """Status 3 comes with a message that names a file and ends with the machine's reason."""
    if result.returncode not in (0, 1, 3):
        complain(where, f"status {result.returncode}\n{result.stderr}")
    if result.returncode != 3:
        return
    line = next((line for line in result.stderr.splitlines() if "cannot" in line), "")
    if not any(name in line for name in names):
        complain(where, f"no message names the file:\n{result.stderr}")


# Standard error itself may be what fails; then the status is all there is.
def fail_calls():
    global injected
    states = ((OLD, NEW), (None, NEW))
    kinds = set()
    refused = collections.Counter()
    for before, after in states:
        old, new = outcome(before), outcome(after)
        for name in ERRORS:
            for k in range(1, 10000):
                room, folder = fresh(before)
                mode = ["fail", "write", str(getattr(errno, name)), str(k)]
                result, hit = traced(mode, *command(after, folder))
                where = f"{name} at call {k} ({hit}) over {'nothing' if not before else 'old'}"
                done = hit == "none"
                if not done:
                    injected += 1
                    kinds.add(hit)
                    refused[name, hit] += before is None and result.returncode == 3
                    check_folder(where, room, folder, old, new, result)
                    if result.stderr:
                        check_words(where, result, ["out", ".xml", "standard"])
                shutil.rmtree(room)
                if done:
                    break
    for k in range(1, 10000):
        room, folder = fresh(OLD)
        result, hit = traced(["fail", "read", str(errno.EIO), str(k)], *command(NEW, folder))
        if hit != "none":
            injected += 1
            check_folder(f"EIO at reading call {k} ({hit})", room, folder, outcome_old(),
                         outcome_new(), result)
            check_words(f"EIO at reading call {k} ({hit})", result, ["out", ".xml", "standard"])
        shutil.rmtree(room)
        if hit == "none":
            break
    # Not every failure matters, such as that of closing a file that was only read; but these do.
    for name in ERRORS:
        for call in ("openat", "write", "fsync", "close"):
            if (name, call) != ("EINTR", "write") and refused[name, call] < len(outcome_new()):
                complain(name, f"{call} of {len(outcome_new())} new files: only "
                         f"{refused[name, call]} failures were told")
    print("calls that failed:", " ".join(sorted(kinds)))
    missing = {"openat", "write", "fsync", "close", "renameat", "mkdir", "mkdirat", "linkat",
               "unlinkat"} - kinds
    if missing:
        complain("calls", f"never failed: {missing}")
    return 300


CACHE = {}


def outcome_old():
    return CACHE.setdefault("old", outcome(OLD))


def outcome_new():
    return CACHE.setdefault("new", outcome(NEW))


def kill_anywhere():
    global injected
    seen_old = seen_new = 0
    for before in (OLD, None):
        old, new = outcome(before), outcome_new()
        for k in range(1, 10000):
            room, folder = fresh(before)
            result, hit = traced(["kill", "all", str(k)], *command(NEW, folder))
            if hit == "none":
                break
            injected += 1
            where = f"killed before call {k}"
            if result.returncode != 128 + signal.SIGKILL:
                complain(where, f"status {result.returncode}")
            now = snapshot(folder)
            visible = {name: data for name, data in (now or {}).items()
                       if not name.startswith(".acrn-cfgc-stage")}
            if visible == (old or {}):
                seen_old += 1
            elif visible == new:
                seen_new += 1
            else:
                complain(where, f"a mixture: {sorted(visible)}")
            # The next run, undisturbed, has the right result and clears up.
            again = run(command(NEW, folder))
            check_folder(where + ", then again", room, folder, old, new, again)
            shutil.rmtree(room)
    print(f"after the kill: {seen_old} times all old, {seen_new} times all new")
    if not seen_old or not seen_new:
        complain("kills", "only one of the two was seen")
    return 300


def fail_memory_in_process():
    """All the work is done there; only the folder comes from here."""
    folder = ROOM / "out"
    result = subprocess.run([PROGRAMS / "fault-library", *OLD, folder], cwd=TREE, timeout=840,
                            capture_output=True, text=True)
    print(result.stdout, end="")
    # A library does not print, not even through libxml2: what is said is said by fault-library.
    if result.returncode != 0 or result.stderr:
        complain("memory", f"status {result.returncode}\n{result.stderr[:2000]}")
    return 0


MEMORY_JOBS = (
    # arguments, statuses, and how many times denser than the others it is tried
    (command(NEW, "{folder}"), (0, 3), 1),
    (command(BAD, "{folder}", "--diagnostics", "sarif"), (1, 3), 1),
    (command(BAD, "{folder}", "--diagnostics", "json"), (1, 3), 1),
    ([TOOL, "--check", *NEW, "--diagnostics-file", "{room}/diagnostics"], (0, 3), 1),
    ([TOOL, "--explain", "IVS003"], (0, 3), 50),
)


def fail_one_allocation(arguments, statuses, k, lasting):
    """False: the program needs fewer allocations."""
    room, folder = fresh(None)
    folder.mkdir()
    (folder / "ivshmem_cfg.h").write_text("old")
    reader, writer = os.pipe()
    environment = dict(os.environ, LD_PRELOAD=ALLOC, FAULT_ALLOC=str(k), FAULT_FD=str(writer))
    if lasting:
        environment["FAULT_LASTS"] = "1"
    words = [word.format(folder=folder, room=room) for word in arguments]
    result = run(words, env=environment, pass_fds=[writer])
    os.close(writer)
    hit = os.read(reader, 1)
    os.close(reader)
    if hit:
        check_memory(f"allocation {k}{' and all after it' if lasting else ''} of "
                     f"{' '.join(arguments[1:])}", result, statuses, room, folder)
    shutil.rmtree(room)
    return bool(hit)


def check_memory(where, result, statuses, room, folder):
    if result.returncode not in statuses:
        complain(where, f"status {result.returncode}\n{result.stderr}")
    said = result.stderr
    if (room / "diagnostics").exists():
        said += (room / "diagnostics").read_text()
    if result.returncode == 3 and "memory" not in said:
        complain(where, f"says not what failed: {result.stderr}")
    # A SARIF document is made when all is known, after the files.
    if result.returncode != 0 and snapshot(folder) != {"ivshmem_cfg.h": b"old"}:
        complain(where, "the folder is not as it was")
    left = {path.name for path in room.iterdir()} - {"out", "diagnostics"}
    if left:
        complain(where, f"left behind: {left}")


def fail_memory():
    global injected
    for arguments, statuses, denser in MEMORY_JOBS:
        for lasting in (False, True):
            k = 1
            while fail_one_allocation(arguments, statuses, k, lasting):
                injected += 1
                k += max(1, STRIDE // denser)
    return 100


def two_at_once(room):
    """Two compilations, over and over: whoever looks between them sees one of both."""
    folder = room / "both"
    good = {tuple(sorted(outcome_old().items())), tuple(sorted(outcome_new().items()))}

    def compile_often(inputs, bad):
        for _ in range(40):
            result = run(command(inputs, folder))
            if result.returncode != 0:
                bad.append(result.stderr)

    run(command(OLD, folder), check=True)
    bad = []
    threads = [threading.Thread(target=compile_often, args=(inputs, bad))
               for inputs in (OLD, NEW, OLD, NEW)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if bad:
        complain("two at once", bad[0])
    if tuple(sorted(snapshot(folder).items())) not in good:
        complain("two at once", "a mixture")
    left = [path.name for path in room.iterdir() if path.name.startswith(".both")]
    if left:
        complain("two at once", f"left behind: {left}")
    return 160


def links(room):
    real = room / "real"
    real.mkdir()
    (room / "link").symlink_to(real)
    identity = real.stat().st_ino
    result = run(command(NEW, room / "link"))
    if result.returncode != 0 or snapshot(real) != outcome_new():
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


def always_whole(room):
    """While runs go on, a reader of the folder's name never sees a file missing."""
    folder = room / "watched"
    run(command(OLD, folder), check=True)
    stop = threading.Event()
    missing = []

    def watch():
        while not stop.is_set():
            names = set(os.listdir(folder)) - {".acrn-cfgc-stage"}
            if names not in (set(outcome_old()), set(outcome_new())):
                missing.append(names)

    watcher = threading.Thread(target=watch)
    watcher.start()
    for _ in range(60):
        run(command(NEW, folder))
        run(command(OLD, folder))
    stop.set()
    watcher.join()
    if missing:
        complain("a reader", f"saw {missing[0]}")
    return 120


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
    for i in range(60):
        folder = room / f"changing{i}"
        result = run([TOOL, str(scenario), OLD[1], "-o", str(folder)])
        refused += result.returncode == 3
        if result.returncode == 3 and "changed while it was read" not in result.stderr:
            complain("a changing input", result.stderr)
        if result.returncode not in (0, 1, 3):
            complain("a changing input", f"status {result.returncode}")
    stop.set()
    writer.join()
    print(f"inputs that changed while read: {refused} of 60 refused")
    if refused == 0:
        complain("a changing input", "was never noticed")
    for words in (["missing.xml", OLD[1]], [OLD[0], "missing.xml"], [str(room), OLD[1]]):
        result = run(command(words, room / "none"))
        if result.returncode != 3 or "cannot read" not in result.stderr:
            complain("a missing input", f"{words}: {result.returncode} {result.stderr}")
        if (room / "none").exists():
            complain("a missing input", "made a folder")
    return 63


def folders():
    global injected
    for case in (two_at_once, links, other_files, always_whole, changing_inputs):
        room = pathlib.Path(tempfile.mkdtemp(dir=ROOM))
        injected += case(room)
        shutil.rmtree(room)
    return 300


KINDS = {"memory": fail_memory_in_process, "calls": fail_calls, "kills": kill_anywhere, "memory-cli": fail_memory,
         "folders": folders}


def main():
    try:
        probe, _ = traced(["kill", "all", "1000000"], TOOL, "--version")
        if KIND in ("calls", "kills") and probe.returncode == 77:
            print("system calls cannot be traced here")
            return 77
        due = KINDS[KIND]()
    finally:
        shutil.rmtree(ROOM)
    print(f"{injected} faults injected, {len(complaints)} complaints")
    if injected < due:
        print(f"fewer than {due}: the injector misses")
        return 1
    return 1 if complaints else 0


sys.exit(main())
