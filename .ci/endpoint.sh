#!/usr/bin/env bash
# Runs the tests of the store, of the write side and of the rules on ministack, an independent DynamoDB-compatible endpoint.
# TEST_DYNAMODB_URL=http://127.0.0.1:8000 .ci/endpoint.sh uses a running endpoint instead.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh

endpoint=
stop() {
  if [ -n "$endpoint" ]; then
    kill -TERM "$endpoint" 2>/dev/null || true
    wait "$endpoint" 2>/dev/null || true
  fi
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

programs=$(cargo test --locked --no-run 2>&1) || { echo "$programs" >&2; exit 1; }
if [ -z "${TEST_DYNAMODB_URL:-}" ]; then
  venv ministack
  read -r port < <(free_ports 1)
  export TEST_DYNAMODB_URL="http://127.0.0.1:$port"
  mkdir -p target/ci
  # By default, ministack listens on all addresses of the machine.
  GATEWAY_PORT=$port BIND_HOST=127.0.0.1 MINISTACK_HOST=127.0.0.1 target/tools/ministack/bin/ministack \
    >target/ci/endpoint-ministack.txt 2>&1 &
  endpoint=$!
  # Its own message, because an open port may belong to another program, which has just selected the same one.
  is_ready() { grep --quiet "Running on http://127.0.0.1:$port" target/ci/endpoint-ministack.txt; }
  for _ in $(seq 600); do
    if is_ready || ! kill -0 "$endpoint" 2>/dev/null; then break; fi
    sleep 0.1
  done
  is_ready || { cat target/ci/endpoint-ministack.txt >&2; exit 1; }
fi

# The tests that use the store, except the tests of size limits. Fewer random cases than usual, because ministack is slower.
tests=(damaged_items:: data_model::items errors::store_failures joining:: memberships:: project_refresh:: round_trips::
  session_lifetime:: table_definitions:: tenants:: random_data::)
export PROPTEST_CASES=${PROPTEST_CASES:-12}

# run NAME FILTER...: runs one test program. Without cargo: its option `--test` selects other features of the dependencies and
# compiles them again.
run() {
  local program
  program=$(sed -n "s#.*tests/suite/main.rs (\(.*/$1-[0-9a-f]*\))#\1#p" <<<"$programs")
  "$program" "${@:2}"
}
run suite "${tests[@]}"
run admin import::refused_import_writes_nothing import::sessions interrupted_writes:: writes::
run orgctl check import --skip import::memory
