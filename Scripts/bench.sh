#!/usr/bin/env bash
# bench.sh FOLDER: prints the figures of the release binaries in FOLDER. It measures; it never judges.
set -euo pipefail
folder=$1
runs=20

# Nanoseconds of one start, in a subshell so that nothing else is timed.
time_once() {
    local before after
    before=$(date +%s%N)
    "$@" >/dev/null
    after=$(date +%s%N)
    echo $((after - before))
}

median_start_up() {
    for ((run = 0; run < runs; run++)); do time_once "$@"; done | sort -n |
        awk '{ ns[NR] = $1 } END { printf "%.1f", (ns[int((NR + 1) / 2)] + ns[int(NR / 2) + 1]) / 2 / 1000000 }'
}

"$folder/signet" --help >/dev/null
printf 'signet --help    %s ms   median of %d starts\n' "$(median_start_up "$folder/signet" --help)" "$runs"
"$folder/SignetBenchmarks" "$folder"
