#!/usr/bin/env bash
# Runs clippy over every package: libraries, programs, tests, benchmarks and the fuzz targets.
# A warning is an error.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo clippy --workspace --all-targets --locked -- -D warnings
cargo clippy --locked --manifest-path fuzz/Cargo.toml --target-dir target -- -D warnings
