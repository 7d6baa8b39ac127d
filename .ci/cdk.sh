#!/usr/bin/env bash
# Runs `cdk synth` on the example for the AWS CDK, and evaluates the template of the example for Terraform, with a folder like a
# release. Compares the published templates with the release, and deploys them to ministack. Nothing needs an account.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh
venv sam
venv ministack

copy=target/tools/cdk
rm -rf "$copy"
mkdir -p "$copy"
cp -R examples/cdk examples/terraform "$copy"
rm -rf "$copy/cdk/node_modules" "$copy/cdk/cdk.out"
python3 -B .ci/release_folder.py "$copy/release"

export CDK_DISABLE_CLI_TELEMETRY=true
npm ci --prefix "$copy/cdk" --no-audit --no-fund --loglevel=error
(cd "$copy/cdk" && npx --no-install cdk synth --quiet --no-notices \
  -c release=../release -c projectId=project-live-11111111-2222-4333-8444-555555555555)

# Terraform is in no package registry, and neither is the provider for AWS. So this evaluates only the file without resources.
if terraform=$(command -v terraform || command -v tofu); then
  export CHECKPOINT_DISABLE=1
  "$terraform" fmt -check -diff examples/terraform
  rm "$copy/terraform/main.tf"
  echo 'base64encode(jsonencode({ bucket = var.bucket, code = local.code, template = local.template }))' |
    "$terraform" -chdir="$copy/terraform" console -var release=../release -var bucket=releases |
    tr -d '"' | base64 --decode >"$copy/terraform.json"
else
  echo "terraform: NOT RUN, neither Terraform nor OpenTofu is installed"
fi

PYTHONDONTWRITEBYTECODE=1 AWS_DEFAULT_REGION=us-east-1 target/tools/sam/bin/python .ci/cdk.py "$copy"
