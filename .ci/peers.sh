#!/usr/bin/env bash
# Asks the peers of the benchmark "system" every event of events/, and compares their answers with the function's.
# Without an argument it starts `cargo local` itself and calls itself again.
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
  python3 -m venv "$copy/venv"
  "$copy/venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$copy/python/requirements.txt"
  exec .ci/with-local.sh .ci/peers.sh
fi

# Both are asked, also after one of them has failed.
emulator=$(echo target/tools/sam/lib/python3*/site-packages/samcli/local/rapid/aws-lambda-rie-"$(architecture)")
status=0
python3 -B .ci/peers.py "$emulator" node-peer "$(command -v node)" "$copy/node/runtime.mjs" || status=1
python3 -B .ci/peers.py "$emulator" python-peer "$copy/venv/bin/python" -B "$copy/python/runtime.py" || status=1
exit "$status"
