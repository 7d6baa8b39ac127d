#!/usr/bin/env bash
# Runs the tests that need only a Rust toolchain.
# Does not use --no-fail-fast, so that CI runs the same command as developers.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo test --locked
