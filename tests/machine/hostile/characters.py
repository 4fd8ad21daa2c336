#!/usr/bin/env python3
"""Every character, in every field that takes text, through every output and back.

Each text is either refused or comes out as the same text: read with Python's parsers of JSON, XML
and HTML, the C preprocessor, the shell and make. Scripts, C and what is for make are used, too, see
execute.py: what they then do must be the same as with a plain text, but for the name of a region,
which must come out with each of its bytes. What is not text must be as if the text had been
harmless: an output is compared with that of a plain text in the same place. What cannot be shown
as it is may come as an escape (\\x1b, <1b>). usage: characters.py [FIELD...]
"""
import html.parser
import json
import multiprocessing
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

import execute

TOOL = os.environ["ACRN_CFGC"]
TREE = pathlib.Path(os.environ["SOURCE_DIR"])
SCENARIO = (TREE / "config-xmls/nuc11tnbi5/hybrid_rt.xml").read_text()
BOARD = (TREE / "board-xmls/nuc11tnbi5.xml").read_text()
PLAIN = "aXb"
WIDE = "\x80\x85\x9b\xa0\xad\xe4\u0301\u0430\u200b\u200d\u202e\u2028\u2066\u3000\ufeff\ufffd\ufffe" \
       "\U0001f600\U000e0001\U0010ffff"
CHARACTERS = [chr(c) for c in range(1, 128)] + list(WIDE)
# Ends of comments, strings and elements; substitutions; a trigraph; formats.
SEQUENCES = ["*/x/*", "//", "\\\n", "??/", "??'", "\\\"", "\"; x; \"", "'; x; '", "$(x)", "`x`",
             "${x}", "$x", "; x", "| x", "&& x", "\n#define x\n", "%s%n", "</title><x>", "<!--",
             "-->", "]]>", "&amp;", "&lt;", "&#0;", "\" onload=\"x", "'/><x y='", "\\u0000",
             "{{x}}", "\\", "a\\", "x\\x1b", "#x", "%x", "x y", "x:y", "x=y", "*", "~", "!x", "..",
             "__DATE__", "\r\nx", "\t", "\x1b[31m", "\x1b]0;x\x07"]


def is_xml(text):
    return not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", text)


def packs(pieces, size):
    """Texts of so many pieces each: a program is started for every text."""
    return ["a" + "".join(pieces[i:i + size]) + "b" for i in range(0, len(pieces), size)]


# What XML itself forbids is refused before any rule sees it.
TEXTS = (packs([c for c in CHARACTERS if is_xml(c)], 8)
         + packs([c for c in CHARACTERS if not is_xml(c)], 8)
         + packs(SEQUENCES[:-2], 3) + packs(SEQUENCES[-2:], 2))


def vm_name(text):
    return SCENARIO.replace("PRE_RT_VM0", text), BOARD


def element(name):
    return lambda text: (re.sub(f"(<{name}>)[^<]*", lambda m: m[1] + text, SCENARIO, count=1), BOARD)


# name: a function that gives scenario and board with the text (escaped for XML) in that field
FIELDS = {
    "scenario": lambda text: (SCENARIO.replace("<acrn-config>", f'<acrn-config scenario="{text}">'),
                              BOARD),
    "scenario's board": lambda text: (
        SCENARIO.replace("<acrn-config>", f'<acrn-config board="{text}">'),
        BOARD.replace(' board="nuc11tnbi5"', "")),
    "board": lambda text: (SCENARIO, BOARD.replace('board="nuc11tnbi5"', f'board="{text}"')),
    "VM name": vm_name,
    "load order": element("load_order"),
    "region name": element("NAME"),
    "provider": element("PROVIDED_BY"),
    "size": element("IVSHMEM_SIZE"),
    "region id": element("IVSHMEM_REGION_ID"),
    "peer": element("VM_NAME"),
    "VBDF": element("VBDF"),
    "vUART": lambda text: (SCENARIO.replace("vUART connection 1", text), BOARD),
    "vUART type": element("type"),
    "passthrough": element("pci_dev"),
    "memory": element("start_hpa"),
    "capacity": element("MAX_EMULATED_MMIO"),
    "element": lambda text: (SCENARIO.replace("</IVSHMEM>", f"<{text}/></IVSHMEM>"), BOARD),
    "region in text": lambda text: (re.sub("(?s)<IVSHMEM_REGION>.*</IVSHMEM_REGION>",
                                           lambda _: f"<IVSHMEM_REGION>{text}</IVSHMEM_REGION>",
                                           SCENARIO), BOARD),
    "device of the board": lambda text: (
        SCENARIO, BOARD.replace("Intel Corporation Device 9a14", text)),
    "resource of the board": lambda text: (SCENARIO, BOARD.replace(": System RAM", ": " + text, 1)),
}
# Fields that are compiled whatever their text is, unless XML itself forbids the character.
FREE = {"scenario", "scenario's board", "board", "vUART", "device of the board"}

