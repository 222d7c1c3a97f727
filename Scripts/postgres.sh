#!/usr/bin/env bash
# A private PostgreSQL server for tests and figures: postgres.sh find | start FOLDER [OPTION...] | restart FOLDER [MODE] | halt FOLDER | stop FOLDER
# Nothing of the machine's own server is touched. initdb refuses root, so root lends its folder to the user that the package made.
# `start` prints the address of the server; its folder, which must not exist, holds data, socket and log. It ends with the process
# in POSTGRES_OWNER, should that be killed. Options are the server's, as name=value.
set -euo pipefail

# The newest of the distribution's versions; their folder is not in PATH.
find_programs() {
    local folder
    for folder in $(ls -d /usr/lib/postgresql/*/bin /usr/libexec/postgresql* /usr/pgsql-*/bin 2>/dev/null | sort -rV); do
        [[ -x $folder/initdb && -x $folder/pg_ctl ]] && printf '%s' "$folder" && return
    done
    command -v initdb >/dev/null && command -v pg_ctl >/dev/null && dirname "$(command -v initdb)"
}

programs=$(find_programs) || { echo "no PostgreSQL server on this machine: apt-get install postgresql" >&2; exit 69; }
# What the caller has open is not the server's: a pipe that the server held open would keep the caller waiting for its end.
for descriptor in /proc/$$/fd/*; do
    number=${descriptor##*/}
    if ((number > 2 && number != 255)); then eval "exec $number>&-"; fi
done

job=${1:-find}
[[ $job == find ]] && { printf '%s\n' "$programs"; exit; }
folder=${2:?a folder is missing}
data=$folder/data

# Another user than root, where this is root.
unprivileged() {
    if ((EUID != 0)); then "$@"; else setpriv --reuid="$user" --regid="$user" --clear-groups env HOME="$folder" "$@"; fi
}
user=$(id -un)
if ((EUID == 0)); then
    user=postgres
    id "$user" >/dev/null 2>&1 || useradd --system --shell /usr/sbin/nologin "$user"
fi

free_port() {
    local port
    for _ in $(seq 50); do
        port=$((20000 + RANDOM % 12000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { printf '%s' "$port"; return; }
    done
    return 1
}

control() { (cd "$folder" && unprivileged "$programs/pg_ctl" -D "$data" -s -w -t 60 "$@" </dev/null >>"$folder/control.log" 2>&1); }

case $job in
start)
    shift 2
    mkdir -p "$folder"
    chmod 711 "$folder"
    printf '%s\n' "${POSTGRES_PASSWORD:-canary-postgres}" >"$folder/password"
    if ((EUID == 0)); then chown -R "$user" "$folder"; fi
    (cd "$folder" && unprivileged "$programs/initdb" -D "$data" -U signet -A scram-sha-256 --pwfile="$folder/password" \
        -E UTF8 --locale=C --no-sync >"$folder/initdb.log" 2>&1) || { cat "$folder/initdb.log" >&2; exit 1; }
    # The socket needs no password, the loopback port does.
    printf 'local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n' >"$data/pg_hba.conf"
    for attempt in 1 2 3; do
        port=$(free_port)
        {
            printf "listen_addresses = '127.0.0.1'\nport = %s\nunix_socket_directories = '%s'\n" "$port" "$folder"
            for option in "$@"; do printf '%s\n' "$option"; done
        } >"$data/postgresql.auto.conf"
        control -l "$folder/server.log" start && break
        ((attempt < 3)) || { cat "$folder/server.log" "$folder/control.log" >&2; exit 1; }
    done
    if [[ -n ${POSTGRES_OWNER:-} ]]; then
        # Closes what it inherits, so that nobody waits for it.
        (trap '' INT HUP; while kill -0 "$POSTGRES_OWNER" 2>/dev/null; do sleep 1; done; "$0" stop "$folder") </dev/null >/dev/null 2>&1 &
    fi
    printf 'postgres://signet@127.0.0.1:%s/postgres\n' "$port"
    ;;
restart)
    # "immediate" is as if the machine had lost its power: the server comes back by its log.
    control -m "${3:-fast}" -l "$folder/server.log" restart
    ;;
halt)
    # It can be started again by "restart".
    control -m immediate stop
    ;;
stop)
    if [[ -f $data/postmaster.pid ]]; then control -m immediate stop || true; fi
    rm -rf "$folder"
    ;;
*)
    echo "postgres.sh: unknown job '$job'" >&2
    exit 64
    ;;
esac
