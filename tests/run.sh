#!/usr/bin/env bash
# Installs the test prerequisites if possible, restores, builds with warnings as errors, and runs all test projects.
# The last line is "N passed, N failed", with ", N skipped" if tests were skipped. The exit code is 0 if no test failed.
#
#   TECHNIC_REQUIRE_ORLEANS=1   fail if the Microsoft Orleans packages cannot be restored, instead of testing the rest
#   TECHNIC_TEST_POSTGRES       connection string of a PostgreSQL server for the tests (must allow CREATE DATABASE)
#   TECHNIC_TEST_BROWSER        path of a Chromium for the page tests; default: from PATH
#
# Logs are in artifacts/tests, screenshots in artifacts/tests/pages.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly everything=Technic.Orleans.sln embedded=Technic.Embedded.slnf
readonly logs=artifacts/tests
# Timeouts: without output of a test, and for a whole test project.
readonly test_limit=5m project_limit=15m

# The tests must not use the provider, the database or the collector of the user's environment.
unset POLYGON_API_KEY TECHNIC_POSTGRES OTEL_EXPORTER_OTLP_ENDPOINT
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# The tests start many processes that end soon: compiling a method quickly matters more than its speed afterwards.
export DOTNET_TC_QuickJitForLoops=1 DOTNET_TieredPGO=0 DOTNET_EnableWriteXorExecute=0

main() {
  rm -rf "$logs" && mkdir -p "$logs"
  require_dotnet
  choose_solution
  if [[ $solution == "$everything" ]]; then require_postgres; fi
  find_browser
  find_nginx
  find_python
  build
  run_tests
  summarise
}

# ---- messages ----------------------------------------------------------------------------------------------------------------------

say() { printf '%s\n' "$@"; }

