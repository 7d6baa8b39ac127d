#!/usr/bin/env bash
# Holds the dependencies against deny.toml: banned crates, licences, sources.
# Advisories are left out, because their database needs more of the network than a package registry.
set -euo pipefail
cd "$(dirname "$0")/.."
# Does nothing when this version is already there.
cargo install cargo-deny --locked --version 0.20.2 --root target/tools --quiet
# The check works offline on the crates of every platform, so they must all be here.
cargo fetch --locked --quiet
PATH="$PWD/target/tools/bin:$PATH" cargo deny --locked --offline check bans licenses sources
