#!/usr/bin/env bash
# Runs the function under `cargo lambda watch` and sends it one event of each gateway with `cargo lambda invoke`.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh
# Without its dependency, a compiler for other machines that is only needed to build for them.
venv cargo-lambda --no-deps
# Built first, so that no call waits for it.
cargo build --locked --package org-discovery --bin org-discovery
export PATH="$PWD/target/tools/cargo-lambda/bin:$PATH"
.ci/with-local.sh python3 -B .ci/cargo_lambda.py
