#!/usr/bin/env bash
# Collects the archives of several machines: release/collect.sh PARTS FOLDER
# PARTS has one folder for each machine, with the archives and their SHA256SUMS.
set -euo pipefail
parts=$1 folder=$2
mkdir -p "$folder"
for part in "$parts"/*/; do
  (cd "$part" && sha256sum --check --strict --quiet SHA256SUMS)
  find "$part" -type f ! -name SHA256SUMS -exec mv --no-clobber -t "$folder" {} +
done
cat "$parts"/*/SHA256SUMS | sort --key 2 >"$folder/SHA256SUMS"
cd "$folder"
sha256sum --check --strict SHA256SUMS
# Every archive has an SBOM, and every file is listed.
for archive in *.zip *.tar.gz; do
  name=${archive%.zip}
  test -s "${name%.tar.gz}.cdx.json"
done
test "$(find . -type f ! -name SHA256SUMS | wc -l)" -eq "$(wc -l <SHA256SUMS)"
