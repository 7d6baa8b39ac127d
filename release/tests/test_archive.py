"""Tests that archives are reproducible and keep permissions."""

import io
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import archive  # noqa: E402

FILES = [archive.File("b", b"text" * 100), archive.File("a", b"program", archive.PROGRAM)]


class ArchiveTest(unittest.TestCase):
    def test_order_and_time_do_not_change_the_bytes(self):
        for make in (archive.zip_bytes, lambda files: archive.tar_gz_bytes("folder", files)):
            first = make(FILES)
            os.environ["TZ"] = "Pacific/Auckland"
            self.addCleanup(os.environ.pop, "TZ", None)
            self.assertEqual(first, make(list(reversed(FILES))))

    def test_zip_has_permissions_and_a_fixed_time(self):
        with zipfile.ZipFile(io.BytesIO(archive.zip_bytes(FILES))) as found:
            self.assertIsNone(found.testzip())
            entries = [(entry.filename, entry.external_attr >> 16, entry.date_time) for entry in found.infolist()]
        self.assertEqual(entries, [("a", 0o100755, archive.ZIP_TIME), ("b", 0o100644, archive.ZIP_TIME)])

    def test_tar_has_one_folder_and_no_user(self):
        with tarfile.open(fileobj=io.BytesIO(archive.tar_gz_bytes("tools-1", FILES))) as found:
            entries = [(entry.name, entry.mode, entry.mtime, entry.uname) for entry in found.getmembers()]
            self.assertEqual(found.extractfile("tools-1/a").read(), b"program")
        self.assertEqual(entries, [("tools-1/a", 0o755, archive.TAR_TIME, ""), ("tools-1/b", 0o644, archive.TAR_TIME, "")])

    def test_sha256sum_accepts_the_checksums(self):
        with tempfile.TemporaryDirectory() as folder:
            for file in FILES:
                pathlib.Path(folder, file.name).write_bytes(file.content)
            archive.write_checksums(pathlib.Path(folder))
            archive.write_checksums(pathlib.Path(folder))
            done = subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd=folder, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (0, "a: OK\nb: OK\n"))


if __name__ == "__main__":
    unittest.main()
