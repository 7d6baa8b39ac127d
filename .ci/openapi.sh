#!/usr/bin/env bash
# Validates docs/openapi.yaml, and checks `cargo local` with requests that schemathesis generates from it.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh
venv openapi
target/tools/openapi/bin/openapi-spec-validator docs/openapi.yaml
.ci/with-local.sh target/tools/openapi/bin/python -B .ci/openapi.py
