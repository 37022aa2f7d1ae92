#!/usr/bin/env bash
# as_nobody.sh HOPPROOF CASE: the case passes for a user without any privilege, where user namespaces
# are allowed.
set -euo pipefail
hopproof=$1 case_file=$2
[ "$(id -u)" = 0 ] || { echo "skipped: only root can become nobody"; exit 77; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
chmod 711 "$scratch"
cp "$hopproof" "$scratch/hopproof"
cp "$case_file" "$scratch/case.yaml"
chmod 755 "$scratch/hopproof"
mkdir -m 777 "$scratch/report"
cd "$scratch"
as_nobody() { env -u XDG_RUNTIME_DIR HOME="$scratch" setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
as_nobody unshare -Urn true || { echo "skipped: this host refuses user namespaces to users"; exit 77; }
as_nobody ./hopproof run --report report/nobody case.yaml
