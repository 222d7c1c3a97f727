#!/usr/bin/env bash
# Runs official Azure clients against `signet emulator run`; the binary is $SIGNET.
#   Scripts/interop.sh        the SDKs for Python, and generated requests
#   Scripts/interop.sh az     the Azure CLI
set -euo pipefail
cd "$(dirname "$0")/.."

export SIGNET=${SIGNET:-.build/debug/signet}
scratch=${SCRATCH:-.build}
venv=$scratch/interop-venv

if [[ ! -x $SIGNET ]]; then
    echo "interop: no executable at $SIGNET; run 'make build' first, or set SIGNET" >&2
    exit 1
fi

# install FOLDER REQUIREMENTS: the copy of the requirements is written last, so a half-made environment is made again.
install() {
    if cmp -s "$2" "$1/requirements.txt"; then return; fi
    echo "interop: installing the Python packages of $2 into $1" >&2
    python3 -m venv --clear "$1"
    "$1/bin/pip" install --quiet --disable-pip-version-check --requirement "$2"
    cp "$2" "$1/requirements.txt"
}

install "$venv" Interop/requirements.txt
tests=Interop
if [[ ${1:-} == az ]]; then
    install "$scratch/azure-cli-venv" Interop/azure-cli.txt
    AZ=$(realpath "$scratch/azure-cli-venv/bin/az")
    export AZ
    tests=Interop/test_azure_cli.py
fi

export PYTHONDONTWRITEBYTECODE=1
# The pages of operators as a browser shows them, to be looked at.
export SCREENSHOTS=$scratch/screenshots
exec "$venv/bin/python" -m pytest -c Interop/pytest.ini --rootdir Interop "$tests"
