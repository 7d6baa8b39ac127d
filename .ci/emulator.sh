#!/usr/bin/env bash
# Runs both functions of the output of `sam build` under AWS's runtime interface emulator, and sends each its events.
# The package of the SAM command line contains the emulator, which does not need a container.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh
# A folder of its own: a deployment builds its folder again.
built=target/emulator-build
.ci/build.sh "$built"
python3 -B .ci/size.py "$built"/{OrgDiscoveryFunction,ExchangeFunction}/bootstrap
emulator=$(echo target/tools/sam/lib/python3*/site-packages/samcli/local/rapid/aws-lambda-rie-"$(architecture)")
# Runs both, even after a failure.
status=0
.ci/with-local.sh python3 -B .ci/emulator.py "$emulator" "$built/OrgDiscoveryFunction/bootstrap" events || status=1
.ci/with-local.sh python3 -B .ci/emulator.py "$emulator" "$built/ExchangeFunction/bootstrap" events/exchange || status=1
exit "$status"
