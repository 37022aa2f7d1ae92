#!/usr/bin/env bash
# installed_test.sh files | manual | bash | zsh | fish | project PREFIX SCRATCH: what was installed below PREFIX works.
set -euo pipefail
what=$1 prefix=$2 scratch=$3/$1
here=$(cd "$(dirname "$0")" && pwd)
export PATH=$prefix/bin:$PATH
rm -rf "$scratch"
mkdir -p "$scratch"
bad=0
wrong() {
  echo "$*" >&2
  bad=1
}
need() { command -v "$1" >/dev/null || { echo "skipped: $1 is not installed"; exit 77; }; }
# offers LINE WANTED...: completing LINE offers every WANTED; !WORD: it does not offer that.
offers() {
  local line=$1 seen word
  shift
  seen=$(complete_line "$line")
  for word in "$@"; do
    if [ "${word#!}" != "$word" ]; then
      ! grep -qxF -- "${word#!}" <<<"$seen" || wrong "'$line' offers ${word#!}"
    else
      grep -qxF -- "$word" <<<"$seen" || wrong "'$line' does not offer $word, but:" $seen
    fi
  done
}
common_offers() {
  offers 'hopproof ' run why lint vm '!manual' '!completions'
  offers 'hopproof li' lint list '!run'
  offers 'hopproof run --director ' engine ipvs both
  offers 'hopproof vm ' start stop '!why'
  offers 'hopproof vm run --dir' --director
  offers 'hopproof lint --st' --strict
  offers 'hopproof explain no-route' no-route-to-vip
  (cd "$scratch" && touch one.yaml && offers 'hopproof run o' one.yaml && exit "$bad") || bad=1
  (cd "$scratch" && touch one.json && offers 'hopproof run --json o' one.json && exit "$bad") || bad=1
}

case "$what" in
  files)
    for file in bin/hopproof share/man/man1/hopproof-run.1.gz share/man/man5/hopproof-case.5.gz \
      share/man/man7/hopproof-findings.7.gz share/bash-completion/completions/hopproof \
      share/fish/vendor_completions.d/hopproof.fish share/hopproof/schemas/case.schema.json \
      share/doc/hopproof/examples/cases/one-arm/4-masquerade.yaml share/cmake/hopproof/hopproofConfig.cmake; do
      [ -s "$prefix/$file" ] || wrong "$file is missing"
    done
    [ ! -e "$prefix/share/doc/hopproof/examples/cases/must-fail" ] || wrong "cases that fail are installed"
    cd "$prefix/share/doc/hopproof/examples"
    hopproof lint cases/one-arm >"$scratch/lint" 2>&1 || wrong "$(cat "$scratch/lint")"
    ;;
  manual)
    need mandoc
    pages=$(find "$prefix/share/man" -name '*.gz' | wc -l)
    [ "$pages" -gt 20 ] || wrong "only $pages man pages"
    while read -r page; do
      mandoc -T lint -W warning "$page" || wrong "$page"
      if command -v groff >/dev/null; then
        said=$(zcat "$page" | groff -mandoc -Tutf8 -ww -z 2>&1)
        [ -z "$said" ] || wrong "$page: $said"
      fi
    done < <(find "$prefix/share/man" -name '*.gz')
    mandoc -T ascii "$prefix/share/man/man1/hopproof-run.1.gz" | col -b >"$scratch/run"
    for option in $(hopproof run --help | grep -oE '^ +(-[a-z],)?--[a-z-]+' | grep -oE -- '--[a-z-]+' | grep -v help); do
      grep -qE -- "^ +(.*, )?$option( |\[|,|$)" "$scratch/run" || wrong "hopproof-run(1) does not have $option"
    done
    ;;
  bash)
    script=$prefix/share/bash-completion/completions/hopproof
    bash -n "$script" || wrong "$script"
    complete_line() {
      bash --norc -c '
        source "$1"
        IFS=" " read -ra COMP_WORDS <<<"$2"
        [[ $2 != *" " ]] || COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _hopproof
        printf "%s\n" "${COMPREPLY[@]}"' - "$script" "$1"
    }
    common_offers
    offers 'hopproof run --director = e' engine '!ipvs'
    ;;
  fish)
    need fish
    script=$prefix/share/fish/vendor_completions.d/hopproof.fish
    fish --no-config -n "$script" || wrong "$script"
    complete_line() { HOME=$scratch fish --no-config -c 'source $argv[1]; complete -C $argv[2]' "$script" "$1" | cut -f1; }
    common_offers
    ;;
  zsh)
    need zsh
    script=$(find "$prefix/share/zsh" -name _hopproof)
    zsh -n "$script" || wrong "$script"
    # The line editor only completes on a terminal: zsh's own, of module zpty; what it would insert is listed.
    complete_line() { zsh -f "$here/zsh_complete.zsh" "${script%/*}" "$1" "$scratch/dump"; }
    common_offers
    ;;
  project)
    cp -r "$here/example" "$scratch/example"
    run() { "$@" >"$scratch/out" 2>&1 || { cat "$scratch/out"; exit 1; }; }
    run cmake -S "$scratch/example" -B "$scratch/build" -DCMAKE_PREFIX_PATH="$prefix"
    ctest_here() { ctest --test-dir "$scratch/build" --no-tests=error "$@" >"$scratch/out" 2>&1; }
    ctest_here --output-on-failure || { cat "$scratch/out"; exit 1; }
    grep -qE 'hopproof.engine.web \.+ +(Passed|\*\*\*Skipped)' "$scratch/out" || wrong "$(cat "$scratch/out")"
    if grep -qF 'hopproof.engine.web' "$scratch/out" && ! grep -qF Skipped "$scratch/out"; then
      [ -s "$scratch/build/hopproof/engine/web/run.json" ] || wrong "the case has left no report"
    fi
    # A case dropped beside it is a test at once; one that is broken fails.
    sed 's/VIP:80 >/VIP:81 >/' "$scratch/example/cases/web.yaml" >"$scratch/example/cases/broken.yaml"
    ! ctest_here -R broken || grep -qF Skipped "$scratch/out" || wrong "a broken case passes: $(cat "$scratch/out")"
    ctest_here -N -L network
    grep -qF hopproof.engine.broken "$scratch/out" || wrong "the label is missing: $(cat "$scratch/out")"
    ;;
esac
exit "$bad"
