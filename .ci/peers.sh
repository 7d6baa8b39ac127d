#!/usr/bin/env bash
# Bundles the peers of the benchmark `system`, sends every event of events/ to them, and compares their responses with the
# function's.
# Unless ORG_DISCOVERY_LOCAL is set, starts `cargo local` and calls itself again.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh

copy=target/tools/peers
if [ -z "${ORG_DISCOVERY_LOCAL:-}" ]; then
  venv sam
  rm -rf "$copy"
  mkdir -p "$copy"
  cp -R benches/peers/node benches/peers/python "$copy"
  npm ci --prefix "$copy/node" --no-audit --no-fund --loglevel=error
  npm run build --prefix "$copy/node" --silent
  python_packages "$copy/venv" "$copy/python/requirements.txt"
  "$copy/venv/bin/python" "$copy/python/bundle.py"
  exec .ci/with-local.sh .ci/peers.sh
fi

# Checks both peers, even after a failure.
emulator=$(echo target/tools/sam/lib/python3*/site-packages/samcli/local/rapid/aws-lambda-rie-"$(architecture)")
status=0
python3 -B .ci/peers.py "$emulator" node-peer "$(command -v node)" "$copy/node/dist/runtime.mjs" || status=1
python3 -B .ci/peers.py "$emulator" python-peer "$copy/venv/bin/python" -B "$copy/python/runtime.py" || status=1
exit "$status"
