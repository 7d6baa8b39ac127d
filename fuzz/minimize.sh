#!/usr/bin/env bash
# Minimizes a target's corpus without losing coverage and writes it to minimized/TARGET.txt, one base64 input per line.
# Usage: fuzz/minimize.sh TARGET, after `cargo fuzz run TARGET`. The previous minimized corpus and the seeds are included.
set -euo pipefail
cd "$(dirname "$0")"
target=$1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/previous" "$work/minimized"
number=0
while read -r input; do
  number=$((number + 1))
  base64 --decode <<<"$input" >"$work/previous/$number"
done < <(cat "minimized/$target.txt" 2>/dev/null || true)

RUSTC_BOOTSTRAP=1 cargo fuzz run "$target" "$work/minimized" "corpus/$target" "seeds/$target" "$work/previous" -- \
  -set_cover_merge=1 -use_counters=0
for file in "$work/minimized"/*; do
  base64 <"$file" | tr -d '\n'
  echo
done | LC_ALL=C sort >"minimized/$target.txt"
echo "minimized/$target.txt: $(wc -l <"minimized/$target.txt") inputs"
