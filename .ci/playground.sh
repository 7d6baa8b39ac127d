#!/usr/bin/env bash
# Checks the format of the playground's files, and runs its tests in Debian's Chromium.
# `.ci/playground.sh screenshots` makes the screenshots of docs/images instead.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh
install_chromium

# Node.js resolves packages from the directory of the tests, so they run in a copy.
copy=target/tools/playground
tests=$copy/tests/playground
rm -rf "$copy"
mkdir -p "$copy/tests" "$copy/local"
cp -R tests/playground "$copy/tests"
rm -rf "$tests/node_modules"
cp -R local/playground "$copy/local"
npm ci --prefix "$tests" --no-audit --no-fund --loglevel=error
cargo build --quiet --locked --bins
export ORG_DISCOVERY_PROGRAM=$PWD/target/debug/local

if [ "${1:-}" = screenshots ]; then
  mkdir -p docs/images
  exec node "$tests/screenshots.mjs" docs/images
fi
"$tests/node_modules/.bin/prettier" --config tests/playground/package.json --check tests/playground local/playground
node --test --test-reporter=spec "$tests"/*.test.mjs
