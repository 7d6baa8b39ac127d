#!/usr/bin/env bash
# Checks comments, texts and pages for phrases that this project avoids, after checking that the check finds planted ones.
set -euo pipefail
cd "$(dirname "$0")/.."
python3 -B .ci/prose.py --planted
python3 -B .ci/prose.py
