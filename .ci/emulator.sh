#!/usr/bin/env bash
# Runs the release binary under AWS's own runtime interface emulator and sends it every event of events/.
# The emulator comes as a file inside the SAM command line's package and needs no container.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh
venv sam
case $(uname -m) in
  aarch64 | arm64) machine=arm64 ;;
  *) machine=x86_64 ;;
esac
emulator=$(echo target/tools/sam/lib/python3*/site-packages/samcli/local/rapid/aws-lambda-rie-"$machine")
cargo build --release --locked --bin org-discovery
.ci/with-local.sh python3 -B .ci/emulator.py "$emulator" target/release/org-discovery