# Most characters are refused here: one by one, so that one does not hide another.
STRICT = {"region name", "VM name"}

complaints = []


def for_xml(text):
    """The text with every character that means something to XML as a reference."""
    return "".join(c if c.isalnum() and c.isascii() else f"&#{ord(c)};" for c in text)


def shown_as(text):
    """A pattern of what may be shown in the place of a text: character by character itself or an
    escape of it; a line break is a blank where a name is one line of a picture."""
    def forms(c):
        yield c
        yield f"\\x{ord(c):02x}"
        yield f"\\u{ord(c):04x}" if ord(c) <= 0xffff else f"\\u{{{ord(c):x}}}"
        yield "".join(f"<{byte:02x}>" for byte in c.encode())
        if c in "\t\n\r":
            yield " "

    return "".join("(?:" + "|".join(re.escape(form) for form in forms(c)) + ")" for c in text)


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.texts = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, [name for name, _ in attrs]))
        self.texts += [value for _, value in attrs if value]

    def handle_data(self, data):
        self.texts.append(data)


def tree_shape(text):
    root = ElementTree.fromstring(text)
    return ([(node.tag, sorted(node.attrib)) for node in root.iter()],
            [value for node in root.iter() for value in [*node.attrib.values(), node.text or ""]])


def json_shape(value, texts):
    if isinstance(value, dict):
        return {key: json_shape(item, texts) for key, item in value.items()}
    if isinstance(value, list):
        return [json_shape(item, texts) for item in value]
    if isinstance(value, str):
        texts.append(value)
        return str
    return value


def c_tokens(files):
    """The C of all files without comments, as the preprocessor sees it."""
    source = "\n".join(data for name, data in sorted(files.items()) if name.endswith((".c", ".h")))
    done = subprocess.run(["gcc", "-trigraphs", "-fpreprocessed", "-dD", "-E", "-P", "-x", "c", "-"],
                          input=source, capture_output=True, text=True)
    # The layout's number depends on the names, too.
    return done.returncode, re.sub(r"0x[0-9a-f]{16}", "ID", done.stdout)


def shape(name, data):
    """What a file is apart from the texts in it, and these texts."""
    texts = []
    if name.endswith(".json"):
        return json_shape(json.loads(data), texts), texts
    if name.endswith(".xml") or name.endswith(".svg"):
        return tree_shape(data)
    if name.endswith(".html"):
        ElementTree.fromstring(data)
        page = Page(data)
        return page.tags, page.texts
    if name.endswith(".sh"):
        subprocess.run(["sh", "-n"], input=data, text=True, check=True, capture_output=True)
        # Two words per line at most hold a name; the text itself is compared below.
        return len(shlex.split(data, comments=True)), shlex.split(data, comments=True)
    if name.endswith((".config", ".mk", ".args", ".overlay")):
        lines = [line for line in data.splitlines() if not line.lstrip().startswith(("#", "*", "//"))]
        return (lines if name.endswith((".config", ".mk", ".args")) else len(lines)), lines
    return None, [data]


def unsafe(data):
    return re.search("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u200b\u202a-\u202e\u2028\u2066-\u2069]", data)


