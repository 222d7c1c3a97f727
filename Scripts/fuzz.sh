#!/usr/bin/env bash
# fuzz.sh [ENTRY [SECONDS]]: feeds damaged input to one parser, or to each in turn, for 20 seconds unless told otherwise;
# exit 0 when nothing broke. An entry is a folder in Fuzz/ with a Swift file that defines LLVMFuzzerTestOneInput, a file
# Sources that names the folders it is compiled with, Seeds/, and perhaps a Dictionary. The inputs found stay in
# .build-fuzz/ENTRY and are used by the next run.
set -euo pipefail
cd "$(dirname "$0")/.."

entry=${1:-}
seconds=${2:-20}
if [[ -z $entry ]]; then
    for folder in Fuzz/*/; do Scripts/fuzz.sh "$(basename "$folder")" "$seconds"; done
    exit
fi
if [[ ! -f Fuzz/$entry/Sources ]]; then
    echo "fuzz: no entry '$entry'; there are: $(cd Fuzz && echo *)" >&2
    exit 64
fi

folder=.build-fuzz/$entry
mkdir -p "$folder/corpus"
mapfile -t sources <"Fuzz/$entry/Sources"
mapfile -t files < <(find "${sources[@]}" "Fuzz/$entry" -name '*.swift' | sort)
swiftc -O -parse-as-library -swift-version 6 -sanitize=fuzzer,address -module-name "${entry}Fuzz" -package-name signet \
    "${files[@]}" -o "$folder/fuzz"

options=(-max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$folder/")
if [[ -f Fuzz/$entry/Dictionary ]]; then options+=(-dict="Fuzz/$entry/Dictionary"); fi
ASAN_OPTIONS=detect_leaks=0 SWIFT_BACKTRACE=enable=no exec "$folder/fuzz" "${options[@]}" "$folder/corpus" "Fuzz/$entry/Seeds"
