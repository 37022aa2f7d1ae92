#!/usr/bin/env bash
# format_test.sh junit | tap: what other programs make of the machine outputs.
set -euo pipefail
cd "$(dirname "$0")/../reports"
skip() {
  echo "skipped: $*"
  exit 77
}
case "$1" in
  junit)
    command -v xmllint >/dev/null || skip "xmllint is not installed"
    xmllint --noout --schema testdata/junit.xsd golden/sample.junit.xml
    # A schema that takes anything would prove nothing.
    ! sed 's/<testcase name=/<testcase title=/' golden/sample.junit.xml |
      xmllint --noout --schema testdata/junit.xsd - 2>/dev/null
    ;;
  tap)
    command -v prove >/dev/null || skip "prove is not installed"
    seen=$(prove --verbose --exec cat golden/sample.tap 2>&1 || true)
    grep -F 'Failed test:  2' <<<"$seen"
    grep -F 'Tests: 3 Failed: 1' <<<"$seen"
    ! grep -F 'Parse errors' <<<"$seen"
    ;;
esac
