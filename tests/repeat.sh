#!/usr/bin/env bash
# Runs a test project repeatedly while busy loops load the machine, and counts the failed runs. The last line is "N runs, M failed"; the
# exit code is 0 if all runs succeed.
#
#   tests/repeat.sh PROJECT [RUNS] [--filter EXPRESSION] [--load LOOPS]
#
#   PROJECT   name or folder of a test project, e.g. Technic.Embedded.Tests; it has to be built (-c Release)
#   RUNS      how often to run it; 50 by default
#   --filter  which tests to run, as `dotnet test --filter` takes it
#   --load    how many busy loops run beside the tests; 2 by default, 0 for none
#
# The output of the runs that failed is kept in artifacts/repeat/PROJECT.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  sed -n '2,/^set /p' "${BASH_SOURCE[0]}" | sed '$d; s/^# \{0,1\}//' >&2
  exit 2
}

project="" runs=50 filter=() load=2
while (($# > 0)); do
  case $1 in
    --filter) [[ $# -ge 2 ]] || usage; filter=(--filter "$2"); shift 2 ;;
    --load) [[ ${2:-} =~ ^[0-9]+$ ]] || usage; load=$2; shift 2 ;;
    -*) usage ;;
    *)
      if [[ -z $project ]]; then project=$(basename "$1" .csproj)
      elif [[ $1 =~ ^[1-9][0-9]*$ ]]; then runs=$1
      else usage; fi
      shift ;;
  esac
done
[[ -n $project ]] || usage
readonly file=tests/$project/$project.csproj logs=artifacts/repeat/$project
if [[ ! -f $file ]]; then echo "$file does not exist." >&2; exit 2; fi
rm -rf "$logs" && mkdir -p "$logs"

# The same surroundings as in tests/run.sh.
unset POLYGON_API_KEY TECHNIC_POSTGRES OTEL_EXPORTER_OTLP_ENDPOINT
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

loops=()
stop_load() { if ((${#loops[@]} > 0)); then kill "${loops[@]}" 2>/dev/null || true; fi; }
trap stop_load EXIT
trap 'exit 130' INT TERM
for ((i = 0; i < load; i++)); do
  # A loop ends with this script, however that ends.
  sh -c 'while kill -0 "$1" 2>/dev/null; do i=0; while [ $i -lt 200000 ]; do i=$((i + 1)); done; done' sh $$ &
  loops+=($!)
done

failed=0
for ((run = 1; run <= runs; run++)); do
  log=$logs/$run.log began=$SECONDS
  if dotnet test "$file" -c Release --no-build --blame-hang-timeout 10m --blame-hang-dump-type none \
    --results-directory "$logs/results" "${filter[@]}" >"$log" 2>&1 </dev/null && grep -qE '^Passed!' "$log"; then
    printf 'run %d of %d: passed, %d s\n' "$run" "$runs" $((SECONDS - began))
    rm "$log"
  else
    ((failed += 1))
    printf 'run %d of %d: FAILED, %d s, %s\n' "$run" "$runs" $((SECONDS - began)) "$log"
    grep -E '^ +Failed ' "$log" || tail -n 3 "$log"
  fi
done
rm -rf "$logs/results"
echo "$runs runs, $failed failed"
((failed == 0))
