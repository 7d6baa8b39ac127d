#!/usr/bin/env bash
# Builds the documentation of every package except the fuzzers, and checks the links, paths and commands of every page.
# A broken link is an error, like every other warning.
set -euo pipefail
cd "$(dirname "$0")/.."
RUSTDOCFLAGS="-D warnings" cargo doc --workspace --exclude org-discovery-fuzz --no-deps --locked
python3 -B .ci/pages.py