def compile_in(room, field, text):
    scenario, board = FIELDS[field](text)
    (room / "s.xml").write_text(scenario, encoding="utf-8", errors="surrogatepass")
    (room / "b.xml").write_text(board, encoding="utf-8", errors="surrogatepass")
    out = room / "out"
    shutil.rmtree(out, ignore_errors=True)
    said = {}
    result = None
    for form in ("text", "json", "sarif") if field not in FREE else ("text",):
        words = [TOOL, "s.xml", "b.xml", "--diagnostics", form, "--color", "never"]
        words += ["-o", "out", "--emit", "all"] if form == "text" else ["--check"]
        words += ["--report", "refused.html"] if form == "json" else []
        done = subprocess.run(words, cwd=room, capture_output=True, stdin=subprocess.DEVNULL)
        said[form] = done.stderr.decode()
        result = done.returncode if form == "text" else result
    files = {str(path.relative_to(out)): path.read_text() for path in out.rglob("*")
             if path.is_file()} if out.exists() else {}
    return result, said, files


def check_said(where, said):
    bad = []
    if unsafe(said["text"]):
        bad.append(f"{where}: messages: unsafe character {unsafe(said['text'])[0]!r}")
    try:
        for line in said.get("json", "").splitlines():
            json.loads(line)
        json.loads(said.get("sarif", "{}"))
    except ValueError as error:
        bad.append(f"{where}: JSON or SARIF: {error}")
    if unsafe(said.get("json", "")) or unsafe(said.get("sarif", "")):
        bad.append(f"{where}: JSON or SARIF: unsafe character")
    return bad


def check_file(where, name, data, plain, shown):
    try:
        now, texts = shape(name, data)
    except (ValueError, ElementTree.ParseError, subprocess.CalledProcessError) as error:
        return [f"{where}: {name} cannot be read: {error}"]
    due, plain_texts = shape(name, plain)
    bad = []
    if unsafe(data):
        bad.append(f"{where}: {name}: unsafe character {unsafe(data)[0]!r}")
    if now != due:
        bad.append(f"{where}: {name} is not the same apart from the text")
    # Every place that had the plain text has this one, whole.
    if name.endswith((".json", ".xml", ".html", ".svg")) and len(texts) == len(plain_texts):
        for got, was in zip(texts, plain_texts):
            due = shown.join(re.escape(part) for part in was.split(PLAIN))
            # A long name may be cut off in a picture, and is said to be.
            if PLAIN in was and not re.fullmatch(due, got) and not re.search("\u2026|\\.\\.\\.", got):
                bad.append(f"{where}: {name}: {got!r} in the place of {was!r}")
    return bad


def execute_in(room, field):
    try:
        return execute.execute(room, room / "out", field == "region name"), []
    except execute.Failed as error:
        return {}, [str(error)]


def check_execution(where, field, text, done, plain):
    """What is done is done with the very bytes of the text."""
    bad = []
    for name, due in plain.items():
        got = done.get(name)
        due = repr(due)
        if field == "region name":
            due = due.replace(PLAIN, text)
        if repr(got) != due:
            bad.append(f"{where}: {name} does {got!r} and not {due}")
    return bad


def check_one(job):
    """One text in one field: what is wrong, and whether it was compiled."""
    field, text, plain, plain_done = job
    where = f"{field} {text!r}"
    with tempfile.TemporaryDirectory(prefix="acrn-cfgc-characters-", dir=BASE) as folder:
        # An element's name cannot hold references.
        escaped = text if field == "element" else for_xml(text)
        status, said, files = compile_in(pathlib.Path(folder), field, escaped)
        done, bad = execute_in(pathlib.Path(folder), field) if status == 0 else ({}, [])
    bad = [f"{where}: {problem}" for problem in bad] + check_said(where, said)
    if status not in (0, 1):
        bad.append(f"{where}: status {status}: {said['text']}")
    if field in FREE and is_xml(text) and status != 0:
        bad.append(f"{where}: refused: {said['text']}")
    if status != 0:
        return bad, False
    if plain is None:
        return bad, True
    bad += check_execution(where, field, text, done, plain_done)
    shown = shown_as(text)
    # The name of a region is part of what is compiled, macros made of it included.
    if field == "region name":
        macro = re.sub("[^A-Z0-9]", "_", text.upper())
        # Not in a number: the identity of the tables may have the same letters.
        files = {name: re.sub("(?<![0-9a-fx])" + re.escape(text), PLAIN, data).replace(
                     macro, PLAIN.upper())
                 for name, data in files.items()}
        shown = PLAIN
    if sorted(files) != sorted(plain):
        return bad + [f"{where}: other files"], True
    for name, data in files.items():
        bad += check_file(where, name, data, plain[name], shown)
    if c_tokens(files) != c_tokens(plain):
        bad.append(f"{where}: the C differs apart from its comments")
    return bad, True


def plain_files(field):
    with tempfile.TemporaryDirectory(prefix="acrn-cfgc-characters-", dir=BASE) as folder:
        status, _, files = compile_in(pathlib.Path(folder), field, PLAIN)
        done, bad = execute_in(pathlib.Path(folder), field) if status == 0 else ({}, [])
    complaints.extend(f"{field}, plain: {problem}" for problem in bad)
    return (files if status == 0 else None), done


def check_file_name(text):
    """The file's name in messages, SARIF and the rules for make."""
    if "/" in text:
        return []
    bad = []
    with tempfile.TemporaryDirectory(prefix="acrn-cfgc-characters-", dir=BASE) as folder:
        room = pathlib.Path(folder)
        name = text + ".xml"
        (room / name).write_text(SCENARIO)
        (room / "b.xml").write_text(BOARD)
        done = subprocess.run([TOOL, name, "b.xml", "-o", "out", "--depfile", "out.d"], cwd=room,
                              capture_output=True, stdin=subprocess.DEVNULL)
        if unsafe(done.stderr.decode(errors="replace")):
            bad.append(f"file {name!r}: unsafe character in a message")
        if done.returncode == 0:
            bad += check_rule(room, name)
        elif done.returncode not in (1, 2, 3) or not done.stderr:
            bad.append(f"file {name!r}: status {done.returncode}")
        (room / name).write_text("<a/>")
        for form in ("json", "sarif"):
            done = subprocess.run([TOOL, "--check", name, "--diagnostics", form], cwd=room,
                                  capture_output=True, stdin=subprocess.DEVNULL)
            text = done.stderr.decode()
            try:
                json.loads(text)
            except ValueError as error:
                bad.append(f"file {name!r}: {form}: {error}")
    return bad


def check_rule(room, name):
    """make finds the file that is meant: up to date, then not."""
    # What cannot be made again counts as up to date.
    (room / "recipe").write_text("out/ivshmem_cfg.h:\n\ttrue\n")
    make = ["make", "-rRq", "-f", "out.d", "-f", "recipe", "out/ivshmem_cfg.h"]
    os.utime(room / name, (1, 1))
    os.utime(room / "b.xml", (1, 1))
    before = subprocess.run(make, cwd=room, capture_output=True, text=True, errors="replace")
    os.utime(room / name, (2_000_000_000, 2_000_000_000))
    after = subprocess.run(make, cwd=room, capture_output=True, text=True, errors="replace")
    if (before.returncode, after.returncode) != (0, 1):
        return [f"file {name!r}: make says {before.returncode}, {after.returncode}: {before.stderr}"]
    return []


def main():
    compiled = 0
    jobs = []
    for field in sys.argv[1:] or FIELDS:
        plain, done = plain_files(field)
        if field in FREE | {"region name"} and (plain is None or not done):
            complaints.append(f"{field}: the plain text is refused")
        singles = [f"a{c}b" for c in CHARACTERS] if field in STRICT else []
        jobs += [(field, text, plain, done) for text in TEXTS + singles]
    with multiprocessing.Pool() as pool:
        for bad, done in pool.imap_unordered(check_one, jobs, chunksize=16):
            complaints.extend(bad)
            compiled += done
        for bad in pool.imap_unordered(check_file_name, TEXTS, chunksize=16):
            complaints.extend(bad)
    for complaint in complaints[:20]:
        print(f"FAILED {complaint}", file=sys.stderr)
    print(f"{len(jobs) + len(TEXTS)} texts, {compiled} compiled, {len(complaints)} complaints")
    return 1 if complaints or (compiled < 150 and len(sys.argv) == 1) else 0


BASE = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

if __name__ == "__main__":
    sys.exit(main())
