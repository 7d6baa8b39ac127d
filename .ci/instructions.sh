#!/usr/bin/env bash
# Counts the instructions of the functions with callgrind, and compares them with benches/instructions/baseline.json.
# `.ci/instructions.sh --accept REASON` makes the counts the baseline.
# The counts depend on the code and on the compiler, and not on the load of the machine.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh
# Before the counting, which takes minutes.
if [ "${1:-}" = --accept ] && [[ ! ${2:-} =~ [^[:space:]] ]]; then
  echo "a new baseline needs a reason" >&2
  exit 2
fi
if [ "$(architecture)" != x86_64 ]; then
  echo "instructions: NOT RUN, the baseline is for x86_64"
  exit
fi
debian_packages valgrind valgrind libc6-dbg
# The same version as the library gungraun.
cargo_tool gungraun-runner 0.20.0
# The scenes are recorded by an example of the root package, which this builds with the tests.
cargo test --quiet --locked --no-run
rm -rf target/instructions
target/debug/examples/record-scenes
rm -rf target/gungraun
# The target and the processor for which cargo-lambda compiles, so that the same code is counted, and compiled only once.
export RUSTFLAGS="-C target-cpu=haswell"
GUNGRAUN_RUNNER=$PWD/target/tools/bin/gungraun-runner cargo bench --quiet --locked --package instruction-counts --bench counts \
  --target x86_64-unknown-linux-gnu -- --save-summary=json >target/instructions/output.txt 2>&1 || { cat target/instructions/output.txt && exit 1; }
python3 -B .ci/instructions.py "$@"
