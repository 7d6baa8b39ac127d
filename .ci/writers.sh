#!/usr/bin/env bash
# Runs the tests of the example writers against `cargo local`, then `orgctl check` on the data that they wrote.
# Unless ORG_DISCOVERY_LOCAL is set, starts `cargo local` and calls itself again.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh

# Node.js resolves packages from the directory of the tests, so they run in a copy of the tree.
copy=target/tools/writers
node=$copy/examples/writers/node
python=$copy/examples/writers/python
if [ -z "${ORG_DISCOVERY_LOCAL:-}" ]; then
  rm -rf "$copy"
  mkdir -p "$copy/examples" "$copy/docs"
  cp -R examples/writers "$copy/examples"
  cp docs/test-vectors.json docs/sign-in-vectors.json docs/data-model.md "$copy/docs"
  npm ci --prefix "$node" --no-audit --no-fund --loglevel=error

  python_packages "$copy/venv" "$python/requirements.txt"

  exec .ci/with-local.sh .ci/writers.sh
fi

# Runs every writer, even after a failure.
status=0
node --test --test-reporter=spec "$node"/*.test.mjs || status=1
"$copy/venv/bin/python" -B .ci/unittests.py python-writer "$python" || status=1
# The programs that the playground offers to copy.
python3 -B .ci/playground_code.py writers "$node" Node.js="node playground_code.mjs" || status=1
python3 -B .ci/playground_code.py writers "$python" Python="$PWD/$copy/venv/bin/python -B playground_code.py" || status=1
python3 -B .ci/on_local.py target/debug/orgctl check || status=1
exit "$status"
