"""What the tests of this folder share: running the program, and scenarios as text.

A test changes the text of a scenario and never its parse tree: what is tested is that spelling
means nothing.
"""

import concurrent.futures
import itertools
import os
import re
import subprocess
import tempfile

PROGRAM = os.environ["ACRN_CFGC"]
ROOT = os.environ.get("SOURCE_DIR") or os.path.join(
    os.path.dirname(__file__), "..", "..", "..")
CORPUS = os.environ.get("ACRN_CORPUS") or os.path.join(ROOT, "..", "shared", "corpus")

# Every how many-th case is taken; 1 for all.
EVERY = int(os.environ.get("EVERY", "1"))

# Outputs are synced to the disk, one file at a time; that is not needed here.
SCRATCH = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

# Nothing else in a generated file depends on what is only named in the layout's report.
LAYOUT_ID = re.compile(rb"(LAYOUT_ID(?:\s+|\s*==\s*))0x[0-9a-f]+")

IVSHMEM = re.compile(rb"<IVSHMEM(?:\s[^>]*)?(?:/>|>.*?</IVSHMEM\s*>)", re.DOTALL)


def scratch_folder():
    return tempfile.TemporaryDirectory(dir=SCRATCH)


class Result:
    """Exit status, standard error, standard output, and the files by their names."""

    def __init__(self, status, err, out, files):
        self.status = status
        self.err = err
        self.out = out
        self.files = files

    def codes(self):
        return sorted(set(re.findall(r"error: .* \[([A-Z]{3}\d{3})\]$", self.err, re.MULTILINE)))


def run(*arguments, stdin=None):
    done = subprocess.run([PROGRAM, *arguments], input=stdin, capture_output=True, check=False)
    return Result(done.returncode, done.stderr.decode(), done.stdout, {})


def read_folder(folder):
    files = {}
    for path, _, names in os.walk(folder):
        for name in names:
            full = os.path.join(path, name)
            with open(full, "rb") as file:
                files[os.path.relpath(full, folder)] = file.read()
    return files


def compile_text(text, board, *options):
    """Compiles a scenario given as bytes; every group of files is made."""
    with scratch_folder() as folder:
        made = os.path.join(folder, "made")
        result = run("-", board, "-o", made, "--emit", "all", *options, stdin=text)
        result.files = read_folder(made)
    return result


def without_layout_id(files):
    return {name: LAYOUT_ID.sub(rb"\1ID", data) for name, data in files.items()}


def differing(first, second):
    """Names of files that are not the same in both."""
    return sorted(name for name in first.keys() | second.keys()
                  if first.get(name) != second.get(name))


def some(cases):
    """All cases, or those that are in the sample."""
    return itertools.islice(cases, 0, None, EVERY)


def samples():
    """(name, scenario text, board file) of every sample of the project."""
    folder = os.path.join(ROOT, "config-xmls")
    for board in sorted(os.listdir(folder)):
        path = os.path.join(folder, board)
        if not os.path.isdir(path):
            continue
        for scenario in sorted(os.listdir(path)):
            if scenario.endswith(".xml"):
                with open(os.path.join(path, scenario), "rb") as file:
                    yield (board + "/" + scenario[:-4], file.read(),
                           os.path.join(ROOT, "board-xmls", board + ".xml"))


def corpus_rows():
    """The rows of the corpus' index as dictionaries; none where there is no corpus."""
    index = os.path.join(CORPUS, "index.tsv")
    if not os.path.exists(index):
        return
    with open(index, encoding="utf-8") as file:
        names = file.readline().rstrip("\n").split("\t")
        for line in file:
            yield dict(zip(names, line.rstrip("\n").split("\t")))


def corpus():
    """(name, scenario text, board file or None) of every well-formed scenario of the corpus."""
    for row in corpus_rows():
        if row["well_formed"] != "y":
            continue
        with open(os.path.join(CORPUS, "scenarios", row["scenario"]), "rb") as file:
            board = row["board"] and os.path.join(CORPUS, "boards", row["board"])
            yield row["scenario"], file.read(), board or None


