#!/usr/bin/env bash
# `demo --once` on SQLite and on PostgreSQL; what it leaves is checked by our own commands and by implementations that
# share no code with us. Run by scripts/test inside scripts/with-postgres.
set -euo pipefail
cd "$(dirname "$0")/.."

program=$PWD/target/debug/jiangheng
work=$(mktemp -d "${TMPDIR:-/tmp}/jiangheng-once.XXXXXX")
trap 'rm -rf "$work"' EXIT
fail() { echo "tests/demo_once.sh: $*" >&2; exit 1; }

check() {
    local name=$1 dir=$2
    for step in bank session registration draw sitting practical result notice award verify evidence; do
        grep -q "\"step\":\"$step\",\"ok\":true\|\"ok\":true,\"step\":\"$step\"" "$dir.jsonl" || { cat "$dir.jsonl"; fail "$name: step $step is missing"; }
    done
    for file in certificate.json keys.json qr.txt manifest.json evidence.json evidence-plan.json package.zip; do
        [ -s "$dir/$file" ] || fail "$name: $file was not left"
    done
    "$program" credential verify "$dir/certificate.json" --keys "$dir/keys.json" || fail "$name: the certificate does not verify"
    "$program" credential verify --qr "$(cat "$dir/qr.txt")" --keys "$dir/keys.json" || fail "$name: the QR code does not verify"
    for evidence in evidence evidence-plan; do
        "$program" draw replay "$dir/$evidence.json" || fail "$name: $evidence does not replay"
        python3 docs/draw/replay.py "$dir/$evidence.json" || fail "$name: the Python implementation replays $evidence otherwise"
    done
    sed 's/"licenseNumber":"S/"licenseNumber":"Y/' "$dir/certificate.json" >"$dir/altered.json"
    cmp -s "$dir/certificate.json" "$dir/altered.json" && fail "$name: nothing was altered"
    if "$program" credential verify "$dir/altered.json" --keys "$dir/keys.json" >/dev/null 2>&1; then fail "$name: an altered certificate verifies"; fi
    node tests/interop/verify.mjs "$dir/certificate.json" "$dir/keys.json" || fail "$name: the JavaScript libraries refuse the certificate"
    echo "$name: well"
}

"$program" demo --once --dir "$work/sqlite" >"$work/sqlite.jsonl" || { cat "$work/sqlite.jsonl"; fail "demo --once on SQLite"; }
check SQLite "$work/sqlite"

psql -q "$JIANGHENG_TEST_POSTGRES" -c 'CREATE DATABASE demo_once'
url=${JIANGHENG_TEST_POSTGRES/\/postgres?/\/demo_once?}
"$program" demo --once --dir "$work/postgres" --database "$url" >"$work/postgres.jsonl" || { cat "$work/postgres.jsonl"; fail "demo --once on PostgreSQL"; }
check PostgreSQL "$work/postgres"

if "$program" demo --once --dir "$work/sqlite" >"$work/again.jsonl" 2>&1; then fail "a second run into the same folder was not refused"; fi
grep -q 'earlier run' "$work/again.jsonl" || fail "the refusal of a second run does not say why"
