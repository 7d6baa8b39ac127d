#!/usr/bin/env bash
# Runs the function under `cargo lambda watch` and sends it one event of each gateway with `cargo lambda invoke`.
# In release mode only because that build is there already; `watch` works the same without.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh
# Without its dependency, a compiler for other machines that is only needed to build for them.
venv cargo-lambda --no-deps
cargo build --release --locked --bin org-discovery
export PATH="$PWD/target/tools/cargo-lambda/bin:$PATH"
.ci/with-local.sh python3 -B .ci/cargo_lambda.py
