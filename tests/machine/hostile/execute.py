"""What generated files do when they are used, not what they look like.

Scripts are run where the only programs are ones that write down how they are called, the rules for
make are read by make, argument files split by the shell, and the C is compiled and run.
"""
import os
import pathlib
import re
import shutil
import subprocess

TREE = pathlib.Path(os.environ["SOURCE_DIR"])
INCLUDE = TREE / "tests/tables/consumer/include"
RECORDER = """#!/bin/sh
printf '%s\\0' "${0##*/}" "$@" >>"$RECORD"
"""
# Printed by make: every variable that the file sets.
SHOW_VARIABLES = ("include given.mk\n"
                  "$(foreach v,$(filter-out CURDIR,$(.VARIABLES)),$(if $(filter file,$(origin $v)),"
                  "$(info $v=$(value $v))))\nall:;@:\n")
SHOW_NAMES = """
#include <stdio.h>
extern const char *const names[];
int main(void)
{
	for (unsigned i = 0; names[i]; i++)
		fwrite(names[i], 1, __builtin_strlen(names[i]) + 1, stdout);
	return 0;
}
"""


class Failed(Exception):
    pass


SHELLS = [shell for shell in ("dash", "bash", "busybox") if shutil.which(shell)]


def run_script(room, path, words, shells):
    """The calls that a script makes, as bytes, and what it says."""
    room = pathlib.Path(room)
    results = []
    for shell in shells:
        sandbox = room / "sandbox"
        shutil.rmtree(sandbox, ignore_errors=True)
        (sandbox / "programs").mkdir(parents=True)
        (sandbox / "shm").mkdir()
        (sandbox / "sys/bus/pci/devices").mkdir(parents=True)
        # x is what the hostile texts call, touch and env what somebody else might.
        for name in ("qemu-system-x86_64", "find", "x", "X", "touch", "env"):
            (sandbox / "programs" / name).write_text(RECORDER)
            (sandbox / "programs" / name).chmod(0o755)
        for name in ("awk", "tr", "wc"):
            (sandbox / "programs" / name).symlink_to(shutil.which(name))
        found = set(sandbox.rglob("*"))
        command = [shutil.which(shell)] + (["sh"] if shell == "busybox" else [])
        done = subprocess.run(
            [*command, str(path), *words], cwd=sandbox, stdin=subprocess.DEVNULL,
            capture_output=True, env={"PATH": str(sandbox / "programs"), "SHM_DIR": "shm",
                                      "SYSFS_ROOT": "sys", "RECORD": str(room / "record")})
        record = room / "record"
        calls = record.read_bytes() if record.exists() else b""
        record.unlink(missing_ok=True)
        if set(sandbox.rglob("*")) != found:
            raise Failed(f"{path.name} under {shell} leaves files")
        said = done.stdout + done.stderr
        results.append((done.returncode, calls, said.replace(os.fsencode(path), b"SCRIPT")))
    if any(result != results[0] for result in results):
        raise Failed(f"{path.name} is not the same under {shells}: {results}")
    return results[0]


def split_arguments(path):
    """The words that the guest's launch line gets."""
    done = subprocess.run(["sh", "-c", 'set -f; printf "%s\\0" $(cat "$1")', "sh", str(path)],
                          capture_output=True, check=True)
    return done.stdout


def make_variables(room, path):
    folder = pathlib.Path(room) / "make"
    folder.mkdir(exist_ok=True)
    shutil.copy(path, folder / "given.mk")
    (folder / "Makefile").write_text(SHOW_VARIABLES)
    done = subprocess.run(["make", "-rR", "--no-print-directory"], cwd=folder,
                          capture_output=True)
    if done.returncode != 0 or done.stderr:
        raise Failed(f"{path.name}: make says {done.stderr!r}")
    return done.stdout


def compiled_names(room, out):
    """Every string that a macro of the generated headers is, from a program that prints them."""
    folder = pathlib.Path(room) / "c"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    freestanding = [
        os.environ.get("CC", "gcc"), "-std=gnu11", "-ffreestanding", "-nostdinc", "-Wall", "-Werror",
        "-I.", f"-I{out}", *(f"-I{INCLUDE / name}" for name in ("P5", "modern", "common")), "-include",
        str(INCLUDE / "common/config.h"), "-c"]
    names = []
    for header in [out / "ivshmem_cfg.h", *sorted(out.glob("vm*/ivshmem_guest.h"))]:
        macros = re.findall(r'^#define (\w+)\s+"', header.read_text(), re.MULTILINE)
        (folder / "given_config.h").write_text('#include "ivshmem_config.h"\n')
        (folder / "scenario_config.h").write_text("#define CONFIG_MAX_VM_NUM 16U\n")
        (folder / "names.c").write_text(
            f'#include <types.h>\n#include "{header}"\nextern const char *const names[];\n'
            f'const char *const names[] = {{{", ".join([*macros, "0"])}}};\n')
        (folder / "main.c").write_text(SHOW_NAMES)
        for words in ([*freestanding, "names.c", "-o", "names.o"],
                      ["gcc", "names.o", "main.c", "-o", "names"]):
            done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
            if done.returncode != 0:
                raise Failed(f"{header.name} does not compile: {done.stderr}")
        names.append(subprocess.run([folder / "names"], capture_output=True, check=True).stdout)
    return b"".join(names)


def execute(room, out, thorough):
    """file: what comes out of it, in bytes that may hold the text. thorough: with the C, under all
    shells that there are, and not of the first VM only."""
    out = pathlib.Path(out)
    shells = SHELLS if thorough else SHELLS[:1]
    done = {}
    for path in sorted(out.rglob("*")):
        name = str(path.relative_to(out))
        if not thorough and re.search(r"vm[1-9]\d*(\.sh|/)", name):
            continue
        if re.fullmatch(r"run_vm\d+\.sh", name):
            done[name] = run_script(room, path, ["-append", "a b", "*"], shells)
        elif name.endswith(".sh"):
            done[name] = run_script(room, path, ["--dry-run"], shells)
        elif name.endswith(".args"):
            done[name] = split_arguments(path)
        elif name.endswith((".mk", ".config")):
            done[name] = make_variables(room, path)
    if thorough:
        done["C"] = compiled_names(room, out)
    return done
