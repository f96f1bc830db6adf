# Sourced by ./haihe: everything that must hold, and one summary.

passed=0
failed=0
skipped=0
failed_steps=()

test_usage() {
    cat <<'TEXT'
usage: ./haihe test [--long]

Checks the format, compiles with every warning an error, runs the unit tests, the integration tests on a real PostgreSQL
and real sockets, and the browser tests. --long runs more rounds of the crash and screen tests.
The last line is the summary: N passed, N failed, N skipped. Logs are kept in .haihe/.
TEXT
}

# Adds the counts of JUnit reports that are newer than the start of this run.
count_junit_reports() {
    local line
    while read -r line; do
        count_suite "$line"
    done < <(find "$HAIHE_HOME" -path '*/target/*-reports/TEST-*.xml' -newer "$STATE/test.started" -not -path '*/node_modules/*' \
        -exec sh -c 'for f; do tr "\n" " " < "$f" | grep -o "<testsuite [^>]*>" | head -n 1; done' _ {} +)
}

count_suite() {
    local tests failures errors skips
    tests=$(attribute tests "$1")
    failures=$(attribute failures "$1")
    errors=$(attribute errors "$1")
    skips=$(attribute skipped "$1")
    failed=$((failed + failures + errors))
    skipped=$((skipped + skips))
    passed=$((passed + tests - failures - errors - skips))
}

attribute() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$2" | grep . || echo 0; }

# Adds the counts at the end of a log of node:test, whichever of its reporters wrote it.
count_node_log() {
    local log="$1"
    passed=$((passed + $(node_count pass "$log")))
    failed=$((failed + $(node_count fail "$log")))
    skipped=$((skipped + $(node_count skipped "$log")))
}

node_count() { sed -n "s/^[#ℹ] $1 \([0-9]*\)$/\1/p" "$2" | awk '{ sum += $1 } END { print sum + 0 }'; }

# Runs a check and goes on when it fails, so that one run tells everything.
check() {
    local title="$1" log="$STATE/$2.log" started=$SECONDS
    shift 2
    printf 'haihe: %s ...\n' "$title"
    if "$@" >"$log" 2>&1; then
        printf 'haihe: %s: ok, %d s\n' "$title" $((SECONDS - started))
        return 0
    fi
    printf 'haihe: %s: FAILED after %d s; the end of .haihe/%s:\n' "$title" $((SECONDS - started)) "$(basename "$log")"
    tail -n 80 "$log"
    failed_steps+=("$title")
}

run_tests() {
    local long=""
    case "${1:-}" in
        "") ;;
        --long) long=1 ;;
        --help)
            test_usage
            return 0
            ;;
        *)
            say "haihe test: option: \"$1\" (expected: --long or --help)"
            return 2
            ;;
    esac
    [[ -z "$long" ]] || export HAIHE_LONG=1
    mkdir -p "$STATE"
    touch "$STATE/test.started"
    local started=$SECONDS
    need_jdk
    need_maven
    need_npm
    need_chromium

    install_web
    check "web: types and lint" web-check npm_in_web run check
    check "web: unit tests" web-test npm_in_web test
    count_node_log "$STATE/web-test.log"
    build_web

    export HAIHE_PORTAL_WEB="$PORTAL_DIST" HAIHE_PORTAL_NODE="$NODE"
    check "format, static checks, unit and integration tests" maven-verify maven verify -fae
    count_junit_reports
    if [[ -f "$HAIHE_HOME/app/target/haihe.jar" ]]; then
        built java "$(fingerprint pom.xml .mvn libs simulator app bench)"
        build_run_directory
        check "browser tests" web-e2e npm_in_web run e2e
        count_node_log "$STATE/web-e2e.log"
        grep -E '^(measured|median|worst)' "$STATE/web-e2e.log" || true
    else
        failed_steps+=("browser tests (there is no application to test)")
    fi

    local step_name
    for step_name in "${failed_steps[@]}"; do
        printf 'haihe: failed: %s\n' "$step_name"
    done
    # A step that failed without a failed test, such as a compile error, must not look green.
    if ((${#failed_steps[@]} > 0 && failed == 0)); then
        failed=${#failed_steps[@]}
    fi
    printf 'haihe: tests took %d s\n' $((SECONDS - started))
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    ((failed == 0 && passed > 0))
}
