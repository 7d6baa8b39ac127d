#!/usr/bin/env bash
# Runs the function under `cargo lambda watch` and sends it one event of each gateway with `cargo lambda invoke`.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh
# Without the dependency on Zig, which is only needed for cross-compilation.
venv cargo-lambda --no-deps
# Builds before the first call, so that no call waits for the build.
cargo build --quiet --locked --bins
export PATH="$PWD/target/tools/cargo-lambda/bin:$PATH"
.ci/with-local.sh python3 -B .ci/cargo_lambda.py
