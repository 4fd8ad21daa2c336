"""Runs the program mutate over the inputs of a kind. Usage: run.py KIND MUTATE

KIND is scenarios, boards or launch (the project's samples and test inputs) or corpus (real files).
Environment: SOURCE_DIR, ACRN_CORPUS; EVERY=N takes each N-th input only; MUTATE_KEEP names a folder
for mutated inputs that failed.
"""
import csv
import glob
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

SKIPPED = 77
N_BOARDS = 10

ROOT = os.environ.get("SOURCE_DIR") or os.path.join(os.path.dirname(__file__), "..", "..", "..")
CORPUS = os.environ.get("ACRN_CORPUS") or os.path.join(ROOT, "..", "shared", "corpus")


def files(pattern):
    return sorted(glob.glob(os.path.join(ROOT, pattern)))


def good_pairs():
    """The inputs of tests/cases/good, with their boards."""
    for scenario in files("tests/cases/good/*.xml"):
        if scenario.endswith("board.xml"):
            continue
        own = scenario[:-len(".xml")] + ".board.xml"
        yield scenario, own if os.path.exists(own) else os.path.join(ROOT, "tests/cases/good/board.xml")


def sample_pairs():
    for scenario in files("config-xmls/*/*.xml"):
        board = os.path.basename(os.path.dirname(scenario))
        yield scenario, os.path.join(ROOT, "board-xmls", board + ".xml")


def scenario_jobs():
    return [["scenario", *pair] for pair in [*sample_pairs(), *good_pairs()]]


def board_jobs():
    pairs = [*sample_pairs(), *(pair for pair in good_pairs() if pair[1].endswith(".board.xml"))]
    return [[kind, *pair] for pair in pairs for kind in ("board", "lines")]


def launch_jobs():
    jobs = []
    for script in files("tests/cases/launch/good/*.sh"):
        arguments = script[:-len(".sh")] + ".args"
        words = []
        if os.path.exists(arguments):
            with open(arguments, encoding="utf-8") as file:
                words = [word for word in file.read().split() if word.endswith(".xml")]
        folder = os.path.dirname(script)
        jobs.append(["launch", script, *(os.path.join(folder, word) for word in words[:1])])
    return jobs


def corpus_jobs(all_boards):
    index = os.path.join(CORPUS, "index.tsv")
    if not os.path.exists(index):
        print("skipped: no corpus in %s; ACRN_CORPUS names another folder" % CORPUS)
        sys.exit(SKIPPED)
    with open(index, encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["well_formed"] == "y"]
    jobs = []
    of_board = {}
    for row in rows:
        pair = [os.path.join(CORPUS, "scenarios", row["scenario"])]
        if row["board"]:
            pair.append(os.path.join(CORPUS, "boards", row["board"]))
            # Of the scenarios of a board the last one with regions shows most.
            if row["n_regions"] != "0" or pair[1] not in of_board:
                of_board[pair[1]] = pair[0]
        jobs.append(["scenario", *pair])
    boards = sorted(of_board, key=os.path.getsize)
    for board in boards if all_boards else boards[:N_BOARDS]:
        jobs += [[kind, of_board[board], board] for kind in ("board", "lines")]
    return jobs


def run(job):
    return job, subprocess.run(job, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)


def main():
    kind, program = sys.argv[1:3]
    jobs = {"scenarios": scenario_jobs, "boards": board_jobs, "launch": launch_jobs,
            "corpus": lambda: corpus_jobs(False), "whole-corpus": lambda: corpus_jobs(True)}[kind]()
    jobs = jobs[::int(os.environ.get("EVERY", "1"))]
    failed = 0
    with ThreadPoolExecutor(2) as pool:
        for job, result in pool.map(run, ([program, *job] for job in jobs)):
            if result.returncode != 0:
                failed += 1
                print("%s: exit status %d" % (" ".join(job[1:]), result.returncode))
                print(result.stdout.decode(errors="replace"))
    print("%d inputs, %d failed" % (len(jobs), failed))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
