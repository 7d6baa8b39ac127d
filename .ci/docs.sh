#!/usr/bin/env bash
# Builds the documentation of every package.
# A broken link in it, like every other warning, is an error.
set -euo pipefail
cd "$(dirname "$0")/.."
RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked
