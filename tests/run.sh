#!/usr/bin/env bash
# Installs what the tests need where it may, restores, builds with warnings as errors, and runs every test project.
# The last line is "N passed, N failed", with ", N skipped" behind it when some were; the exit code is 0 when nothing failed.
#
#   TECHNIC_REQUIRE_ORLEANS=1   fail where the Microsoft Orleans packages cannot be restored, instead of testing the rest
#   TECHNIC_TEST_POSTGRES       connection string of a PostgreSQL server on which the tests may create databases, instead of private servers
#   TECHNIC_TEST_BROWSER        path of a Chromium in which the pages are tried, where the path has none
#
# What the tools print is kept in artifacts/tests, and what the browser saw in artifacts/tests/pages.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly everything=Technic.Orleans.sln embedded=Technic.Embedded.slnf
readonly logs=artifacts/tests
# A test that says nothing for so long hangs, and so does a project that takes longer than its limit.
readonly test_limit=5m project_limit=15m

# The tests bring their own surroundings; those of the person who runs them must not lead them to a provider or a collector.
unset POLYGON_API_KEY TECHNIC_POSTGRES OTEL_EXPORTER_OTLP_ENDPOINT
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

main() {
  rm -rf "$logs" && mkdir -p "$logs"
  require_dotnet
  choose_solution
  if [[ $solution == "$everything" ]]; then want_postgres; fi
  want_browser
  build
  run_tests
  summarise
}

# ---- words -------------------------------------------------------------------------------------------------------------------------

say() { printf '%s\n' "$@"; }

