#!/usr/bin/env bash
# Deploys the whole template with `sam deploy` into ministack, a local stand-in for AWS, and asks the deployed API.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh
.ci/build.sh
venv ministack
cargo build --quiet --locked --package orgctl
# SAM's own Python has the AWS SDK.
PYTHONDONTWRITEBYTECODE=1 target/tools/sam/bin/python .ci/deploy.py "$(architecture)"
