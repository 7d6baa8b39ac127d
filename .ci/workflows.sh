#!/usr/bin/env bash
# Checks the workflows with actionlint and zizmor, and all shell scripts with shellcheck. Runs the tests of the programs that make
# the archives of a release. Nothing is built: release/build.sh and release/test.sh build and test the archives.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh
venv workflows
# Does nothing if this version is already built.
tools=$PWD/target/tools/actionlint-1.7.12
if [ ! -x "$tools/actionlint" ]; then
  GOBIN=$tools GOFLAGS=-modcacherw go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
fi
debian_packages shellcheck shellcheck
python3 -B .ci/unittests.py release release/tests
# Runs shellcheck on the commands of the workflows, too.
"$tools/actionlint"
# Offline: pins are checked for their form, and not compared with the repositories of the actions.
target/tools/workflows/bin/zizmor --offline --quiet --persona pedantic .github
git ls-files -z -- '*.sh' .ci/run | xargs -0 shellcheck --severity warning --shell bash
echo "workflows and scripts: no findings"
