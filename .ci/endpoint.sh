#!/usr/bin/env bash
# Runs the tests of the store, of the write side and of the rules on ministack, an independent DynamoDB-compatible endpoint.
# TEST_DYNAMODB_URL=http://127.0.0.1:8000 .ci/endpoint.sh uses a running endpoint. Otherwise starts ministack and calls itself again.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh

if [ -z "${TEST_DYNAMODB_URL:-}" ]; then
  venv ministack
  exec python3 -B .ci/ministack.py .ci/endpoint.sh
fi

programs=$(cargo test --locked --no-run 2>&1) || { echo "$programs" >&2; exit 1; }
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
