#!/usr/bin/env bash
# Runs clippy on every package: libraries, programs, tests, benchmarks and fuzz targets.
# Warnings are errors.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo clippy --workspace --all-targets --locked -- -D warnings
cargo clippy --locked --manifest-path fuzz/Cargo.toml --target-dir target -- -D warnings
