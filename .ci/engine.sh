#!/usr/bin/env bash
# Runs the tests of the store, of the write side and of the rules on ministack, a second engine that is not related to the first.
# TEST_DYNAMODB_URL=http://127.0.0.1:8000 .ci/engine.sh does the same on an engine that runs already.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh

engine=
stop() {
  if [ -n "$engine" ]; then
    kill -TERM "$engine" 2>/dev/null || true
    wait "$engine" 2>/dev/null || true
  fi
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

cargo test --quiet --locked --no-run
if [ -z "${TEST_DYNAMODB_URL:-}" ]; then
  venv ministack
  read -r port < <(free_ports 1)
  export TEST_DYNAMODB_URL="http://127.0.0.1:$port"
  mkdir -p target/ci
  # By default it listens on every address of the machine.
  GATEWAY_PORT=$port BIND_HOST=127.0.0.1 MINISTACK_HOST=127.0.0.1 target/tools/ministack/bin/ministack \
    >target/ci/engine-ministack.txt 2>&1 &
  engine=$!
  for _ in $(seq 300); do
    (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
    kill -0 "$engine" || { cat target/ci/engine-ministack.txt >&2; exit 1; }
    sleep 0.1
  done
fi

# What touches the store, but for sizes. Fewer random worlds than usual, because it is slower.
service=(damaged_items:: data_model::items errors::store_failures joining:: memberships:: project_refresh:: round_trips::
  session_lifetime:: table_definitions:: tenants:: worlds::)
export PROPTEST_CASES=${PROPTEST_CASES:-12}
# Without a package, so that the build is the one of `cargo test`.
cargo test --locked --test suite -- "${service[@]}"
cargo test --locked --test admin -- import::refused_import_writes_nothing import::sessions interrupted_writes:: writes::
cargo test --locked --test orgctl -- check import --skip import::memory
