#!/usr/bin/env bash
# fuzz.sh [ENTRY [SECONDS]]: feeds damaged input to one entry, or to each in turn, for 20 seconds unless told otherwise;
# exit 0 when nothing broke. An entry is a member of FuzzEntry.all in Tests/FuzzTests with a folder of its name in Fuzz/.
# It needs what `swift build --build-tests` made in $SCRATCH (default .build): our own targets are compiled once more, with
# the fuzzer's counters, and linked with the libraries as they are. The inputs found stay in .build-fuzz/ENTRY and are used
# by the next run.
set -euo pipefail
cd "$(dirname "$0")/.."

scratch=${SCRATCH:-.build}
folder=.build-fuzz
fuzzed=(JSON AzureCore DNS CertificateMaterial AzureEmulator Storage Custody Catalog Gateway MCP)

if [[ -n ${1:-} && ! -d Fuzz/$1/Seeds ]]; then
    echo "fuzz: no entry '$1'; there are: $(cd Fuzz && echo */ | tr -d /)" >&2
    exit 64
fi
if [[ ! -f $scratch/debug.yaml || ! -d $scratch/debug/FuzzTests.build ]]; then
    echo "fuzz: nothing is built in $scratch; run 'swift build --build-tests --scratch-path $scratch' first" >&2
    exit 1
fi

# The C modules of the libraries, as SwiftPM hands them to the compiler for the fuzz tests.
mapfile -t clang < <(grep -A 8 '^  "C.FuzzTests-' "$scratch/debug.yaml" | grep -o '"-Xcc","[^"]*"' | tr -d '"' | tr , '\n')
# A library of the system may have its headers in a folder of its own.
for folder_of_headers in $(pkg-config --cflags-only-I libcares libpq libpsl); do clang+=(-Xcc "$folder_of_headers"); done
flags=(-swift-version 6 -package-name signet -enable-upcoming-feature MemberImportVisibility -enable-testing -parse-as-library
    -sanitize=fuzzer,address -I "$folder/modules" -I "$scratch/debug/Modules" -module-cache-path "$scratch/debug/ModuleCache"
    "${clang[@]}")

# compile MODULE FILE...: the module and one object; nothing when neither a file nor what it builds on is newer.
compile() {
    local module=$1 object=$folder/modules/$1.o
    shift
    if [[ -f $object && -z $(find "$@" "${built[@]}" -newer "$object" -print -quit) ]]; then
        built+=("$object")
        return
    fi
    echo "fuzz: compiling $module" >&2
    swiftc -O -wmo "${flags[@]}" -module-name "$module" -emit-module -emit-module-path "$folder/modules/$module.swiftmodule" \
        -c "$@" -o "$object"
    built+=("$object")
}

mkdir -p "$folder/modules"
# A change of the libraries shows in this file, and one of our own in the sources.
built=("$scratch/workspace-state.json")
for module in "${fuzzed[@]}"; do
    mapfile -t files < <(find "Sources/$module" -name '*.swift' | sort)
    compile "$module" "${files[@]}"
done
mapfile -t files < <(find Tests/FuzzTests/Entries -name '*.swift' | sort)
compile Fuzz Tests/FuzzTests/FuzzEntry.swift "${files[@]}" Fuzz/Driver.swift

# Everything SwiftPM compiled that is not ours and has no `main` of its own.
mapfile -t own < <(ls Sources Tests && echo SignetBenchmarks)
mapfile -t libraries < <(find "$scratch"/debug/*.build -name '*.o' | grep -vE "/($(IFS='|'; echo "${own[*]}")|signetPackageTests.*|.*-tool)\.build/")
if [[ ! -f $folder/fuzz || -n $(find "${built[@]}" -newer "$folder/fuzz" -print -quit) ]]; then
    printf '"%s"\n' "${built[@]:1}" "${libraries[@]}" >"$folder/objects"
    swiftc -sanitize=fuzzer,address -parse-as-library "@$folder/objects" -lcares -lpsl -lpq -lsqlite3 -lz -o "$folder/fuzz"
fi

for entry in ${1:-$(cd Fuzz && echo */)}; do
    entry=${entry%/}
    corpus=$folder/$entry
    mkdir -p "$corpus/corpus"
    options=(-max_total_time="${2:-20}" -max_len=8192 -timeout=30 -rss_limit_mb=4096 -print_final_stats=1 -artifact_prefix="$corpus/")
    if [[ -f Fuzz/$entry/Dictionary ]]; then options+=(-dict="Fuzz/$entry/Dictionary"); fi
    echo "fuzz: $entry" >&2
    FUZZ_ENTRY=$entry ASAN_OPTIONS=detect_leaks=0 SWIFT_BACKTRACE=enable=no \
        "$folder/fuzz" "${options[@]}" "$corpus/corpus" "Fuzz/$entry/Seeds"
done
