#!/usr/bin/env bash
# Deploys the template with `sam deploy` to ministack, a local AWS emulator, and sends requests to the deployed API, without and
# with the exchange. Runs the commands of docs/deployment.md: after a failed deployment, for a restore, for a second Region.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh
.ci/build.sh
venv ministack
venv aws
cargo build --quiet --locked --bins
# SAM's Python environment contains the AWS SDK. The commands of the page find the AWS CLI, SAM and orgctl in the path.
for program in target/tools/aws/bin/aws target/tools/sam/bin/sam target/debug/orgctl; do
  mkdir -p target/ci/deploy/bin
  ln -sf "$PWD/$program" target/ci/deploy/bin/
done
PATH="$PWD/target/ci/deploy/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 target/tools/sam/bin/python .ci/deploy.py "$(architecture)"
