#!/usr/bin/env bash
# Measures the start of a program: whole processes, in milliseconds, of `technic --help` and of `technic scan` on a price store that has
# all of its 5,000 synthetic symbols. Both are run in turn. On a machine that does nothing else.
#
#   scripts/measure-start.sh [PROGRAM] [RUNS]      default: technic 21
#
# Requires bash 5.
set -euo pipefail

readonly program=${1:-technic} runs=${2:-21}
command -v "$program" > /dev/null || { echo "There is no program '$program'." >&2; exit 2; }
[[ $runs =~ ^[1-9][0-9]*$ ]] || { echo "Invalid number of runs '$runs': expected 1 or more." >&2; exit 2; }
data=$(mktemp -d)
readonly data
trap 'rm -rf "$data"' EXIT

# milliseconds COMMAND...: the time of one run, which must succeed.
milliseconds() {
  local start=${EPOCHREALTIME/./}
  "$@" > "$data/output" 2> "$data/messages" || { cat "$data/messages" >&2; exit 1; }
  echo $(((${EPOCHREALTIME/./} - start) / 1000))
}

# report NAME TIME...: the median and the range.
report() {
  local name=$1 sorted
  shift
  mapfile -t sorted < <(printf '%s\n' "$@" | sort -n)
  printf '%-16s median %4d ms (%d – %d), %d runs\n' "$name" "${sorted[$# / 2]}" "${sorted[0]}" "${sorted[-1]}" $#
}

scan=(env -u POLYGON_API_KEY "$program" scan --source synthetic --data "$data")
for _ in 1 2; do milliseconds "${scan[@]}" > /dev/null; done
grep -q '5,000 from disk' "$data/output" || { echo "The scan did not read its prices from the store." >&2; exit 1; }
help=() warm=()
for ((i = 0; i < runs; i++)); do
  help+=("$(milliseconds "$program" --help)")
  warm+=("$(milliseconds "${scan[@]}")")
done
report 'technic --help' "${help[@]}"
report 'technic scan' "${warm[@]}"
