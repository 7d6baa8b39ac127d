#!/usr/bin/env bash
# Tests the prose check on planted sentences. Then checks comments, texts and pages for phrases that this project avoids.
set -euo pipefail
cd "$(dirname "$0")/.."
python3 -B .ci/prose.py --planted
python3 -B .ci/prose.py
