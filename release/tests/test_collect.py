"""Tests the collection of the archives of several machines."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

RELEASE = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RELEASE))

import archive  # noqa: E402


class CollectTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.parts, self.dist = pathlib.Path(folder.name, "parts"), pathlib.Path(folder.name, "dist")
        for name in ("a.zip", "b.tar.gz"):
            part = self.parts / name
            part.mkdir(parents=True)
            (part / name).write_text(name)
            (part / name.replace(".zip", ".cdx.json").replace(".tar.gz", ".cdx.json")).write_text("{}")
            archive.write_checksums(part)

    def collect(self):
        return subprocess.run([RELEASE / "collect.sh", self.parts, self.dist], capture_output=True, text=True).returncode

    def test_all_files_are_collected_with_their_checksums(self):
        self.assertEqual(self.collect(), 0)
        names = sorted(path.name for path in self.dist.iterdir())
        self.assertEqual(names, ["SHA256SUMS", "a.cdx.json", "a.zip", "b.cdx.json", "b.tar.gz"])
        before = (self.dist / "SHA256SUMS").read_text()
        archive.write_checksums(self.dist)
        self.assertEqual((self.dist / "SHA256SUMS").read_text(), before)

    def test_a_changed_file_is_refused(self):
        (self.parts / "a.zip/a.zip").write_text("changed")
        self.assertNotEqual(self.collect(), 0)

    def test_an_archive_without_sbom_is_refused(self):
        (self.parts / "a.zip/a.cdx.json").unlink()
        archive.write_checksums(self.parts / "a.zip")
        self.assertNotEqual(self.collect(), 0)

    def test_two_files_of_the_same_name_are_refused(self):
        (self.parts / "b.tar.gz/a.zip").write_text("other")
        archive.write_checksums(self.parts / "b.tar.gz")
        self.assertNotEqual(self.collect(), 0)


if __name__ == "__main__":
    unittest.main()
