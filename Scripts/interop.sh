#!/usr/bin/env bash
# Runs the official Azure SDKs for Python against `signet emulator run`; the binary is $SIGNET.
set -euo pipefail
cd "$(dirname "$0")/.."

export SIGNET=${SIGNET:-.build/debug/signet}
venv=${SCRATCH:-.build}/interop-venv
stamp=$venv/requirements.txt

if [[ ! -x $SIGNET ]]; then
    echo "interop: no executable at $SIGNET; run 'make build' first, or set SIGNET" >&2
    exit 1
fi

# The copy of the requirements is written last, so a half-made environment is made again.
if ! cmp -s Interop/requirements.txt "$stamp"; then
    echo "interop: installing the Python packages of Interop/requirements.txt into $venv" >&2
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement Interop/requirements.txt
    cp Interop/requirements.txt "$stamp"
fi

export PYTHONDONTWRITEBYTECODE=1
exec "$venv/bin/python" -m pytest -c Interop/pytest.ini --rootdir Interop Interop
