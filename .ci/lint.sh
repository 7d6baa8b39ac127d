#!/usr/bin/env bash
# Runs clippy over the library, the binaries, the example and the tests.
# A warning is an error.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo clippy --all-targets --locked -- -D warnings
