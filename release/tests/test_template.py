"""Tests the template of an archive: a small template line by line, and the repository's template."""

import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "release"))

import template  # noqa: E402

BEFORE = """\
Globals:
  Function:
    # About the build.
    # More about the build.
    Architectures: [arm64]

Resources:
  # The first function.
  OrgDiscoveryFunction:
    Type: AWS::Serverless::Function
    Metadata:
      BuildMethod: rust-cargolambda
      BuildProperties:
        # About the program.
        Binary: org-discovery
    Properties:
      CodeUri: .
      # About memory.
      MemorySize: 256

  Domain:
    Type: AWS::ApiGatewayV2::DomainName
    Metadata:
      cfn-lint: { config: { ignore_checks: [W1030] } }

  ExchangeFunction:
    Type: AWS::Serverless::Function
    Condition: ExchangeIsEnabled
    Metadata:
      BuildMethod: rust-cargolambda
      BuildProperties:
        Binary: org-discovery-exchange
    Properties:
      CodeUri: .

Outputs:
  ApiUrl:
    Value: x
"""
AFTER = """\
Globals:
  Function:
    # The architecture of the programs in this archive.
    Architectures: [x86_64]

Resources:
  # The first function.
  OrgDiscoveryFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: discovery.zip
      # About memory.
      MemorySize: 256

  Domain:
    Type: AWS::ApiGatewayV2::DomainName
    Metadata:
      cfn-lint: { config: { ignore_checks: [W1030] } }

  ExchangeFunction:
    Type: AWS::Serverless::Function
    Condition: ExchangeIsEnabled
    Properties:
      CodeUri: exchange.zip

Outputs:
  ApiUrl:
    Value: x
"""
REFUSED = [
    ("no program is named", "        Binary: org-discovery\n", ""),
    ("an unknown program", "Binary: org-discovery-exchange", "Binary: other"),
    ("the same program twice", "Binary: org-discovery-exchange", "Binary: org-discovery"),
    ("the code is elsewhere", "      CodeUri: .\n      # About", "      CodeUri: src\n      # About"),
    ("a function without build entries",
     "    Metadata:\n      BuildMethod: rust-cargolambda\n      BuildProperties:\n        # About", "    Other:\n      # About"),
    ("no architecture", "    Architectures: [arm64]\n", ""),
    ("an architecture from a parameter", "[arm64]", "[!Ref Architecture]"),
    ("one function only", "  ExchangeFunction:\n    Type: AWS::Serverless::Function", "  Other:\n    Type: Other"),
]


class TemplateTest(unittest.TestCase):
    def test_rewrite_changes_the_functions_and_the_architecture_only(self):
        self.assertEqual(template.rewrite(BEFORE, "x86_64"), AFTER)

    def test_rewrite_refuses_other_forms(self):
        for what, old, new in REFUSED:
            with self.subTest(what):
                self.assertEqual(BEFORE.count(old), 1)
                with self.assertRaises(template.TemplateError):
                    template.rewrite(BEFORE.replace(old, new), "arm64")

    def test_the_repository_template_keeps_every_other_line(self):
        before = (ROOT / "template.yaml").read_text()
        after = template.rewrite(before, "arm64")
        self.assertNotIn("rust-cargolambda", after)
        self.assertNotIn("CodeUri: .\n", after)
        lost = [line for line in before.splitlines() if line not in set(after.splitlines())]
        self.assertLess(len(lost), 12, lost)
        added = [line.strip() for line in after.splitlines() if line not in set(before.splitlines())]
        self.assertEqual(
            added, ["# The architecture of the programs in this archive.", "CodeUri: discovery.zip", "CodeUri: exchange.zip"])


if __name__ == "__main__":
    unittest.main()
