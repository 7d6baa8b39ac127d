#!/usr/bin/env bash
# Runs clippy on every package: libraries, programs, tests, benchmarks and fuzz targets.
# Warnings are errors.
set -euo pipefail
cd "$(dirname "$0")/.."
# With this variable, the fuzzers' library does not compile libFuzzer, which only a linker needs. The file need not exist.
CUSTOM_LIBFUZZER_PATH=target/libFuzzer.a cargo clippy --workspace --all-targets --locked -- -D warnings
