#!/usr/bin/env bash
# Follows docs/integrate.md in empty folders, and tests the example function for Amazon Cognito, with `cargo local`.
# Unless ORG_DISCOVERY_LOCAL is set, starts `cargo local` and calls itself again.
set -euo pipefail
cd "$(dirname "$0")/.."

copy=target/tools/integrate
if [ -z "${ORG_DISCOVERY_LOCAL:-}" ]; then
  rm -rf "$copy"
  mkdir -p "$copy/examples/writers"
  cp -R examples/cognito "$copy/examples"
  cp -R examples/writers/node "$copy/examples/writers"
  rm -rf "$copy/examples/cognito/node_modules" "$copy/examples/writers/node/node_modules"
  npm ci --prefix "$copy/examples/cognito" --no-audit --no-fund --loglevel=error
  exec .ci/with-local.sh .ci/integrate.sh
fi

status=0
node --test --test-reporter=spec "$copy/examples/cognito/cognito.test.mjs" || status=1
python3 -B .ci/integrate.py || status=1
exit "$status"
