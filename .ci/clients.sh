#!/usr/bin/env bash
# Installs the three official Stytch clients and runs their tests against `cargo local`.
# Without an argument it starts `cargo local` itself and calls itself again.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh

clients=target/tools/clients
if [ -z "${ORG_DISCOVERY_LOCAL:-}" ]; then
  # The Node test looks for its client beside itself: it runs in a copy.
  rm -rf "$clients"
  mkdir -p "$clients"
  cp -R tests/clients/node tests/clients/*.json "$clients"
  npm ci --prefix "$clients/node" --no-audit --no-fund --loglevel=error

  python3 -m venv "$clients/python"
  "$clients/python/bin/pip" install --quiet --disable-pip-version-check --requirement tests/clients/python/requirements.txt

  export CARGO_TARGET_DIR=target/tools/rust-client
  cargo test --quiet --locked --no-run --manifest-path tests/clients/rust/Cargo.toml
  unset CARGO_TARGET_DIR

  exec .ci/with-local.sh .ci/clients.sh
fi

# Every client is asked, also after one of them has failed.
status=0
PYTHONDONTWRITEBYTECODE=1 "$clients/python/bin/python" tests/clients/python/test_discovery.py || status=1
node --test --test-reporter=spec "$clients/node/discovery.test.mjs" || status=1
CARGO_TARGET_DIR=target/tools/rust-client \
  cargo test --quiet --locked --manifest-path tests/clients/rust/Cargo.toml || status=1
exit "$status"
