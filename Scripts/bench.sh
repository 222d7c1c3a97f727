#!/usr/bin/env bash
# bench.sh FOLDER: prints the figures of the release binaries in FOLDER. It measures; it never judges.
set -euo pipefail
folder=$(realpath "$1")
cd "$(dirname "$0")/.."
venv=${SCRATCH:-.build}/bench-venv
stamp=$venv/requirements.txt

# The copy of the requirements is written last, so a half-made environment is made again.
if ! cmp -s Benchmarks/requirements.txt "$stamp"; then
    echo "bench: installing the Python packages of Benchmarks/requirements.txt into $venv" >&2
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement Benchmarks/requirements.txt
    cp Benchmarks/requirements.txt "$stamp"
fi

# Beside the binaries and not in /tmp: the journal's figure is that of a disk.
work=$(mktemp -d "$folder/bench.XXXXXX")
trap '[[ ! -d $work/postgres ]] || Scripts/postgres.sh stop "$work/postgres"; rm -rf "$work"' EXIT
# A server that flushes, as one of its own would; it is another user, who has to get there.
chmod 711 "$work"
POSTGRES_PASSWORD=bench PGPASSWORD=bench
export POSTGRES_PASSWORD PGPASSWORD
SIGNET_BENCH_POSTGRES=$(POSTGRES_OWNER=$$ Scripts/postgres.sh start "$work/postgres") || SIGNET_BENCH_POSTGRES=""
export SIGNET_BENCH_POSTGRES
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/key.pem" -out "$work/certificate.pem" \
    -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null

# What the optimizer made must work before it is measured; the tests see debug builds alone.
SIGNET_HOME=$work/home "$folder/signet" demo >"$work/demo.txt" || { cat "$work/demo.txt"; exit 1; }

model=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
echo "$(nproc) cores, ${model:-unknown processor}, Linux $(uname -r), Python $("$venv/bin/python" -c 'import platform; print(platform.python_version())')"
"$folder/SignetBenchmarks" "$folder/signet" "$venv/bin/python" "$work"
