#!/usr/bin/env bash
# Tests the programs of examples/migrate: their output, the requests of the collectors, and an import of each sample into tables of
# its own on `cargo local`. Unless ORG_DISCOVERY_LOCAL is set, starts `cargo local` and calls itself again.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -z "${ORG_DISCOVERY_LOCAL:-}" ]; then
  exec .ci/with-local.sh .ci/migrate.sh
fi

# The programs need no packages, so the tests run where they are.
export ORGCTL=${ORGCTL:-$PWD/target/debug/orgctl}
node --test --test-reporter=spec examples/migrate/*.test.mjs
