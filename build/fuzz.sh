#!/usr/bin/env bash
# Looks for inputs that make a parser fail: every fuzz test for so long, one after the other. What it finds is written
# beside the kept inputs, in src/test/resources, and fails the suite from then on; mend it and keep the input. What it
# learns meanwhile is in .cifuzz-corpus and helps the next run.
#   build/fuzz.sh 10m            all of them, ten minutes each
#   build/fuzz.sh 1h Request     those whose name contains a word
set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
duration=${1:?usage: build/fuzz.sh DURATION [WORD]}
word=${2:-}
cd "$root" || exit 1
failed=()

while IFS= read -r file; do
    module=${file%%/*}
    class=$(basename "$file" .java)
    while IFS= read -r method; do
        case $class.$method in *"$word"*) ;; *) continue ;; esac
        echo "== $class.$method, $duration"
        JAZZER_FUZZ=1 ./carillon test -pl "$module" -am -DskipDist -Dtest="$class#$method" \
            -Dsurefire.failIfNoSpecifiedTests=false -Djazzer.hooks=true -Djazzer.max_duration="$duration" \
            || failed+=("$class.$method")
    done < <(sed -n '/@FuzzTest/{n;s/.*void \([A-Za-z]*\)(.*/\1/p;}' "$file")
done < <(find protocol/src/test server/src/test -name '*FuzzTest.java' | sort)

for test in "${failed[@]}"; do echo "FAILED: $test"; done
[ ${#failed[@]} -eq 0 ]
