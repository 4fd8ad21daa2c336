#!/usr/bin/env python3
"""Tests of make_sets.py over the sample scenarios."""

import glob
import os
import re
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import make_sets  # noqa: E402

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
SAMPLES = [
    path
    for path in sorted(glob.glob(os.path.join(ROOT, "config-xmls", "*", "*.xml")))
    if "<IVSHMEM_SIZE" not in open(path, encoding="utf-8").read()
]
LINE = re.compile(r"[ \t]*<IVSHMEM_(REGION|ENABLED).*\n")


def read(path):
    with open(path, encoding="utf-8", newline="") as source:
        return source.read()


def regions(path):
    """Returns (name, size, VM ids) of each region of a file."""
    result = []
    for element in ElementTree.parse(path).iter("IVSHMEM_REGION"):
        name, size, vms = element.text.split(", ")
        result.append((name, int(size), [int(vm) for vm in vms.split(":")]))
    return result


class SampleSets(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, sample):
        paths = make_sets.write_sets(sample, self.folder.name)
        return {os.path.basename(path)[: -len(".xml")]: path for path in paths}

    def test_samples_exist(self):
        self.assertGreaterEqual(len(SAMPLES), 18)

    def test_only_regions_and_switch_change(self):
        for sample in SAMPLES:
            for path in self.write(sample).values():
                with self.subTest(sample=sample, path=path):
                    self.assertEqual(LINE.sub("", read(sample)), LINE.sub("", read(path)))
                    self.assertEqual(ElementTree.parse(path).find(".//IVSHMEM_ENABLED").text, "y")

    def test_regions_are_legal(self):
        for sample in SAMPLES:
            service, others = make_sets.read_vms(read(sample))
            known = set(others) | ({service} - {None})
            for name, path in self.write(sample).items():
                with self.subTest(sample=sample, set=name):
                    found = regions(path)
                    names = [region[0] for region in found]
                    self.assertEqual(len(names), len(set(names)))
                    self.assertTrue(1 <= len(found) <= 8)
                    for _, size, vms in found:
                        self.assertIn(size, [2 << shift for shift in range(9)])
                        self.assertGreaterEqual(len(vms), 2)
                        self.assertEqual(vms, sorted(set(vms)))
                        self.assertLessEqual(set(vms), known)
                        self.assertEqual(service in vms, name.endswith("-service"))

    def test_sets_have_their_sizes(self):
        for sample in SAMPLES:
            written = self.write(sample)
            for name, sizes in make_sets.SETS:
                for variant in (name, name + "-service"):
                    if variant in written:
                        found = tuple(region[1] for region in regions(written[variant]))
                        self.assertEqual(found, sizes)

    def test_every_possible_variant_is_written(self):
        every = len(make_sets.SETS) + 1
        for sample in SAMPLES:
            service, others = make_sets.read_vms(read(sample))
            expected = every * ((len(others) >= 2) + (service is not None and bool(others)))
            with self.subTest(sample=sample):
                self.assertEqual(len(self.write(sample)), expected)

    def test_all_vms_means_all(self):
        sample = os.path.join(ROOT, "config-xmls", "whl-ipc-i5", "hybrid_rt.xml")
        written = self.write(sample)
        self.assertEqual(regions(written["all-vms-4-service"])[0][2], [0, 1, 2, 3])
        self.assertEqual(regions(written["all-vms-4"])[0][2], [0, 2, 3])

    def test_line_ends_and_forms_of_a_region(self):
        text = (
            "<acrn-config>\r\n\t<IVSHMEM_ENABLED desc='d'>n</IVSHMEM_ENABLED>\r\n"
            "\t<IVSHMEM_REGION desc='a b'/>\r\n\t<IVSHMEM_REGION/>\r\n"
            "\t<IVSHMEM_REGION>hv:/a,\r\n 2, 0:1</IVSHMEM_REGION>\r\n</acrn-config>\r\n"
        )
        self.assertEqual(
            make_sets.replace_regions(text, ["x", "y"]),
            "<acrn-config>\r\n\t<IVSHMEM_ENABLED desc='d'>y</IVSHMEM_ENABLED>\r\n"
            "\t<IVSHMEM_REGION>x</IVSHMEM_REGION>\r\n\t<IVSHMEM_REGION>y</IVSHMEM_REGION>\r\n"
            "</acrn-config>\r\n",
        )

    def test_unfit_scenarios_are_refused(self):
        for text in ("<acrn-config/>", "<acrn-config><IVSHMEM_SIZE>2</IVSHMEM_SIZE></acrn-config>"):
            path = os.path.join(self.folder.name, "unfit.xml")
            with open(path, "w", encoding="utf-8") as target:
                target.write(text.replace("/>", "><vm id='0'/><vm id='1'/></acrn-config>"))
            with self.assertRaises(make_sets.BadScenario):
                make_sets.write_sets(path, self.folder.name)


if __name__ == "__main__":
    unittest.main()
