#!/usr/bin/env bash
# Builds the documentation of every library; the doc comments of a program are its help texts.
# A broken link in it, like every other warning, is an error.
set -euo pipefail
cd "$(dirname "$0")/.."
RUSTDOCFLAGS="-D warnings" cargo doc --workspace --lib --no-deps --locked
