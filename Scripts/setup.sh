#!/usr/bin/env bash
# Makes sure that this machine can do a job: setup.sh swift|build|test|interop|bench
# Installs missing packages as root or through sudo without a password; otherwise prints the command and stops.
set -euo pipefail

job=${1:-build}
missing=()

say() { printf 'setup: %s\n' "$*" >&2; }

# The package manager decides which name of a package is used: the names stand in the order apt-get, dnf, apk.
if command -v apt-get >/dev/null; then
    manager=apt-get column=1
elif command -v dnf >/dev/null; then
    manager=dnf column=2
elif command -v apk >/dev/null; then
    manager=apk column=3
else
    manager=none column=1
fi

# need "APT DNF APK" PROBE...: when the probe fails, the package is missing.
need() {
    local names=$1
    shift
    "$@" >/dev/null 2>&1 || missing+=("$(cut -d ' ' -f "$column" <<<"$names")")
}

need_all() {
    missing=()
    [[ $job == swift ]] && return
    need "git git git" command -v git
    need "pkg-config pkgconf-pkg-config pkgconf" command -v pkg-config
    need "libsqlite3-dev sqlite-devel sqlite-dev" pkg-config --exists sqlite3
    need "libc-ares-dev c-ares-devel c-ares-dev" pkg-config --exists libcares
    need "libpsl-dev libpsl-devel libpsl-dev" pkg-config --exists libpsl
    need "libpq-dev libpq-devel libpq-dev" pkg-config --exists libpq
    need "zlib1g-dev zlib-devel zlib-dev" pkg-config --exists zlib
    case $job in
    build) ;;
    test)
        need "openssl openssl openssl" command -v openssl
        need "postgresql postgresql-server postgresql" "$(dirname "$0")/postgres.sh" find
        need "nginx nginx nginx" test -x /usr/sbin/nginx
        ;;
    interop)
        need "chromium chromium chromium" command -v chromium
        need "python3 python3 python3" command -v python3
        need "python3-venv python3 python3" python3 -c 'import venv, ensurepip'
        ;;
    bench)
        need "python3 python3 python3" command -v python3
        need "python3-venv python3 python3" python3 -c 'import venv, ensurepip'
        need "openssl openssl openssl" command -v openssl
        need "postgresql postgresql-server postgresql" "$(dirname "$0")/postgres.sh" find
        need "wrk wrk wrk" command -v wrk
        need "nginx nginx nginx" test -x /usr/sbin/nginx
        ;;
    *)
        say "unknown job '$job'; use swift, build, test, interop or bench"
        exit 64
        ;;
    esac
}

check_swift() {
    if ! command -v swift >/dev/null; then
        say "no 'swift' in PATH. Signet needs Swift 6.2 or newer: https://www.swift.org/install"
        exit 1
    fi
    local found
    found=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p') || true
    local major=${found%%.*} minor=${found#*.}
    if [[ -z $found ]] || ((major < 6 || (major == 6 && minor < 2))); then
        say "found Swift ${found:-of an unknown version} at $(command -v swift), but Signet needs 6.2 or newer: https://www.swift.org/install"
        exit 1
    fi
}

# The whole command that installs what is missing; the argument stands before each part (nothing, or "sudo ").
install_command() {
    case $manager in
    apt-get) printf '%s' "${1}apt-get update -q && ${1}env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends ${missing[*]}" ;;
    dnf) printf '%s' "${1}dnf install -y ${missing[*]}" ;;
    apk) printf '%s' "${1}apk add ${missing[*]}" ;;
    esac
}

install_missing() {
    local prefix=""
    if [[ $manager == none ]]; then
        say "this machine lacks (Debian's names): ${missing[*]}. Install them, then run the same command again."
        exit 1
    fi
    if ((EUID != 0)); then
        if ! sudo -n true 2>/dev/null; then
            say "this machine lacks: ${missing[*]}. Run this, then the same command again:"
            say "  $(install_command 'sudo ')"
            exit 1
        fi
        prefix="sudo "
    fi
    say "installing with $manager: ${missing[*]}"
    bash -c "$(install_command "$prefix")" >&2
}

check_swift
need_all
if ((${#missing[@]} > 0)); then
    install_missing
    need_all
    if ((${#missing[@]} > 0)); then
        say "still not usable after the installation: ${missing[*]}"
        exit 1
    fi
fi
