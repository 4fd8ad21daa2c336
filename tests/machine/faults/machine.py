"""What all fault tests share: the compilations, the state of a folder, the complaints, the count."""
import collections
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

PROGRAMS = pathlib.Path(sys.argv[2])
TRACE = PROGRAMS / "fault-trace"
TOOL = os.environ["ACRN_CFGC"]
TREE = pathlib.Path(os.environ["SOURCE_DIR"])
# In memory: thousands of runs would wait for a disk most of the time.
SHM = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
ROOM = pathlib.Path(tempfile.mkdtemp(prefix="acrn-cfgc-faults-", dir=SHM))
OLD = ("config-xmls/whl-ipc-i5/hybrid_rt.xml", "board-xmls/whl-ipc-i5.xml")
NEW = ("config-xmls/whl-ipc-i5/industry.xml", "board-xmls/whl-ipc-i5.xml")
BAD = ("tests/cases/bad/IVS003-size-3.xml", "tests/cases/bad/board.xml")
# Files in sub-folders, too. Reports would take most of the time of each run.
EMIT = ["--emit", "tables,config,guest"]
LONG = "FAULT_LONG" in os.environ

complaints = []
injected = collections.Counter()  # by kind


class Skip(Exception):
    """This machine does not let the test do its work; the reason."""


def complain(where, what):
    complaints.append(f"{where}: {what}")
    if len(complaints) <= 20:
        print(complaints[-1], file=sys.stderr)
    if "FAULT_FIRST" in os.environ:
        sys.exit(finish(0))


def snapshot(folder):
    """Every file below folder with its content; None if there is no folder."""
    if not folder.exists():
        return None
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
            for path in sorted(folder.rglob("*"))}


def command(inputs, folder, *more):
    return [TOOL, *inputs, "-o", str(folder), *EMIT, *more]


def run(arguments, **options):
    options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
               "text": True, "errors": "replace", "timeout": 60, "cwd": TREE, **options}
    return subprocess.run(arguments, check=False, **options)


def fresh(inputs):
    """A new folder with the outputs of inputs, or none for None, below a folder of its own."""
    room = pathlib.Path(tempfile.mkdtemp(dir=ROOM))
    fill(room / "out", inputs)
    return room, room / "out"


def fill(folder, inputs):
    if inputs:
        made = ROOM / ("made-" + inputs[0].replace("/", "-"))
        if not made.exists() and run(command(inputs, made)).returncode != 0:
            sys.exit(f"cannot compile {inputs}")
        shutil.copytree(made, folder)


OUTCOMES = {}


def outcome(inputs):
    """What the folder holds after a run that nothing disturbed."""
    if inputs not in OUTCOMES:
        room, folder = fresh(inputs)
        OUTCOMES[inputs] = snapshot(folder)
        shutil.rmtree(room)
    return OUTCOMES[inputs]


def check_folder(where, room, folder, old, new, result, others=()):
    now = snapshot(folder)
    wanted = new if result.returncode in (0, 1) else old
    if now != wanted:
        kind = "mixed" if now not in (old, new) else "not what the status says"
        complain(where, f"status {result.returncode}, the folder is {kind}: "
                 f"{sorted(now) if now else now}\n{result.stderr}")
    left = [path.name for path in room.iterdir() if path != folder and path.name not in others]
    if left:
        complain(where, f"left behind: {left}")


def check_words(where, result, names, reason=""):
    """Status 3 comes with a message that names a file and the machine's reason."""
    if result.returncode not in (0, 1, 3):
        complain(where, f"status {result.returncode}\n{result.stderr}")
    if result.returncode != 3:
        return
    lines = [line for line in result.stderr.splitlines() if "cannot" in line and reason in line]
    if not any(name in line for name in names for line in lines):
        complain(where, f"no message names file and reason:\n{result.stderr}")


def finish(due):
    """The table of what was injected, and the exit status."""
    for kind, count in sorted(injected.items()):
        print(f"{count:6} {kind}")
    total = sum(injected.values())
    print(f"{total} faults injected, {len(complaints)} complaints")
    if total < due:
        print(f"fewer than {due}: the injector misses")
        return 1
    return 1 if complaints else 0
