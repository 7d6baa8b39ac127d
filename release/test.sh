#!/usr/bin/env bash
# Tests the archives in target/dist, or in another folder, without a Rust toolchain: release/test.sh [FOLDER]
# Both functions run under AWS's runtime interface emulator, those for arm64 on x86_64 in QEMU, and are deployed to ministack.
# On macOS, only the checksums and the tools are tested.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh
dist=${1:-target/dist}

python=python3
emulate=
if [ "$(uname -s)" = Linux ]; then
  venv sam
  venv ministack
  # The tests use the AWS SDK of SAM's Python environment.
  python=target/tools/sam/bin/python
  if [ "$(architecture)" = x86_64 ]; then
    if ! command -v qemu-aarch64-static >/dev/null || [ ! -d /usr/aarch64-linux-gnu/lib ]; then
      as_root=()
      [ "$(id -u)" -eq 0 ] || as_root=(sudo)
      "${as_root[@]}" apt-get update -qq
      "${as_root[@]}" apt-get install -y -qq --no-install-recommends qemu-user-static libc6-arm64-cross >/dev/null
    fi
    emulate="$(command -v qemu-aarch64-static) -L /usr/aarch64-linux-gnu"
  fi
fi

# Removes the folders of a Rust toolchain from PATH.
path=
IFS=: read -ra folders <<<"$PATH"
for folder in "${folders[@]}"; do
  if [ ! -e "$folder/cargo" ] && [ ! -e "$folder/rustc" ]; then
    path=$path${path:+:}$folder
  fi
done
export PATH=$path
for program in cargo rustc; do
  if command -v "$program"; then
    echo "$program is still in PATH" >&2
    exit 1
  fi
done
PYTHONDONTWRITEBYTECODE=1 EMULATE_ARM64=$emulate "$python" release/test_archives.py "$dist"
