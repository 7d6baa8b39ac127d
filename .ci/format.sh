#!/usr/bin/env bash
# Checks the formatting of the Rust code.
# The Rust client is a separate workspace.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo fmt --all --check
cargo fmt --check --manifest-path tests/clients/rust/Cargo.toml
