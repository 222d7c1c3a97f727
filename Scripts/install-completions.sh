#!/usr/bin/env bash
# install-completions.sh BINARY SHARE: lets the binary write its completions where each shell looks for them.
set -euo pipefail
binary=$1
share=$2

write() {
    install -d "$(dirname "$2")"
    "$binary" --generate-completion-script "$1" >"$2"
    chmod 644 "$2"
}

write bash "$share/bash-completion/completions/signet"
write zsh "$share/zsh/site-functions/_signet"
write fish "$share/fish/vendor_completions.d/signet.fish"
