#!/usr/bin/env bash
# Builds the library's documentation.
# A broken link in it, like every other warning, is an error.
set -euo pipefail
cd "$(dirname "$0")/.."
RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked
