#!/usr/bin/env python3
"""Seed corpora for the fuzz targets, made from the failing and good inputs and the samples.

usage: seeds.py SOURCE_TREE OUTPUT_FOLDER
"""
import hashlib
import os
import pathlib
import re
import shutil
import sys

MAX_SEED = 64 * 1024


def read_all(files):
    return {file: file.read_bytes() for file in sorted(files)}


def put(folder, data):
    folder.mkdir(parents=True, exist_ok=True)
    if len(data) <= MAX_SEED:
        (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)


def releases(tree):
    table = (tree / "src/model/targets.c").read_text()
    return [""] + re.findall(r'"(v\d+\.\d+)"', table)


def main():
    tree, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    if out.exists():
        shutil.rmtree(out)
    cases = read_all(list(tree.glob("tests/cases/bad/*.xml")) +
                     list(tree.glob("tests/cases/good/*.xml")))
    samples = read_all(tree.glob("config-xmls/*/*.xml"))
    boards = read_all(tree.glob("board-xmls/*.xml"))
    names = releases(tree)

    for file, data in {**cases, **samples, **boards}.items():
        is_board = file.name.endswith("board.xml") or file in boards
        put(out / ("board" if is_board else "scenario"), data)
        if not is_board:
            put(out / "migrate", data)
    for data in list(cases.values()) + list(samples.values()):
        for text in re.findall(rb"<IVSHMEM_REGION>([^<]*)</IVSHMEM_REGION>", data):
            put(out / "region", text)
            for value in re.split(rb"[,:\s]+", text):
                put(out / "value", value[:64])
        for value in re.findall(rb"(?:>|=\")([0-9A-Za-z_:.]{1,64})(?:<|\")", data):
            put(out / "value", value)

    for data in read_all(tree.glob("tests/cases/launch/*/*.sh")).values():
        put(out / "launch", data)

    pairs = [(data, boards[tree / "board-xmls" / (file.parent.name + ".xml")])
             for file, data in samples.items()]
    for file, data in cases.items():
        if file.name.endswith("board.xml"):
            continue
        own = file.with_name(file.stem + ".board.xml")
        board = cases.get(own) or cases.get(file.with_name("board.xml"))
        if board:
            pairs.append((data, board))
    for i, (scenario, board) in enumerate(pairs):
        release = names[i % len(names)] if i % 2 else ""
        put(out / "compile", release.encode() + b"\n" + scenario + b"\n====\n" + board)
    for folder in sorted(os.listdir(out)):
        print(f"{folder}: {len(os.listdir(out / folder))} seeds")


main()
