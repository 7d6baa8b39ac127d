"""Tests the bill of materials of an archive."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import sbom  # noqa: E402


def document(program, *crates):
    """A document as cargo-cyclonedx writes it: the program depends on each crate."""
    ref = f"path+file:///home/user/{program}#0.1.0"
    names = [f"registry+https://example.com#{crate}@1.0.0" for crate in crates]
    return {
        "metadata": {"component": {"type": "application", "bom-ref": ref, "name": program, "version": "0.1.0",
                                   "components": [{"bom-ref": f"{ref} bin-target-0"}]}},
        "components": [{"type": "library", "bom-ref": name, "name": crate, "version": "1.0.0", "scope": "required"}
                       for crate, name in zip(crates, names, strict=True)],
        "dependencies": [{"ref": ref, "dependsOn": names}, *({"ref": name} for name in names)],
    }


LINKED = {("orgctl", "0.1.0"), ("local", "0.1.0"), ("clap", "1.0.0"), ("axum", "1.0.0")}


class SbomTest(unittest.TestCase):
    def merged(self):
        documents = [document("orgctl", "clap", "clap_derive"), document("local", "axum", "clap")]
        return sbom.merge(documents, "tools", "0.1.0", LINKED)

    def test_the_crates_of_all_programs_are_listed_without_macros(self):
        names = [component["name"] for component in self.merged()["components"]]
        self.assertEqual(names, ["axum", "clap", "local", "orgctl"])

    def test_dependencies_are_those_of_listed_crates(self):
        self.assertEqual(
            self.merged()["dependencies"],
            [
                {"ref": "tools", "dependsOn": ["pkg:cargo/local@0.1.0", "pkg:cargo/orgctl@0.1.0"]},
                {"ref": "pkg:cargo/axum@1.0.0", "dependsOn": []},
                {"ref": "pkg:cargo/clap@1.0.0", "dependsOn": []},
                {"ref": "pkg:cargo/local@0.1.0", "dependsOn": ["pkg:cargo/axum@1.0.0", "pkg:cargo/clap@1.0.0"]},
                {"ref": "pkg:cargo/orgctl@0.1.0", "dependsOn": ["pkg:cargo/clap@1.0.0"]},
            ],
        )

    def test_the_serial_number_depends_on_the_content(self):
        first, other = self.merged(), sbom.merge([document("orgctl", "clap")], "tools", "0.1.0", {("orgctl", "0.1.0")})
        self.assertRegex(first["serialNumber"], r"^urn:uuid:[0-9a-f-]{36}$")
        self.assertEqual(first["serialNumber"], self.merged()["serialNumber"])
        self.assertNotEqual(first["serialNumber"], other["serialNumber"])

    def test_paths_of_the_machine_are_left_out(self):
        self.assertNotIn("/home/user", str(self.merged()))

    def test_a_linked_crate_without_description_is_an_error(self):
        with self.assertRaises(SystemExit):
            sbom.merge([document("orgctl", "clap")], "tools", "0.1.0", LINKED)


if __name__ == "__main__":
    unittest.main()
