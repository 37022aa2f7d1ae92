#!/usr/bin/env bash
# clang-tidy over the sources that differ from a base, or over all of them. Called by ./dev lint.
#   lint.sh [BASE]   BASE: a commit; without it where this branch left origin/main or main
#   lint.sh --all
set -euo pipefail
cd "$(dirname "$0")/.."

sources() { git ls-files --cached --others --exclude-standard -- '*.cc' '*.hh'; }

base() {
  local name
  for name in "$@" origin/main main; do
    git merge-base HEAD "$name" 2>/dev/null && return
  done
  echo "no base to compare with: name a commit, or say --all" >&2
  exit 2
}

includers() { git grep -l --untracked -F "#include \"$1\"" -- "$2" || true; }

# The file through which clang-tidy sees a header: its .cc, its test, or one that includes it.
reader_of() {
  local stem=${1%.hh} name
  for name in "$stem.cc" "${stem}_test.cc" $(includers "$1" '*.cc'); do
    [ -f "$name" ] && echo "$name" && return
  done
  for name in $(includers "$1" '*.hh'); do reader_of "$name" && return; done
  return 1
}

readers() {
  local file
  while read -r file; do
    case $file in *.cc) echo "$file" ;; *) reader_of "$file" || echo "nobody includes $file" >&2 ;; esac
  done | sort -u
}

tidy() {
  local said
  if said=$(clang-tidy -p build/tidy --quiet "$1" 2>&1); then return 0; fi
  grep -v 'warnings\? generated' <<<"$said"
  return 1
}
export -f tidy

if [ "${1:-}" = --all ]; then
  which=all
  chosen=$(sources | readers)
else
  since=$(base "$@")
  which="changed since $(git rev-parse --short "$since")"
  chosen=$({ git diff --name-only --diff-filter=d "$since" -- '*.cc' '*.hh'
    git ls-files --others --exclude-standard -- '*.cc' '*.hh'; } | readers)
fi
total=$(sources | grep -c '\.cc$')
count=$(grep -c . <<<"$chosen" || true)

cmake --preset tidy >/dev/null
status=0
if [ "$which" = all ]; then
  # One type, one definition: the linker sees all files of the program together.
  cmake --preset odr >/dev/null
  cmake --build --preset odr || status=1
fi
[ "$count" = 0 ] || xargs -P "$(nproc)" -n 1 bash -c 'tidy "$1"' _ <<<"$chosen" || status=1
[ "$status" = 0 ] && verdict=clean || verdict="not clean"
echo "clang-tidy: $count of $total files ($which), $verdict"
exit "$status"
