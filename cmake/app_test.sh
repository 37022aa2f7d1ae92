#!/usr/bin/env bash
# app_test.sh install | formats | FILE.test.mjs...: the tests of the HTML report's app and of the
# machine formats. Exits with 77, and says why, where Node, npm's packages or Chromium are missing.
set -euo pipefail
cd "$(dirname "$0")/../reports/app"
skip() {
  echo "skipped: $*"
  exit 77
}
command -v node >/dev/null && command -v npm >/dev/null || skip "Node and npm are not installed"

if [ "$1" = install ]; then
  [ node_modules/.package-lock.json -nt package-lock.json ] && exit 0
  npm ci --ignore-scripts --no-audit --no-fund 2>&1 || skip "npm ci cannot get the packages"
  touch node_modules/.package-lock.json
  exit 0
fi
[ -e node_modules/.package-lock.json ] || skip "npm's packages are not installed (reports/app: npm ci)"
if grep -q useBrowser "test/$1"; then
  chromium=${CHROMIUM:-/usr/bin/chromium}
  [ -x "$chromium" ] || skip "no Chromium: $chromium"
fi
exec node --test --test-reporter=spec "test/$1"
