#!/usr/bin/env bash
# Runs the tests that need nothing but a Rust toolchain.
# Without --no-fail-fast, so that it is the command that everybody types.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo test --locked
