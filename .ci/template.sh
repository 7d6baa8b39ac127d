#!/usr/bin/env bash
# Validates template.yaml with cfn-lint and with SAM.
# Neither needs an account or the network. SAM requires a Region.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh
venv sam
target/tools/sam/bin/cfn-lint template.yaml
SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION=us-east-1 target/tools/sam/bin/sam validate --lint --template template.yaml
