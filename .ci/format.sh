#!/usr/bin/env bash
# Checks that the Rust code is formatted as rustfmt.toml says.
# The test package of the Rust client is not part of the main one and needs a call of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo fmt --check
cargo fmt --check --manifest-path tests/clients/rust/Cargo.toml
cargo fmt --check --manifest-path fuzz/Cargo.toml
