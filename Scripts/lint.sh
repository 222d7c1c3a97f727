#!/usr/bin/env bash
# Style checks that need no build. The deeper ones (layers, sizes, banned calls) are in Tests/RepositoryTests.
set -euo pipefail
cd "$(dirname "$0")/.."

# New files count too; ignored ones and files deleted in the work tree do not.
files() {
    git ls-files --cached --others --exclude-standard -z -- "$@" | while IFS= read -r -d '' file; do
        if [[ -f $file ]]; then printf '%s\0' "$file"; fi
    done
}

failed=0

# reject REASON PATTERN PATHSPEC...: a match anywhere in those files is a failure.
reject() {
    local reason=$1 pattern=$2 found
    shift 2
    found=$(files "$@" | xargs -0 -r grep -HnIE -e "$pattern" || true)
    if [[ -n $found ]]; then
        printf 'lint: %s\n%s\n' "$reason" "$found" >&2
        failed=1
    fi
}

files '*.swift' | xargs -0 -r swift format lint --strict --parallel || failed=1

reject "a merge conflict was left in" '^(<<<<<<<|>>>>>>>)( |$)' .
reject "an open end belongs in an issue, not in a comment" '(TODO|FIXME|XXX)[:( ]' '*.swift' '*.py' 'Scripts/*.sh' ':!Scripts/lint.sh'
reject "a switched-off test or lint rule says nothing; delete it" 'swift-format-ignore|\.disabled\(\)|if: false' '*.swift'
reject "optimized code of Swift 6.3 crashes on a task local that is a function; put it into a struct" '@TaskLocal.*->' '*.swift'
reject "only the executable writes to standard output" '^([^/".]*[^[:alnum:]_/".])?(print|debugPrint|dump)\(' 'Sources/*.swift' ':!Sources/signet'

exit "$failed"
