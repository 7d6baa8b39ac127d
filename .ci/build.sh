#!/usr/bin/env bash
# Builds both functions for this machine's architecture with `sam build`, as for a deployment: .ci/build.sh [FOLDER]
# Uses the installed compiler: Zig is only needed to build for another architecture or for an older C library.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh
venv sam
venv cargo-lambda --no-deps
export PATH="$PWD/target/tools/cargo-lambda/bin:$PATH" CARGO_LAMBDA_COMPILER=cargo

build() {
  sed "s/Architectures: \[arm64\]/Architectures: [$(architecture)]/" template.yaml >template-local.yaml
  trap 'rm -f template-local.yaml' EXIT
  SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION=us-east-1 \
    target/tools/sam/bin/sam build --template template-local.yaml --build-dir "$1" >target/sam-build.log 2>&1 ||
    { cat target/sam-build.log && exit 1; }
}
one_at_a_time build build "${1:-.aws-sam/build}"
