"""The measurements of bench/run.sh. usage: measure.py PROGRAM [--print] [--quick]

Every comparison is one run of hyperfine with all its commands; it is repeated, and the median of
the rounds' CPU times (user and system) is what is shown.
"""

import argparse
import csv
import json
import os
import pathlib
import platform
import statistics
import subprocess
import tempfile

import graph
import inputs

TREE = inputs.TREE
BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"


# New files are made in memory: a disk's file system slows down where files are removed and made again.
MEMORY = pathlib.Path("/dev/shm")


class Bench:
    def __init__(self, program, folder, new, quick):
        self.program = program
        self.folder = folder
        self.new = new
        self.rounds = 2 if quick else 9

    def file(self, name, text):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return str(path)

    def measure(self, commands, runs, rounds=None):
        """CPU milliseconds of each command; a command is a list, its words without blanks.

        Many short rounds, for the machine is not as fast in one second as in the next.
        """
        report = self.folder / "report.json"
        found = [[] for _ in commands]
        call = ["hyperfine", "-N", "-i", "--style", "none", "--warmup", "2", "--runs", str(runs)]
        call += ["--export-json", str(report), "--prepare", "rm -rf %s/new" % self.new]
        for _ in range(rounds or self.rounds):
            subprocess.run(call + [" ".join(words) for words in commands], check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for times, result in zip(found, json.loads(report.read_text())["results"]):
                times.append(1000 * (result["user"] + result["system"]))
        return [statistics.median(times) for times in found]

    # ---- one compilation beside xmllint ----

    def compile_times(self, scenario, board):
        new, old = str(self.new / "new"), str(self.folder / "old")
        tool = [self.program, scenario, board]
        subprocess.run(tool + ["-o", old], check=True, stderr=subprocess.DEVNULL)
        return self.measure([
            ["xmllint", "--noout", scenario, board],
            tool + ["--check"],
            tool + ["-o", old],
            tool + ["-o", new],
            tool + ["-o", new, "--emit", "all"],
            tool + ["--check", "--diagnostics", "sarif"],
        ], 6, 3 * self.rounds)

    def many(self):
        boards = pathlib.Path(self.file("boards/whl-ipc-i5.xml", inputs.BOARD)).parent
        scenarios = [self.file("many/%04d.xml" % i, text)
                     for i, text in enumerate(inputs.many_scenarios(1000))]
        return self.measure([
            ["xmllint", "--noout"] + scenarios,
            [self.program, "--check", "--board-dir", str(boards)] + scenarios,
        ], 2)

    # ---- growth ----

    def grow(self, sizes, make, refused=False):
        """[(size, milliseconds)]; make(size) has the scenario and the board, one of them grown."""
        points = []
        for size in sizes:
            scenario, board = make(size)
            command = [self.program, "--check", self.file("grown.xml", scenario),
                       self.file("grown-board.xml", board)]
            if not refused:
                subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
            points.append((size, self.measure([command], 3, min(self.rounds, 5))[0]))
        return points

    def growth(self):
        lists = [8, 16, 32, 64, 128, 256]  # a longer list is one error while loading
        return {
            "board, MB": self.grow([1, 2, 5, 10, 20], lambda mb: (
                inputs.SCENARIO, inputs.board(mb * 1000000))),
            "region elements": self.grow(lists, lambda n: (inputs.scenario(n), inputs.BOARD), True),
            "diagnostics": self.grow(lists, lambda n: (inputs.scenario(n, 3), inputs.BOARD), True),
        }


# ---- which files ----

def pairs(program):
    """(scenario, board) of the smallest and the largest board for which regions are compiled."""
    corpus = pathlib.Path(os.environ.get("ACRN_CORPUS", TREE.parent / "shared/corpus"))
    index = corpus / "index.tsv"
    if index.exists():
        with index.open(newline="") as file:
            known = [(corpus / "scenarios" / row["scenario"], corpus / "boards" / row["board"])
                     for row in csv.DictReader(file, delimiter="\t")
                     if row["board"] and row["n_regions"] != "0"]
        origin = "real ones, of releases of ACRN"
    else:
        known = [(scenario, TREE / "board-xmls" / (scenario.parent.name + ".xml"))
                 for scenario in sorted(TREE.glob("config-xmls/*/*.xml"))]
        origin = "samples"
    # Of the scenarios of a board the largest: it has the most to compile.
    known.sort(key=lambda pair: (pair[1].stat().st_size, -pair[0].stat().st_size))
    smallest = next(pair for pair in known if compiles(program, pair))
    known.sort(key=lambda pair: (-pair[1].stat().st_size, -pair[0].stat().st_size))
    largest = next(pair for pair in known if compiles(program, pair))
    return origin, [tuple(map(str, pair)) for pair in (smallest, largest)]


def compiles(program, pair):
    return subprocess.run([program, "--check", *map(str, pair)], capture_output=True).returncode == 0


# ---- what is written ----

def machine():
    compiler = subprocess.run(["gcc", "-dumpfullversion"], capture_output=True, text=True).stdout
    libxml = subprocess.run(["pkg-config", "--modversion", "libxml-2.0"], capture_output=True,
                            text=True).stdout
    return "a virtual machine with %d %s cores, gcc %s, libxml2 %s" % (
        os.cpu_count(), platform.machine(), compiler.strip(), libxml.strip())


def compile_table(origin, sizes, times):
    labels = ["`xmllint --noout`", "`--check`", "`-o`, files as before", "`-o`, new files",
              "`-o --emit all`, new files", "`--check --diagnostics sarif`"]
    lines = ["| milliseconds of CPU | smallest board, %d KB | | largest board, %d KB | |" % sizes,
             "|---|--:|--:|--:|--:|"]
    for i, label in enumerate(labels):
        cells = ["%.2f | %.2f" % (column[i], column[i] / column[0]) for column in times]
        lines.append("| %s | %s |" % (label, " | ".join(cells)))
    return "\n".join(lines) + "\n\nBoards: %s. The second number is the ratio to xmllint.\n" % origin


def growth_table(growth):
    lines = ["| what grows | from | | to | | for each, first | last |", "|---|--:|--:|--:|--:|--:|--:|"]
    for what, points in growth.items():
        (first, early), (last, late) = points[0], points[-1]
        (before, earlier) = points[-2]
        lines.append("| %s | %d | %.1f ms | %d | %.0f ms | %.4g ms | %.4g ms |" % (
            what, first, early, last, late, (points[len(points) // 2][1] - early) /
            (points[len(points) // 2][0] - first), (late - earlier) / (last - before)))
    return "\n".join(lines) + "\n"


def report(bench):
    origin, chosen = pairs(bench.program)
    sizes = tuple(round(os.stat(board).st_size / 1000) for _, board in chosen)
    text = compile_table(origin, sizes, [bench.compile_times(*pair) for pair in chosen])
    lint, check = bench.many()
    text += "\n1,000 scenarios in one run: `xmllint --noout` %.0f ms, `--check --board-dir` %.0f ms " % (
        lint, check)
    text += "(%.2f).\n\n" % (check / lint)
    growth = bench.growth()
    text += growth_table(growth) + "\nMeasured on %s.\n" % machine()
    return text, graph.draw(growth)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--print", action="store_true", dest="only_print")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory(
            dir=MEMORY if MEMORY.is_dir() else None) as new:
        text, picture = report(Bench(options.program, pathlib.Path(folder), pathlib.Path(new),
                                     options.quick))
    print(text, end="")
    if options.only_print:
        return
    page = TREE / "docs/performance.md"
    before, rest = page.read_text().split(BEGIN)
    page.write_text(before + BEGIN + text + END + rest.split(END)[1])
    (TREE / "docs/performance.svg").write_text(picture)


main()
