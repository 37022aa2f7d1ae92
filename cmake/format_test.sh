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
    for schema in testdata/junit*.xsd; do
      xmllint --noout --schema "$schema" golden/sample.junit.xml
      # A schema that takes anything would prove nothing.
      if sed 's/<testcase name=/<testcase title=/' golden/sample.junit.xml |
        xmllint --noout --schema "$schema" - 2>/dev/null; then
        echo "$schema takes a test case without a name"
        exit 1
      fi
    done
    ;;
  tap)
    command -v prove >/dev/null || skip "prove is not installed"
    seen=$(prove --verbose --exec cat golden/sample.tap 2>&1 || true)
    grep -F 'Failed test:  2' <<<"$seen"
    grep -F 'Tests: 3 Failed: 1' <<<"$seen"
    ! grep -F 'Parse errors' <<<"$seen"
    ;;
esac
