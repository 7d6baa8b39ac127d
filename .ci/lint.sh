#!/usr/bin/env bash
# Runs clippy over the library, the binaries, the example, the tests and the fuzz targets.
# A warning is an error.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo clippy --all-targets --locked -- -D warnings
cargo clippy --locked --manifest-path fuzz/Cargo.toml --target-dir target -- -D warnings
