#!/usr/bin/env bash
# Runs a command while `cargo local` serves the demo: .ci/with-local.sh COMMAND...
# $ORG_DISCOVERY_LOCAL is the file with the output of `cargo local --json`.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
server=
stop() {
  if [ -n "$server" ]; then
    kill -TERM "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Builds before the start, so that the wait below excludes the build. All programs, as in every other script: with one package only,
# cargo would select other features of the dependencies and compile them again.
cargo build --quiet --locked --bins
touch "$work/local.json"
target/debug/local --json --port 0 --dynamodb-port 0 >"$work/local.json" 2>"$work/local.log" &
server=$!

for _ in $(seq 300); do
  if [ "$(wc -l <"$work/local.json")" -ge 1 ]; then
    ORG_DISCOVERY_LOCAL="$work/local.json" "$@"
    exit
  fi
  kill -0 "$server" 2>/dev/null || break
  sleep 0.1
done
echo "cargo local did not start; its output:" >&2
cat "$work/local.json" "$work/local.log" >&2
exit 1
