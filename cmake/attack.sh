#!/usr/bin/env bash
# attack.sh HOPPROOF CASES [quick]: what docs/security.md says is tried: hostile texts in every place of a case and of its
# path, read back from every sink; full disks; limits; and ends at random moments. Prints a table of what was tried and
# held. `quick` takes a few of each kind.
set -uo pipefail
hopproof=$(realpath "$1") cases=$(realpath "$2") how=${3:-whole} here=$(realpath "$(dirname "$0")")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export TMPDIR=$scratch HOPPROOF_COLOR=never
declare -A tried broken
kinds=()

# verdict KIND HELD WHAT: counts one attempt.
verdict() {
  [[ -v tried[$1] ]] || { tried[$1]=0 broken[$1]=0; kinds+=("$1"); }
  tried[$1]=$((tried[$1] + 1))
  [ "$2" = 0 ] || { broken[$1]=$((broken[$1] + 1)); echo "BROKEN, $1: $3"; }
}

# Hostile texts, as bash writes bytes.
texts=(
  $'a\nb' $'a\n::error::forged' $'::set-output name=x::y' $'##[error]x' $'\e[2J\e]0;owned\a' $'\xc2\x9b31m' $'\x9b' $'\xe2\x80\xaeabc'
  $'\xe2\x81\xa6x' $'a\rb' $'a\x00b' '<script>alert(1)</script>' '"><img src=x onerror=alert(1)>' ']]>' '--><b>' '&amp;&#60;' "';alert(1)//"
  'javascript:alert(1)' '$(touch owned)' '`touch owned`' '| a | b |' '@everyone' '[x](javascript:1)' '# TODO skip' 'ok 1 - x' '{"a":1}'
  $'\xff\xfe\xfd' $'\xed\xa0\x80' '%s%n%s' '../../etc/passwd' '-rf' "$(printf 'x%.0s' {1..5000})" $'\xe2\x80\xa8line' '$&' '\u003c' '</script>'
  $'\t' ' ' 'null' '~' '!!python/object' '*a' '&a x' '<<' $'\xef\xbb\xbf' 'a: b' '#' '%'
)
[ "$how" = whole ] || texts=("${texts[1]}" "${texts[5]}" "${texts[7]}" "${texts[11]}")

quoted() { # as a double-quoted scalar of YAML
  local text=${1//\\/\\\\}
  text=${text//\"/\\\"} text=${text//$'\n'/\\n} text=${text//$'\r'/\\r} text=${text//$'\e'/\\e} text=${text//$'\t'/\\t} text=${text//$'\a'/\\a}
  printf '"%s"' "$text"
}

# case_with PLACE TEXT FILE: a small case with the text in this place.
case_with() {
  local place=$1 name='a name' node=n step='a step' run='cat f; false' file=f content=x text
  text=$(quoted "$2")
  case $place in name) name=$text ;; node) node=$text ;; step) step=$text ;; program) run=$text ;; file) file=$text ;; output) content=$text ;; esac
  cat >"$3" <<EOT
case: 1
name: $name
networks: {lan: {}}
nodes:
  $node:
    interfaces: {lan: 10.0.0.1/24}
  peer:
    interfaces: {lan: 10.0.0.2/24}
    files: {$file: $content}
steps:
  - name: $step
    probe: {from: peer, run: $run}
EOT
}

# held FILE: no byte in it that a terminal or a runner would obey.
held() {
  ! LC_ALL=C grep -qP '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8-\xae]|\xe2\x81[\xa6-\xa9]' "$1" &&
    ! LC_ALL=C grep -qP '^\s*::(?!(error|warning|notice|group|endgroup) ?[^:]*::)|^::error::forged|^##\[' "$1" && iconv -f UTF-8 -t UTF-8 "$1" >/dev/null 2>&1
}

# attack_sinks PLACE TEXT: one run writes every sink.
attack_sinks() {
  local place=$1 text=$2 dir=$scratch/sinks status sink
  rm -rf "$dir"
  mkdir "$dir"
  local file=$dir/case.yaml
  [ "$place" != path ] || { file="$dir/${text//\//_}"; file="${file:0:200}.yaml"; }
  case_with "$place" "$text" "$file" 2>/dev/null || return 0
  for sink in list lint; do
    timeout 20 "$hopproof" "$sink" "$file" >"$dir/$sink" 2>&1
    status=$?
    held "$dir/$sink" && [ $status -lt 5 ]
    verdict "texts of strangers: $sink" $? "$place $(printf %q "${text:0:60}") ended with $status"
  done
  timeout 60 "$hopproof" run --no-needs --github --report "$dir/report" --json "$dir/json" --junit "$dir/junit" --summary "$dir/summary" \
    --tap="$dir/tap" --ktap="$dir/ktap" --events="$dir/events" "$file" >"$dir/terminal" 2>&1
  status=$?
  [ $status = 1 ] || [ $status = 3 ] || { [ "$place" = program ] && { [ $status = 0 ] || [ $status = 77 ]; }; }
  verdict "texts of strangers: exit status" $? "$place $(printf %q "${text:0:60}") ended with $status"
  for sink in terminal summary tap ktap; do
    [ ! -e "$dir/$sink" ] || { held "$dir/$sink"; verdict "texts of strangers: $sink" $? "$place $(printf %q "${text:0:60}")"; }
  done
  for sink in json events; do
    [ ! -e "$dir/$sink" ] || { jq -e . <"$dir/$sink" >/dev/null 2>&1; verdict "texts of strangers: $sink" $? "$place $(printf %q "${text:0:60}")"; }
  done
  [ ! -e "$dir/junit" ] || { xmllint --noout "$dir/junit" 2>/dev/null; verdict "texts of strangers: junit" $? "$place $(printf %q "${text:0:60}")"; }
  if [ -e "$dir/report/index.html" ]; then
    [ "$(grep -c '<script>alert(1)\|<img src=x onerror' "$dir/report/index.html")" = 0 ]
    verdict "texts of strangers: page" $? "$place $(printf %q "${text:0:60}")"
  fi
  [ ! -e owned ] && [ ! -e "$dir/owned" ]
  verdict "texts of strangers: no shell takes them" $? "$place $(printf %q "${text:0:60}")"
}

