#!/usr/bin/env bash
# How long it takes from a save until the change is on the page in a real browser, and what the preview costs.
#
#   benches/preview.sh [N ...]     sites of N IHOs; unless told otherwise 0 (the site of `iho init`), 64 and 520
#
# SAVES=40 says how often each is saved; HUGO=/path/to/hugo times `hugo server` beside it; CHROMIUM=/path names the browser;
# IHO=/path names a program that is built already. Needs bash, cargo, Node.js with npm, and Chromium.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/.."
sizes=("$@")
if [ ${#sizes[@]} -eq 0 ]; then sizes=(0 64 520); fi

memory=/tmp
if [ -d /dev/shm ]; then memory=/dev/shm; fi
scratch=$(mktemp -d "$memory/iho-preview.XXXXXX")
trap 'rm -rf "$scratch" "$here/../tests/browser/bench.mjs"' EXIT

iho=${IHO:-}
if [ -z "$iho" ]; then
  cargo build --release --quiet
  target=${CARGO_TARGET_DIR:-target}
  iho=$(cd "$target/release" && pwd)/iho
fi
(cd tests/browser && npm ci --no-audit --no-fund --silent)

for n in "${sizes[@]}"; do
  site="$scratch/$n"
  if [ "$n" = 0 ]; then
    "$iho" init "$site/iho" --at 2026-11-21 >/dev/null
  else
    # The corpus need not be written by an optimised build.
    cargo bench --profile dev --bench build --quiet -- --write-hugo "$n" "$site"
    cp -r "$here/hugo/hugo.toml" "$here/hugo/layouts" "$site/hugo/"
    # The rule of the theme forbids every script, and Hugo reloads by one.
    sed -i '/Content-Security-Policy/d' "$site/hugo/layouts/baseof.html"
    mkdir -p "$site/hugo/static/assets"
    cp "$here"/../themes/default/static/* "$site/hugo/static/assets/"
  fi
  cp benches/preview.mjs tests/browser/bench.mjs
  node tests/browser/bench.mjs "$iho" "$site"
  rm -f tests/browser/bench.mjs
  rm -rf "$site"
done