def targets():
    """The releases that there are tables for, with their profiles."""
    listing = run("--list-targets").out.decode()
    return [tuple(line.split()[:2]) for line in listing.splitlines()]


def is_string_dialect(text):
    return b"<IVSHMEM_ENABLED" in text


def replace_section(text, section):
    """The scenario with another IVSHMEM element."""
    replaced, count = IVSHMEM.subn(lambda _: section, text, count=1)
    assert count == 1
    return replaced


def for_release(text, target):
    """The scenario with the names that only v2.7 has, if it is for that release."""
    if target != "v2.7":
        return text
    text = text.replace(b"<base>SOS_COM", b"<base>SERVICE_VM_COM")
    return text.replace(b"<bootargs>SOS_VM_BOOTARGS<", b"<bootargs>SERVICE_VM_OS_BOOTARGS<")


VM = re.compile(rb"<vm id=\"(\d+)\">(.*?)</vm>", re.DOTALL)
NAME = re.compile(rb"<name>([^<]*)</name>")
TYPE = re.compile(rb"<(?:vm_type|load_order)[^>]*>\s*(\w+)\s*<")


def name_vms(text):
    """A scenario whose VMs all have names, and (id, name, kind) of each."""
    vms = []

    def name(match):
        body = match[2]
        kind = TYPE.search(body)[1].decode()
        vm_name = b"NAMED_VM" + match[1]
        if NAME.search(body):
            body = NAME.sub(b"<name>" + vm_name + b"</name>", body, count=1)
        else:
            body = b"<name>" + vm_name + b"</name>" + body
        vms.append((int(match[1]), vm_name.decode(), kind))
        return b'<vm id="' + match[1] + b'">' + body + b"</vm>"

    return VM.sub(name, text), vms


def string_section(regions):
    """(land, name, size, [VM ids]) of each region as the releases up to v2.7 have them."""
    lines = "".join("<IVSHMEM_REGION>%s:/%s, %d, %s</IVSHMEM_REGION>" % (
        land, name, size, ":".join(str(vm) for vm in vms)) for land, name, size, vms in regions)
    return ("<IVSHMEM><IVSHMEM_ENABLED>y</IVSHMEM_ENABLED>%s</IVSHMEM>" % lines).encode()


def element_section(regions, names):
    """The same as the releases from v3.0 on have them; names by VM id."""
    provider = {"hv": "Hypervisor", "dm": "Device Model"}
    lines = "".join(
        "<IVSHMEM_REGION><NAME>%s</NAME><PROVIDED_BY>%s</PROVIDED_BY>"
        "<IVSHMEM_SIZE>%d</IVSHMEM_SIZE><IVSHMEM_VMS>%s</IVSHMEM_VMS></IVSHMEM_REGION>" % (
            name, provider[land], size, "".join(
                "<IVSHMEM_VM><VM_NAME>%s</VM_NAME><VBDF></VBDF></IVSHMEM_VM>" % names[vm]
                for vm in vms)) for land, name, size, vms in regions)
    return ("<IVSHMEM>%s</IVSHMEM>" % lines).encode()


def in_parallel(check, jobs):
    """Runs check for each job; the program under test does the work, so threads will do."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(check, jobs))


class Report:
    """Counts cases, prints failures."""

    def __init__(self, title):
        self.title = title
        self.count = 0
        self.failures = 0

    def check(self, good, message, *details):
        self.count += 1
        if not good:
            self.failures += 1
            print("FAILED: " + message)
            for detail in details:
                print("  " + str(detail).strip().replace("\n", "\n  "))
        return good

    def finish(self, minimum=1):
        print("%s: %d cases, %d failures" % (self.title, self.count, self.failures))
        return 1 if self.failures or self.count < minimum // EVERY else 0