frame() {
  local line bar width=0
  for line in "$@"; do width=$((${#line} > width ? ${#line} : width)); done
  printf -v bar '%*s' $((width + 4)) ''
  say "" "${bar// /#}"
  for line in "$@"; do printf '# %-*s #\n' "$width" "$line"; done
  say "${bar// /#}" ""
}

# Ends before a test has run; the last line keeps its form.
give_up() {
  say "" "$@" >&2
  say "0 passed, 1 failed"
  exit 1
}

# quietly LOG COMMAND…: nothing that the command leaves running holds our own output open, and whoever ends us ends it.
quietly() {
  local log=$logs/$1
  shift
  "$@" >"$log" 2>&1 </dev/null &
  running=$!
  wait "$running"
}

running=""
trap 'if [[ -n $running ]]; then kill "$running" 2>/dev/null || true; fi; exit 130' INT TERM

# The errors that a tool of .NET printed, without the repetitions of its summary.
errors_in() { grep -E '(^|: |^ *)error ' "$logs/$1" | sed -E 's/^ +//; s/ \[([^]]*\/)?([^]\/]+(proj|slnf?))[^]]*\]$/ [\2]/' | sort -u || true; }

# The paths of the projects that a solution or a filter of one lists.
projects_of() { grep -oE '"[^"]+\.csproj"' "$1" | tr -d '"' | sed -E 's/\\+/\//g' | sort; }

# The projects that need Orleans.
orleans_projects() { comm -23 <(projects_of "$everything") <(projects_of "$embedded"); }

# ---- what has to be there ----------------------------------------------------------------------------------------------------------

require_dotnet() {
  command -v dotnet >/dev/null || give_up "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0 tells how to install it."
  quietly sdk.log dotnet --version || give_up "The .NET SDK that global.json asks for is missing:" "$(<"$logs/sdk.log")"
}

has_postgres() {
  if [[ -n ${TECHNIC_TEST_POSTGRES:-} ]]; then return 0; fi
  command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

# Without PostgreSQL the rest is tested all the same; the tests that need it fail and say why.
want_postgres() {
  if has_postgres || { install_packages postgresql && has_postgres; }; then return 0; fi
  frame "PostgreSQL is missing, and the tests that need it will fail." \
    "Install it (Debian and Ubuntu: sudo apt-get install postgresql), or set TECHNIC_TEST_POSTGRES" \
    "to the connection string of a server on which the tests may create databases."
}

has_browser() {
  local name
  if [[ -n ${TECHNIC_TEST_BROWSER:-} ]]; then return 0; fi
  for name in chromium chromium-browser google-chrome google-chrome-stable chrome microsoft-edge; do
    if command -v "$name" >/dev/null; then return 0; fi
  done
  return 1
}

# Without a browser the rest is tested all the same; the tests that need it are counted as skipped.
want_browser() {
  browser_warning=()
  if has_browser || { install_packages chromium && has_browser; }; then return 0; fi
  browser_warning=(
    "THE PAGES ARE NOT TRIED IN A BROWSER: Chromium is missing."
    "Install it (Debian and Ubuntu: sudo apt-get install chromium), or set TECHNIC_TEST_BROWSER"
    "to the path of a Chromium. None is downloaded.")
  frame "${browser_warning[@]}"
}

# Installs Debian's packages, as root or through a sudo that asks for no password.
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
  lacks_only_orleans restore.log || give_up "$everything cannot be restored:" "$(errors_in restore.log | head -n 20)" "All that was said is in $logs/restore.log."

  local packages projects
  mapfile -t packages < <(missing_orleans restore.log)
  mapfile -t projects < <(orleans_projects)
  orleans_warning=(
    "THE CLUSTER IS NOT TESTED."
    "Of Microsoft Orleans these packages cannot be restored here:" "${packages[@]/#/  }"
    "Therefore these projects are neither built nor tested:" "${projects[@]/#/  }"
    "TECHNIC_REQUIRE_ORLEANS=1 makes this a failure.")
  frame "${orleans_warning[@]}"
  if [[ ${TECHNIC_REQUIRE_ORLEANS:-} == 1 ]]; then give_up "Microsoft Orleans cannot be restored, and TECHNIC_REQUIRE_ORLEANS=1 asks for it."; fi

  solution=$embedded
  say "Restoring $embedded …"
  quietly restore-embedded.log dotnet restore "$embedded" -nodeReuse:false ||
    give_up "$embedded cannot be restored:" "$(errors_in restore-embedded.log | head -n 20)" "All that was said is in $logs/restore-embedded.log."
}

# Whether a restore failed because packages of Microsoft Orleans are missing, and for nothing that the projects without Orleans need. What else is said of the
# others (packages that only Orleans needs, versions that do not meet) follows from what is missing.
lacks_only_orleans() {
  local errors needing project
  [[ -n $(missing_orleans "$1") ]] || return 1
  errors=$(errors_in "$1") needing=$(orleans_projects)
  [[ -z $(grep -vE '^[^:]+\.csproj : error ' <<<"$errors") ]] || return 1
  while read -r project; do
    grep -qF "/$project" <<<"$needing" || return 1
  done < <(sed -E 's/ : error .*//; s/.*\///' <<<"$errors" | sort -u)
}

missing_orleans() { errors_in "$1" | sed -nE 's/.*error (NU1101|NU1102|NU1103): .*package (Microsoft\.Orleans\.[A-Za-z.]*[A-Za-z]).*/\2/p' | sort -u; }

build() {
  say "Building $solution …"
  quietly build.log dotnet build "$solution" -c Release --no-restore -nodeReuse:false -p:TreatWarningsAsErrors=true ||
    give_up "$solution cannot be built:" "$(errors_in build.log | head -n 20)" "All that was said is in $logs/build.log."
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
  # A project fails even when no test of it did: its host crashed or hung, or there was nothing to run.
  if ((code == 124 || code == 137)); then
    bad=$((bad > 0 ? bad : 1)) note="it was ended after $project_limit"
  elif [[ ! -f $trx ]] || ((code != 0 && bad == 0)); then
    bad=1 note="it ended early, with exit code $code"
  elif ((total == 0)); then
    bad=1 note="it has no tests"
  fi
  if ((bad > 0)); then
    say "" "---- $name: ${note:-$bad failed}; all that was said:"
    cat "$logs/$name.log"
    say "----" ""
  fi

  local missed=$((total - good - $(counter failed "$trx")))
  ((passed += good, failed += bad, skipped += missed)) || true
  rows+=("$(printf '%-28s %7d %7d %8d %8d s%s' "$name" "$good" "$bad" "$missed" $((SECONDS - began)) "${note:+   $note}")")
}

# counter NAME FILE: one of the counters of a run's results.
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
  say "$passed passed, $failed failed$( ((skipped == 0)) || echo ", $skipped skipped")"
  ((failed == 0 && passed > 0))
}

main
