#!/usr/bin/env bash
# Holds the dependencies against deny.toml: banned crates, licences, sources.
# Shows that what only `orgctl` needs stays out of the function.
# Advisories are left out, because their database needs more of the network than a package registry.
set -euo pipefail
cd "$(dirname "$0")/.."
# Does nothing when this version is already there.
cargo install cargo-deny --locked --version 0.20.2 --root target/tools --quiet
# The check works offline on the crates of every platform, so they must all be here.
cargo fetch --locked --quiet
PATH="$PWD/target/tools/bin:$PATH" cargo deny --locked --offline --workspace check bans licenses sources

function_tree=$(cargo tree --locked --package org-discovery --edges normal --prefix none --format '{p}' | cut -d ' ' -f 1 | sort -u)
operator_tree=$(cargo tree --locked --package orgctl --edges normal --prefix none --format '{p}' | cut -d ' ' -f 1 | sort -u)
only_operator=$(comm -13 <(echo "$function_tree") <(echo "$operator_tree"))
for crate in aws-config clap clap_complete humantime indicatif reqwest tabled tempfile; do
  if ! grep -qx "$crate" <<<"$only_operator"; then
    echo "$crate must be in orgctl's tree, and not in the function's" >&2
    exit 1
  fi
done
echo "crates: $(wc -l <<<"$function_tree") in the function, $(wc -l <<<"$operator_tree") in orgctl"
