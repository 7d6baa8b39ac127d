#!/usr/bin/env bash
# Builds the documentation of every library, and checks the links, paths and commands of every page.
# A broken link is an error, like every other warning. Doc comments of programs are help texts, so they are left out.
set -euo pipefail
cd "$(dirname "$0")/.."
RUSTDOCFLAGS="-D warnings" cargo doc --workspace --lib --no-deps --locked
python3 -B .ci/pages.py
