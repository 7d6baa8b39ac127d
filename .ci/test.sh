#!/usr/bin/env bash
# Runs the tests that need only a Rust toolchain.
# Does not use --no-fail-fast, so that CI runs the same command as developers.
set -euo pipefail
cd "$(dirname "$0")/.."
# More tests at a time than processors, because many of them wait for an endpoint or for a program.
RUST_TEST_THREADS=${RUST_TEST_THREADS:-$(($(nproc) * 2))} cargo test --locked

# `cargo local` and `cargo orgctl` must use this build. With other features, cargo would compile the dependencies again.
touch target/tests-ended
for program in local orgctl; do
  cargo "$program" --help >/dev/null
  if [ "target/debug/$program" -nt target/tests-ended ]; then
    echo "cargo $program compiled its program again" >&2
    exit 1
  fi
done
