#!/usr/bin/env bash
# Keeps the least of a target's corpus that reaches as much code as all of it: found/TARGET.txt, one input a line, in base64.
# fuzz/keep.sh TARGET, after `cargo fuzz run TARGET`. What was kept before counts as part of the corpus.
set -euo pipefail
cd "$(dirname "$0")"
target=$1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/kept" "$work/least"
number=0
while read -r input; do
  number=$((number + 1))
  base64 --decode <<<"$input" >"$work/kept/$number"
done < <(cat "found/$target.txt" 2>/dev/null || true)

RUSTC_BOOTSTRAP=1 cargo fuzz run "$target" "$work/least" "corpus/$target" "inputs/$target" "$work/kept" -- -set_cover_merge=1 -use_counters=0
for file in "$work/least"/*; do
  base64 <"$file" | tr -d '\n'
  echo
done | LC_ALL=C sort >"found/$target.txt"
echo "found/$target.txt: $(wc -l <"found/$target.txt") inputs"
