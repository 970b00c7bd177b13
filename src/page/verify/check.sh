# sh check.sh RELEASE LEDGER [NOTICE ...]
# RELEASE is the folder of an unpacked release.zip. It holds the notices about removals in its folder `notices`.
LC_ALL=C; export LC_ALL
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
wrong() { echo "WRONG: $*"; : >"$work/wrong"; }
hash() { sha256sum | cut -c 1-64; }

release=$1
cat -- "$2" >"$work/ledger" || exit 2
shift 2
for notice in "$@"; do
  sum=$(hash <"$notice")
  cat -- "$notice" >"$work/notice-$sum" || exit 2
  grep -qF "\"notice_sha256\":\"$sum\"" "$work/ledger" || wrong "the ledger does not name the notice $notice"
done
cd -- "$release" || exit 2
: >"$work/sums"; : >"$work/salts"; : >"$work/paths"; : >"$work/removed"

# 1. Each line of the ledger holds the checksum of the line before it.
n=0; before=0000000000000000000000000000000000000000000000000000000000000000
while IFS= read -r line || [ -n "$line" ]; do
  n=$((n + 1))
  case $line in
    *"\"n\":$n,"*"\"prev\":\"$before\""*) ;;
    *) wrong "line $n of the ledger does not follow the line before it" ;;
  esac
  before=$(printf %s "$line" | hash)
done <"$work/ledger"
[ -z "$(tail -c 1 "$work/ledger")" ] || wrong "the ledger was cut off"

# 2. The ledger names this manifest.
[ -f manifest.json ] || { echo "WRONG: there is no manifest.json"; exit 1; }
manifest=$(hash <manifest.json)
grep '"type":"release"' "$work/ledger" | grep -F "\"manifest_sha256\":\"$manifest\"" >"$work/line"
[ -s "$work/line" ] || { echo "WRONG: the ledger does not name this manifest"; exit 1; }
grep -F "\"manifest_sha256\":\"$manifest\"" "$work/ledger" | grep '"notice":' >"$work/about"
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
sed 's/^/Published later about this release: /' "$work/about"

# 3. What notices say was removed from it by law, and the notices that are not at hand.
unseen=
for notice in $(grep '"type":"redaction"' "$work/about" | field notice); do
  sum=$(grep -F "\"notice\":\"$notice\"" "$work/about" | field notice_sha256)
  if [ -f "notices/$notice" ] && [ ! -L "notices/$notice" ] && [ "$(hash <"notices/$notice")" = "$sum" ]; then
    cat -- "notices/$notice" >"$work/notice-$sum"
    printf 'notices/%s\n' "$notice" >>"$work/paths"
  fi
  if [ -f "$work/notice-$sum" ]
  then sed -n '/^removed:$/,/^notices:$/s/^  - //p' "$work/notice-$sum" >>"$work/removed"
  else unseen=$notice
  fi
done

# 4. Each file, its checksum and its salt give the commitment that the manifest holds.
sed -n 's/^      "commit": "\(.*\)",$/\1/p; s/^      "path": "\(.*\)"$/\1/p' manifest.json |
  paste -d ' ' - - >"$work/sealed"
[ -s "$work/sealed" ] || wrong "manifest.json names no files"
while IFS=' ' read -r commit path; do
  case "/$path/" in *//* | */./* | */../*) wrong "$path leads elsewhere"; continue ;; esac
  if [ -e "$path" ] || [ -L "$path" ]; then
    printf '%s\n' "$path" >>"$work/paths"
    [ -f "$path" ] && [ ! -L "$path" ] || { wrong "$path is not an ordinary file"; continue; }
    grep -qxF -- "$path" "$work/removed" && wrong "$path is still there, and was to be removed"
    sum=$(hash <"$path")
    salt=$(awk -v path="$path" 'substr($0, 35) == path { print substr($0, 1, 32) }' salts.txt)
    found=$(printf 'iho-commit-v1\n%s\n%s\n%s\n' "$salt" "$sum" "$path" | hash)
    [ "$found" = "$commit" ] || wrong "$path is not what was sealed"
    printf '%s  %s\n' "$sum" "$path" >>"$work/sums"
    printf '%s  %s\n' "$salt" "$path" >>"$work/salts"
  elif grep -qxF -- "$path" "$work/removed"; then
    echo "withheld: $path, as a notice says that the ledger names"
  else
    wrong "$path is missing${unseen:+, and the notice $unseen, which may name it, is not at hand}"
  fi
done <"$work/sealed"

# 5. The two lists have these lines and no others, and the folder has these files and no others.
cmp -s "$work/sums" files.sha256 || wrong "files.sha256 is not the list of these files"
cmp -s "$work/salts" salts.txt || wrong "salts.txt is not the list of their salts"
printf '%s\n' manifest.json files.sha256 salts.txt >>"$work/paths"
find . ! -type d | sed 's|^\./||' | sort >"$work/here"
sort "$work/paths" | cmp -s - "$work/here" || wrong "there are files that were not sealed, or some are missing"
[ ! -e "$work/wrong" ] || exit 1
echo "This release is what was published: $(cat "$work/line")"
