#!/usr/bin/env bash
# Runs the tests that need only a Rust toolchain.
# Without --no-fail-fast, to be the command that developers use.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo test --locked
