#!/usr/bin/env bash
# Builds the archives of a release in target/dist: release/build.sh TARGET...
# Targets: x86_64-unknown-linux-gnu, aarch64-unknown-linux-gnu, x86_64-apple-darwin, aarch64-apple-darwin. Without one, all that
# this machine can build: Linux cross-compiles for both architectures of Linux, and macOS for both of macOS.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh

dist=target/dist
# The versions of glibc in the oldest system on which the programs must start: Lambda's Amazon Linux 2023, and for the tools
# RHEL 8 and Debian 10.
functions_glibc=2.34
tools_glibc=2.28
# The tools have a target folder of their own, because the other programs that call Zig would compile the C libraries again.
tools_folder=target/release-tools
# Crates of the registry and of this workspace have paths that do not depend on the machine.
export RUSTFLAGS="--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo --remap-path-prefix=$PWD=."

# Names the commit in the programs.
commit() {
  local name
  name=$(git rev-parse --short=12 HEAD)
  if [ -n "$(git status --porcelain --untracked-files=no)" ]; then
    echo "The working tree has changes that are not in commit $name, so the archives are not a release." >&2
    name=$name-dirty
  fi
  echo "$name"
}

default_targets() {
  case $(uname -s) in
    Darwin) echo aarch64-apple-darwin x86_64-apple-darwin ;;
    *) echo aarch64-unknown-linux-gnu x86_64-unknown-linux-gnu ;;
  esac
}

# install_target TARGET: installs the standard library of a target, if it is missing
install_target() {
  if [ ! -d "$(rustc --print target-libdir --target "$1")" ]; then
    rustup target add "$1"
  fi
}

# build_functions TARGET ARCHITECTURE
build_functions() {
  local programs=target/release-functions/$1
  cargo lambda build --release --locked --compiler cargo-zigbuild --target "$1.$functions_glibc" \
    --package org-discovery --package org-discovery-exchange --lambda-dir "$programs"
  python3 -B release/package.py lambda "$2" \
    "$programs/org-discovery/bootstrap" "$programs/org-discovery-exchange/bootstrap" "$dist"
  python3 -B release/sbom.py "org-discovery-$version-lambda-$2" "$1" "$dist" org-discovery org-discovery-exchange
}

# build_tools TARGET CARGO COMMAND...: builds the tools with a command that gets the packages as arguments
build_tools() {
  local target=$1
  shift
  "$@" --release --locked --package orgctl --package org-discovery-local --bins --target-dir "$tools_folder"
  local programs=$tools_folder/$target/release
  python3 -B release/package.py tools "$target" "$programs/orgctl" "$programs/local" "$dist"
  python3 -B release/sbom.py "org-discovery-$version-tools-$target" "$target" "$dist" orgctl org-discovery-local
}

# build TARGET
build() {
  install_target "$1"
  case $1 in
    aarch64-unknown-linux-gnu) build_functions "$1" arm64 ;;
    x86_64-unknown-linux-gnu) build_functions "$1" x86_64 ;;
  esac
  case $1 in
    *-apple-darwin) build_tools "$1" cargo build --target "$1" ;;
    *) build_tools "$1" cargo zigbuild --target "$1.$tools_glibc" ;;
  esac
}

targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
  read -ra targets < <(default_targets)
fi
for target in "${targets[@]}"; do
  case $(uname -s)/$target in
    Darwin/*-apple-darwin | Linux/*-unknown-linux-gnu) ;;
    *) echo "$target cannot be built on this machine." >&2 && exit 2 ;;
  esac
done

ORG_DISCOVERY_COMMIT=${ORG_DISCOVERY_COMMIT:-$(commit)}
export ORG_DISCOVERY_COMMIT
version=$(python3 -B -c 'import sys; sys.path.insert(0, "release"); import changelog; print(changelog.workspace_version())')
venv release --require-hashes
# Does nothing if this version is already installed. Without optimization, because compiling takes longer than its work.
RUSTFLAGS='' cargo install cargo-cyclonedx --debug --locked --version 0.5.9 --root target/tools --quiet
export PATH="$PWD/target/tools/release/bin:$PWD/target/tools/bin:$PATH"
rm -rf "$dist"
for target in "${targets[@]}"; do
  SECONDS=0
  build "$target"
  echo "$target: ${SECONDS} s"
done
python3 -B release/package.py checksums "$dist"
cat "$dist/SHA256SUMS"
