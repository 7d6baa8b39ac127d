#!/usr/bin/env bash
# Validates template.yaml and the template of the example for Cognito with cfn-lint and with SAM, and builds the example. Checks that
# the functions are built for the architecture on which they are deployed, that a change of a
# parameter publishes a version, and that every finding of a security scanner is answered.
# Nothing needs an account. SAM requires a Region.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh
venv sam
venv checkov
export SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION=us-east-1
for template in template.yaml examples/cognito/template.yaml; do
  target/tools/sam/bin/cfn-lint "$template"
  target/tools/sam/bin/sam validate --lint --template "$template"
done
target/tools/checkov/bin/python -B .ci/scan.py target/tools/checkov/bin/checkov
target/tools/sam/bin/python -B .ci/versions.py
target/tools/sam/bin/python -B .ci/architecture.py target/tools/sam/bin/sam
# As its README says. The function must start from the result.
target/tools/sam/bin/sam build --build-in-source --template examples/cognito/template.yaml --build-dir target/tools/cognito-build
(cd target/tools/cognito-build/LoginFunction &&
  USER_POOL_ID=us-east-1_Example CLIENT_ID=client-1 node -e 'import("./handler.mjs").then(({ handler }) => handler.call || process.exit(1))')
