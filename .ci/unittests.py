"""Runs the unit tests of a folder and prints their count in the format of count.py.

    python3 .ci/unittests.py NAME FOLDER
"""

import sys
import unittest

name, folder = sys.argv[1:]
tests = unittest.defaultTestLoader.discover(folder)
result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(tests)
# A test with several failed subtests counts once.
failed = len({getattr(test, "test_case", test).id() for test, _ in result.failures + result.errors})
print(f"{name}: {result.testsRun - failed} passed, {failed} failed", flush=True)
sys.exit(0 if result.wasSuccessful() and result.testsRun > 0 else 1)
