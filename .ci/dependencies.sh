#!/usr/bin/env bash
# Checks the dependencies with the rules of deny.toml: banned crates, licenses, sources.
# Checks that the function does not depend on crates that only the exchange function or `orgctl` needs.
# Does not check advisories, because their database is not in a package registry.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh
cargo_tool cargo-deny 0.20.2
# The offline check needs the crates of every platform.
cargo fetch --locked --quiet
PATH="$PWD/target/tools/bin:$PATH" cargo deny --locked --offline --workspace check bans licenses sources

function_tree=$(cargo tree --locked --package org-discovery --edges normal --prefix none --format '{p}' | cut -d ' ' -f 1 | sort -u)
operator_tree=$(cargo tree --locked --package orgctl --edges normal --prefix none --format '{p}' | cut -d ' ' -f 1 | sort -u)
only_operator=$(comm -13 <(echo "$function_tree") <(echo "$operator_tree"))
for crate in aws-config aws-sdk-kms clap clap_complete humantime indicatif org-discovery-admin pem pkcs1 reqwest spki strsim tempfile terminal_size unicode-width; do
  if ! grep -qx "$crate" <<<"$only_operator"; then
    echo "$crate must be a dependency of orgctl and not of the discovery function" >&2
    exit 1
  fi
done
echo "crates: $(wc -l <<<"$function_tree") in the function, $(wc -l <<<"$operator_tree") in orgctl"
