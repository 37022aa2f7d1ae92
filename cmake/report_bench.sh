#!/usr/bin/env bash
# report_bench.sh HOPPROOF: size and opening time of reports, in the browser that is there.
set -euo pipefail
app=$(dirname "$0")/../reports/app
"$(dirname "$0")/app_test.sh" install >/dev/null || {
  echo "  not measured: Node, npm's packages or Chromium are missing"
  exit 0
}
HOPPROOF=$1 exec node "$app/bench.mjs"
