#!/usr/bin/env bash
# Deploys the template with `sam deploy` to ministack, a local AWS emulator, and sends requests to the deployed API, without and
# with the exchange.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh
.ci/build.sh
venv ministack
cargo build --quiet --locked --bins
# SAM's Python environment contains the AWS SDK.
PYTHONDONTWRITEBYTECODE=1 target/tools/sam/bin/python .ci/deploy.py "$(architecture)"
