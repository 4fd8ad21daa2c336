"""Runs the program on something hostile and judges what that took and what it said.

The bounds hold for an optimised build: a second of processor time, whatever else the machine does,
and 384 MB. How many times as much another build may take is said by its CMakeLists.txt and given in
HOSTILE_FACTORS, time and memory.
"""
import itertools
import multiprocessing
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

TOOL = os.environ["ACRN_CFGC"]
TREE = pathlib.Path(os.environ["SOURCE_DIR"])
TIME_FACTOR, MEMORY_FACTOR = (float(word) for word in
                              os.environ.get("HOSTILE_FACTORS", "1 1").split())
CPU_SECONDS = 1.0 * TIME_FACTOR
MAX_RSS = int(384 * 1024 * 1024 * MEMORY_FACTOR)
MAX_SAID = 60_000_000
# Every how many-th case is taken; 1 for all.
EVERY = int(os.environ.get("EVERY", "1"))
# What may change a line, a terminal or the order of characters, and what cannot be seen.
UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202f"
                    "\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
BASE = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

complaints = 0


def complain(case, what):
    global complaints
    complaints += 1
    print(f"FAILED {case}: {what}", file=sys.stderr)


def some(cases):
    """All cases, or those that are in the sample."""
    return itertools.islice(cases, 0, None, EVERY)


def limit():
    """What does not end by itself is ended."""
    seconds = int(CPU_SECONDS) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


# A process counts the memory of the one it was forked from as its own, and this one is large.
def spawn(room, words):
    """Runs the program: status, seconds of processor time, bytes of memory at most."""
    with open(room / "out", "wb") as out, open(room / "err", "wb") as err:
        process = subprocess.Popen([TOOL, *words], cwd=room, stdin=subprocess.DEVNULL,
                                   stdout=out, stderr=err, preexec_fn=limit)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def is_safe(text):
    try:
        return not UNSAFE.search(text.decode())
    except UnicodeDecodeError:
        return False


class Judge:
    """Use as a context; cases are run in the folder .room."""

    def __init__(self, verbose):
        self.verbose = verbose
        self.cases = 0
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="acrn-cfgc-hostile-", dir=BASE)
        self.room = pathlib.Path(self.folder.name) / "room"
        self.room.mkdir()
        self.pool = multiprocessing.get_context("spawn").Pool(1)
        return self

    def __exit__(self, *_):
        self.pool.terminate()
        self.folder.cleanup()

    def run(self, case, words, statuses=(0, 1, 3)):
        """The status and what was said on standard error."""
        status, cpu, rss = self.pool.apply(spawn, (self.room, words))
        size = (self.room / "err").stat().st_size
        with open(self.room / "err", "rb") as err:
            text = err.read(MAX_SAID)
        self.cases += 1
        if self.verbose:
            print(f"{case:32} status {status} {cpu:6.2f} s {rss >> 20:5d} MB {size:9d} bytes said")
        if status not in statuses:
            complain(case, f"status {status}: {text[-2000:]!r}")
        if status != 0 and not text:
            complain(case, "says nothing")
        # Where the text was cut, so may be a character.
        if not is_safe(text if size < MAX_SAID else text[:text.rfind(b"\n")]):
            complain(case, "what it says is not safe to print")
        if cpu > CPU_SECONDS:
            complain(case, f"took {cpu:.2f} s of processor time")
        if rss > MAX_RSS:
            complain(case, f"took {rss >> 20} MB")
        if size > MAX_SAID:
            complain(case, f"said {size >> 20} MB")
        return status, text
