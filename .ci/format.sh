#!/usr/bin/env bash
# Checks that the Rust code is formatted as rustfmt.toml says.
# The Rust client and the fuzzers are workspaces of their own.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo fmt --all --check
cargo fmt --check --manifest-path tests/clients/rust/Cargo.toml
cargo fmt --check --manifest-path fuzz/Cargo.toml