cd "$scratch" || exit 1
places=(name node step program file output path)
[ "$how" = whole ] || places=(name output)
for place in "${places[@]}"; do
  for text in "${texts[@]}"; do attack_sinks "$place" "$text"; done
done

# Full disks: whatever is written, the run ends with 4 and says so.
good=$cases/one-arm/4-masquerade.yaml
full() { # NAME COMMAND...
  local status
  timeout 60 "${@:2}" >"$scratch/out" 2>"$scratch/err"
  status=$?
  [ $status = 4 ] && grep -qi "no space left" "$scratch/err" "$scratch/out"
  verdict "full disk" $? "$1 ended with $status: $(head -c 200 "$scratch/err")"
}
options=(--json --junit --summary --tap= --ktap= --events=)
[ "$how" = whole ] || options=(--json --events=)
for option in "${options[@]}"; do
  case $option in *=) words=("$option/dev/full") ;; *) words=("$option" /dev/full) ;; esac
  full "run $option" "$hopproof" run --no-needs --no-report "${words[@]}" "$good"
done
for command in "list $cases/one-arm" "plan $good" "lint $cases" "explain nodes" "run --no-needs --no-report $good"; do
  # shellcheck disable=SC2086
  timeout 60 "$hopproof" $command >/dev/full 2>"$scratch/err"
  status=$?
  [ $status = 4 ] && grep -qi "no space left" "$scratch/err"
  verdict "full disk" $? "$command to standard output ended with $status"
done
sizes=(4k 64k 200k 400k 800k)
[ "$how" = whole ] || sizes=()
for size in "${sizes[@]}"; do
  mkdir -p "$scratch/small"
  mount -t tmpfs -o "size=$size,mode=700" none "$scratch/small" 2>/dev/null || continue
  full "report on $size" "$hopproof" run --no-needs --report "$scratch/small/report" "$cases"/one-arm/*.yaml "$cases"/two-arm
  umount "$scratch/small"
done

# Limits: held, or said by name.
limits=(n:0 n:16 n:64 n:255 n:256 n:300 n:512 n:1024 s:16 s:64 s:255 s:256 s:512 v:50000 v:100000 v:200000 v:300000 v:500000 v:1000000 f:0 f:1 f:16 f:256 u:1 c:0)
[ "$how" = whole ] || limits=(n:64 n:256 f:1)
for limit in "${limits[@]}"; do
  (ulimit "-${limit%:*}" "${limit#*:}" && exec timeout 60 "$hopproof" run --no-needs -q --report "$scratch/report" "$good") 2>&1 | cat >"$scratch/out"
  status=${PIPESTATUS[0]}
  [ $status = 0 ] || { [ $status = 4 ] && grep -qE "limit|ulimit" "$scratch/out"; } || grep -q "error while loading shared\|cannot modify limit\|not permitted" "$scratch/out"
  verdict "limits" $? "ulimit -${limit/:/ } ended with $status: $(head -c 300 "$scratch/out")"
done

# Ends at random moments, one by one: nothing remains (cmake/leak.sh counts).
turns=75
[ "$how" = whole ] && signals=(KILL TERM INT HUP) || signals=() # a short part is a test of its own
for signal in "${signals[@]}"; do
  "$here/leak.sh" "$hopproof" "$cases/one-arm/nginx-and-curl.yaml" "$signal" "$turns" >"$scratch/out" 2>&1
  status=$?
  for ((i = 1; i < turns; ++i)); do verdict "ends by signals" 0 ""; done
  verdict "ends by signals" $status "SIG$signal: $(tail -1 "$scratch/out")"
done

printf '\n%-45s %7s %7s\n' attempt tried held
sum=0 wrong=0
for kind in "${kinds[@]}"; do
  printf '%-45s %7d %7d\n' "$kind" "${tried[$kind]}" $((tried[$kind] - broken[$kind]))
  sum=$((sum + tried[$kind])) wrong=$((wrong + broken[$kind]))
done
printf '%-45s %7d %7d\n' all "$sum" $((sum - wrong))
[ "$sum" -gt 100 ] && [ "$wrong" = 0 ]