frame() {
  local line bar width=0
  for line in "$@"; do width=$((${#line} > width ? ${#line} : width)); done
  printf -v bar '%*s' $((width + 4)) ''
  say "" "${bar// /#}"
  for line in "$@"; do printf '# %-*s #\n' "$width" "$line"; done
  say "${bar// /#}" ""
}

# Fails before any test has run. The format of the last line is the same.
abort() {
  say "" "$@" >&2
  say "0 passed, 1 failed"
  exit 1
}

# quietly LOG COMMAND…: redirects the output, so that background processes of the command do not keep our output open. A signal stops it.
quietly() {
  local log=$logs/$1
  shift
  "$@" >"$log" 2>&1 </dev/null &
  running=$!
  wait "$running"
}

running=""
trap 'if [[ -n $running ]]; then kill "$running" 2>/dev/null || true; fi; exit 130' INT TERM

# The errors of a .NET tool, without the duplicates of its summary.
errors_in() {
  grep -E '(^|: |^ *)error ' "$logs/$1" |
    sed -E 's/^ +//; s/ \[([^]]*\/)?([^]\/]+(proj|slnf?))[^]]*\]$/ [\2]/' | sort -u || true
}

# The project paths of a solution or a solution filter.
projects_of() { grep -oE '"[^"]+\.csproj"' "$1" | tr -d '"' | sed -E 's/\\+/\//g' | sort; }

# The projects that require Orleans.
orleans_projects() { comm -23 <(projects_of "$everything") <(projects_of "$embedded"); }

# ---- prerequisites -----------------------------------------------------------------------------------------------------------------

require_dotnet() {
  command -v dotnet >/dev/null || abort "The .NET 10 SDK is missing. Install it: https://dotnet.microsoft.com/download/dotnet/10.0"
  quietly sdk.log dotnet --version || abort "The .NET SDK of global.json is missing:" "$(<"$logs/sdk.log")"
}

has_postgres() {
  if [[ -n ${TECHNIC_TEST_POSTGRES:-} ]]; then return 0; fi
  command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

# Without PostgreSQL, the tests that require it fail with a message; all other tests run.
require_postgres() {
  if has_postgres || { install_packages postgresql && has_postgres; }; then return 0; fi
  frame "PostgreSQL is missing. The tests that require it will fail." \
    "Install it (Debian and Ubuntu: sudo apt-get install postgresql), or set TECHNIC_TEST_POSTGRES" \
    "to the connection string of a server for the tests (must allow CREATE DATABASE)."
}

has_browser() {
  local name
  if [[ -n ${TECHNIC_TEST_BROWSER:-} ]]; then return 0; fi
  for name in chromium chromium-browser google-chrome google-chrome-stable chrome microsoft-edge; do
    if command -v "$name" >/dev/null; then return 0; fi
  done
  return 1
}

# Without a browser, the tests that require it are skipped; all other tests run.
find_browser() {
  browser_warning=()
  if has_browser || { install_packages chromium && has_browser; }; then return 0; fi
  browser_warning=(
    "THE PAGES ARE NOT TESTED: Chromium is missing."
    "Install it (Debian and Ubuntu: sudo apt-get install chromium), or set TECHNIC_TEST_BROWSER"
    "to the path of a Chromium.")
  frame "${browser_warning[@]}"
}

has_nginx() { command -v nginx >/dev/null || [[ -x /usr/sbin/nginx ]]; }

# Without nginx, the tests behind a real proxy are skipped; all other tests run.
find_nginx() {
  nginx_warning=()
  if has_nginx || { install_packages nginx-light && has_nginx; }; then return 0; fi
  nginx_warning=(
    "THE SERVERS ARE NOT TESTED BEHIND A PROXY: nginx is missing."
    "Install it (Debian and Ubuntu: sudo apt-get install nginx-light).")
  frame "${nginx_warning[@]}"
}

# Without Python and its packages, the examples of docs/python.md that need them are skipped; all other tests run.
find_python() {
  if /usr/bin/python3 -c 'import pandas, requests' 2>/dev/null; then return 0; fi
  install_packages python3-pandas python3-requests || say "Python with pandas and requests is missing: examples are not run."
}

# Installs Debian packages, as root or with passwordless sudo.
install_packages() {
  local as_root=()
  if ((EUID != 0)); then
    if ! sudo -n true 2>/dev/null; then return 1; fi
    as_root=(sudo -n)
  fi
  command -v apt-get >/dev/null || return 1
  say "Installing $* …"
  quietly apt-update.log "${as_root[@]}" apt-get update &&
    quietly apt-install.log "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

# ---- restore and build -------------------------------------------------------------------------------------------------------------

choose_solution() {
  solution=$everything
  orleans_warning=()
  say "Restoring $everything …"
  if quietly restore.log dotnet restore "$everything" -nodeReuse:false; then return 0; fi
  lacks_only_orleans restore.log ||
    abort "Restoring $everything failed:" "$(errors_in restore.log | head -n 20)" "Full log: $logs/restore.log"

  local packages projects
  mapfile -t packages < <(missing_orleans restore.log)
  mapfile -t projects < <(orleans_projects)
  orleans_warning=(
    "THE CLUSTER IS NOT TESTED."
    "These Microsoft Orleans packages cannot be restored:" "${packages[@]/#/  }"
    "These projects are not built and not tested:" "${projects[@]/#/  }"
    "Set TECHNIC_REQUIRE_ORLEANS=1 to make this an error.")
  frame "${orleans_warning[@]}"
  if [[ ${TECHNIC_REQUIRE_ORLEANS:-} == 1 ]]; then abort "Microsoft Orleans cannot be restored, and TECHNIC_REQUIRE_ORLEANS=1 is set."; fi

  solution=$embedded
  say "Restoring $embedded …"
  quietly restore-embedded.log dotnet restore "$embedded" -nodeReuse:false ||
    abort "Restoring $embedded failed:" "$(errors_in restore-embedded.log | head -n 20)" "Full log: $logs/restore-embedded.log"
}

# Whether a restore failed only because of missing Microsoft Orleans packages, i.e. all errors are in projects that require Orleans. Other
# errors of these projects (transitive packages, version conflicts) are consequences.
lacks_only_orleans() {
  local errors needing project
  [[ -n $(missing_orleans "$1") ]] || return 1
  errors=$(errors_in "$1") needing=$(orleans_projects)
  [[ -z $(grep -vE '^[^:]+\.csproj : error ' <<<"$errors") ]] || return 1
  while read -r project; do
    grep -qF "/$project" <<<"$needing" || return 1
  done < <(sed -E 's/ : error .*//; s/.*\///' <<<"$errors" | sort -u)
}

missing_orleans() {
  errors_in "$1" |
    sed -nE 's/.*error (NU1101|NU1102|NU1103): .*package (Microsoft\.Orleans\.[A-Za-z.]*[A-Za-z]).*/\2/p' | sort -u
}

build() {
  say "Building $solution …"
  quietly build.log dotnet build "$solution" -c Release --no-restore -nodeReuse:false -p:TreatWarningsAsErrors=true ||
    abort "Building $solution failed:" "$(errors_in build.log | head -n 20)" "Full log: $logs/build.log"
}

# ---- tests -------------------------------------------------------------------------------------------------------------------------

run_tests() {
  local project projects
  passed=0 failed=0 skipped=0 rows=()
  mapfile -t projects < <(projects_of "$solution" | grep -E '\.Tests\.csproj$')
  for project in "${projects[@]}"; do run_project "$project"; done
}

run_project() {
  local project=$1 began=$SECONDS code=0 name trx total=0 good=0 bad=0 note=""
  name=$(basename "$project" .csproj)
  trx=$logs/$name.trx
  say "Testing $name …"
  quietly "$name.log" timeout --kill-after=30s "$project_limit" \
    dotnet test "$project" -c Release --no-build --results-directory "$logs" --logger "trx;LogFileName=$name.trx" \
    --blame-hang-timeout "$test_limit" --blame-hang-dump-type none || code=$?

  if [[ -f $trx ]]; then
    total=$(counter total "$trx") good=$(counter passed "$trx") bad=$(counter failed "$trx")
  fi
  # A project can fail without a failed test: its host crashed or timed out, or it has no tests.
  if ((code == 124 || code == 137)); then
    bad=$((bad > 0 ? bad : 1)) note="timed out after $project_limit"
  elif [[ ! -f $trx ]] || ((code != 0 && bad == 0)); then
    bad=1 note="exited early with code $code"
  elif ((total == 0)); then
    bad=1 note="no tests"
  fi
  if ((bad > 0)); then
    say "" "---- $name: ${note:-$bad failed}. Log:"
    cat "$logs/$name.log"
    say "----" ""
  fi

  local missed=$((total - good - $(counter failed "$trx")))
  ((passed += good, failed += bad, skipped += missed)) || true
  rows+=("$(printf '%-28s %7d %7d %8d %8d s%s' "$name" "$good" "$bad" "$missed" $((SECONDS - began)) "${note:+   $note}")")
}

# counter NAME FILE: a counter of the test results.
counter() {
  local value=""
  if [[ -f $2 ]]; then value=$(grep -oE '<Counters [^>]*>' "$2" | grep -oE "\b$1=\"[0-9]+\"" | grep -oE '[0-9]+' || true); fi
  echo "${value:-0}"
}

summarise() {
  say ""
  printf '%-28s %7s %7s %8s %10s\n' "" passed failed skipped time
  say "${rows[@]}"
  say ""
  if ((${#orleans_warning[@]} > 0)); then frame "${orleans_warning[@]}"; fi
  if ((${#browser_warning[@]} > 0)); then frame "${browser_warning[@]}"; fi
  if ((${#nginx_warning[@]} > 0)); then frame "${nginx_warning[@]}"; fi
  say "$passed passed, $failed failed$( ((skipped == 0)) || echo ", $skipped skipped")"
  ((failed == 0 && passed > 0))
}

main
