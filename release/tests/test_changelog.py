"""Tests the notes of a release, and the check of a tag's version."""

import pathlib
import subprocess
import sys
import unittest

RELEASE = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RELEASE))

import changelog  # noqa: E402

TEXT = """\
# Changelog

## [Unreleased]

- later

## [0.2.0] - 2026-12-01

### Added

- second

## [0.1.0] - 2026-11-01

- first
"""


class ChangelogTest(unittest.TestCase):
    def test_section_ends_at_the_next_version(self):
        self.assertEqual(changelog.section(TEXT, "0.2.0"), "### Added\n\n- second\n")
        self.assertEqual(changelog.section(TEXT, "0.1.0"), "- first\n")

    def test_a_version_without_a_dated_heading_has_no_section(self):
        for version in ("0.3.0", "0.1", "0X1.0", "Unreleased", ""):
            self.assertIsNone(changelog.section(TEXT, version), version)

    def test_another_version_than_cargo_is_refused(self):
        done = subprocess.run([sys.executable, "-B", RELEASE / "changelog.py", "99.0.0"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("is not the version in Cargo.toml", done.stderr)


if __name__ == "__main__":
    unittest.main()
