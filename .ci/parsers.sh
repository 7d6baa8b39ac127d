#!/usr/bin/env bash
# Parses the responses that `.ci/test.sh` saved, with the JSON parsers of Python, Node.js and PHP.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh
debian_packages php php-cli
shopt -s nullglob
responses=(target/tmp/responses/*.ndjson)
if [ ${#responses[@]} -eq 0 ]; then
  echo "no saved responses in target/tmp/responses: run .ci/test.sh first" >&2
  exit 1
fi

passed=0
failed=0
parse() {
  local name=$1
  shift
  if "$@" "${responses[@]}"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "$name rejected a response"; fi
}
parse Python python3 -B .ci/parsers/parse.py
parse Node.js node .ci/parsers/parse.mjs
parse PHP php .ci/parsers/parse.php
echo "parsers: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
