#!/usr/bin/env bash
# Checks the format of the example application, and tests it in Debian's Chromium with `cargo local`.
# `.ci/sign-in.sh screenshot` makes its screenshot in docs/images instead.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh
install_chromium

# Node.js resolves packages from the directory of a program, so the application and its tests run in a copy.
copy=target/tools/sign-in
rm -rf "$copy"
mkdir -p "$copy/examples/writers" "$copy/tests"
cp -R examples/sign-in "$copy/examples"
cp -R examples/writers/node "$copy/examples/writers"
cp -R tests/playground tests/sign-in "$copy/tests"
rm -rf "$copy"/*/*/node_modules "$copy/examples/writers/node/node_modules"
npm ci --prefix "$copy/examples/sign-in" --no-audit --no-fund --loglevel=error
npm ci --prefix "$copy/tests/playground" --no-audit --no-fund --loglevel=error
cargo build --quiet --locked --bins
export ORG_DISCOVERY_PROGRAM=$PWD/target/debug/local ORG_DISCOVERY_SIGN_IN=$PWD/$copy/examples/sign-in

if [ "${1:-}" = screenshot ]; then
  exec node "$copy/tests/sign-in/screenshot.mjs" docs/images
fi
"$copy/tests/playground/node_modules/.bin/prettier" --config tests/playground/package.json --check \
  examples/sign-in/*.mjs examples/sign-in/*.css examples/cognito/*.mjs tests/sign-in
node --test --test-reporter=spec "$copy"/tests/sign-in/*.test.mjs
