#!/usr/bin/env python3
"""Who may include and call what (docs/architecture.md). Usage: dependencies.py [SOURCE_TREE]

The rooms are the folders of src/, and each file directly in src/ (with its header) is a room of its
own. A room includes itself, and the rooms in its row below. No file, and no room, includes itself
through others.
"""
import pathlib
import re
import sys

TOP = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2])
SRC = TOP / "src"

BASE = ["base"]
DIAG = ["diag"] + BASE
MODEL = ["model"] + DIAG
API = ["acrn_cfgc.h", "compile.h"]

# A folder, and what its files may include besides each other: folders, or single headers.
FOLDERS = {
    "base": [],
    "diag": BASE,
    "model": DIAG,
    "xml": MODEL,
    "parse": ["xml"] + MODEL,
    "check": MODEL,
    "layout": MODEL,
    "verify": MODEL,
    "emit": MODEL,
    "hypervisor": ["emit/common.h", "emit/emit.h"] + MODEL,
    "files": MODEL,
    "fix": DIAG,
    "report": ["xml", "parse/parse.h", "layout/layout.h", "layout/free_space.h", "emit/emit.h",
               "emit/common.h"] + MODEL,
    "launch": ["parse/parse.h", "check/rules.h"] + MODEL,
    "migrate": ["xml", "parse/parse.h", "layout/layout.h", "emit/emit.h"] + API + MODEL,
    "api": ["files", "fix", "report", "launch", "migrate", "emit/emit.h", "layout/layout.h", "xml/xml.h"]
    + API + MODEL,
    "cli": ["acrn_cfgc.h", "base/arena.h", "base/nearest.h"],
}

# Files directly in src/. Their folder is the rest of the same pass.
ROAD = {
    "main": ["acrn_cfgc.h", "cli"],
    "acrn_cfgc": [],
    "compile": ["acrn_cfgc.h", *(set(FOLDERS) - {"api", "cli"})],
    "compile_board": ["acrn_cfgc.h", "compile.h", "files"] + MODEL,
    "parse_scenario": ["parse", "xml"] + MODEL,
    "parse_ivshmem": ["parse", "xml"] + MODEL,
    "resolve": MODEL,
    "check": ["check"] + MODEL,
    "check_ivshmem": ["check"] + MODEL,
    "layout_ivshmem": ["layout"] + MODEL,
    "verify": ["verify"] + MODEL,
    "emit": ["emit", "hypervisor", "report/stylesheet.h"] + MODEL,
    "emit_c": ["emit"] + MODEL,
}

# The library neither prints nor ends the program nor depends on the process around it.
CALLS = {
    r"v?f?printf|v?dprintf|v?sprintf|f?puts|f?putc|putchar|perror":
        "the library does not print; report a diagnostic",
    r"exit|_exit|_Exit|quick_exit|abort": "the library does not end the program; report a diagnostic",
    r"getenv|setlocale|strtok|atoi|atol|srand|signal": "hidden state of the process or an unchecked conversion",
}
SEE_XML = ("xml", "parse", "migrate", "report", "src/parse_scenario", "src/parse_ivshmem")

complaints = []


def complain(path, line, text):
    complaints.append(f"src/{path}:{line}: {text}")


def without_comments_and_strings(text):
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))
    return re.sub(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", blank, text, flags=re.S)


def room_of(path):
    return path.parts[0] if len(path.parts) > 1 else "src/" + path.stem


def is_program(path):
    return room_of(path) in ("src/main", "cli")


def row_of(room):
    return ROAD.get(room[4:]) if room.startswith("src/") else FOLDERS.get(room)


def may_include(room, header):
    row = row_of(room)
    return row is None or str(header) in row or len(header.parts) > 1 and room_of(header) in row


def check_file(path, includes):
    text = (SRC / path).read_text(encoding="utf-8")
    room = room_of(path)
    if row_of(room) is None:
        complain(path, 1, f"'{room}' has no row in tests/lint/dependencies.py")
    code = without_comments_and_strings(text)
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*"([^"]+)"', line)
        if match and match.group(1) != "embedded.h":
            header = pathlib.PurePosixPath(match.group(1))
            includes.setdefault(path, []).append((number, header))
            if not (SRC / header).is_file():
                complain(path, number, f'"{header}" is not a file of src/')
            elif room_of(header) != room and not may_include(room, header):
                complain(path, number, f'includes "{header}"; {room} may not')
        if re.match(r"\s*#\s*include\s*<lib(xml|xslt|exslt)/", line) and room not in SEE_XML:
            complain(path, number, "only " + ", ".join(SEE_XML) + " see libxml2 or libxslt")
    for number, line in enumerate(code.splitlines(), 1):
        check_calls(path, number, line)


def check_calls(path, number, line):
    if room_of(path) == "verify" and re.search(r"\b(layout|free_space)_\w+\s*\(", line):
        complain(path, number, "the proof of a layout shares no code with its making")
    # Out of memory ends the process.
    if is_program(path) or str(path) == "base/arena.c" and "_exit(3);" in line:
        return
    for words, reason in CALLS.items():
        if re.search(rf"\b({words})\s*\(", line):
            complain(path, number, reason)
    if re.search(r"\b(FILE|stdin|stdout|stderr|fopen|freopen)\b", line):
        complain(path, number, "the library has no FILE; texts are built in memory and written by files/")


def find_cycle(graph):
    state, stack = {}, []

    def visit(node):
        state[node] = "open"
        stack.append(node)
        for other in sorted(graph.get(node, ())):
            if state.get(other) == "open":
                return stack[stack.index(other):] + [other]
            if other not in state and (cycle := visit(other)):
                return cycle
        stack.pop()
        state[node] = "done"
        return None

    for node in sorted(graph):
        if node not in state and (cycle := visit(node)):
            return cycle
    return None


def main():
    includes = {}
    for path in sorted(SRC.rglob("*.[ch]")):
        check_file(pathlib.PurePosixPath(path.relative_to(SRC)), includes)
    files, rooms = {}, {}
    for path, headers in includes.items():
        for _, header in headers:
            files.setdefault(str(path), set()).add(str(header))
            if room_of(path) != room_of(header):
                rooms.setdefault(room_of(path), set()).add(room_of(header))
    for title, graph in (("files", files), ("rooms", rooms)):
        if cycle := find_cycle(graph):
            complaints.append(f"src: {title} include each other in a circle: " + " -> ".join(cycle))
    print("\n".join(complaints), end="\n" if complaints else "")
    return 1 if complaints else 0


sys.exit(main())
