#!/usr/bin/env bash
# Brings PublicAPI.Unshipped.txt of the packages up to date with the code: adds new public members, and removes those that are gone.
# Look at the difference before you commit it: it is what users of the packages will notice.
#
#   scripts/public-api.sh [PROJECT...]     default: all packages, e.g. Technic.Core
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

projects=("$@")
if ((${#projects[@]} == 0)); then
  mapfile -t projects < <(grep -l 'Package.props' src/*/*.csproj | xargs -n1 dirname | xargs -n1 basename)
fi
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

# names RULE LOG: the members of the results of a rule.
names() {
  tr -d '\n' < "$2" | grep -oE "\"ruleId\": \"$1\".*" | sed "s/\"ruleId\": \"/\n&/g" | grep "^\"ruleId\": \"$1\"" |
    grep -oE '"ApiNameWithNullability": "([^"\\]|\\.)*"' | sed -E 's/^"ApiNameWithNullability": "//; s/"$//; s/\\"/"/g; s/\\\\/\\/g' || true
}

for project in "${projects[@]}"; do
  echo "$project"
  file=src/$project/PublicAPI.Unshipped.txt
  dotnet build "src/$project" -c Release --no-incremental --no-dependencies -nodeReuse:false -v q -nologo \
    -p:WarningsNotAsErrors=RS0016%3BRS0017%3BRS0036%3BRS0037 "-p:ErrorLog=$logs/$project.sarif%2Cversion=2.1" > "$logs/build.log" ||
    { grep -E 'error' "$logs/build.log" | sort -u; exit 1; }
  {
    echo '#nullable enable'
    { grep -v '^#nullable enable' "$file" || true; names RS0016 "$logs/$project.sarif"; } |
      grep -vxFf <(names RS0017 "$logs/$project.sarif"; echo '#nullable enable') | LC_ALL=C sort -u
  } > "$logs/new.txt"
  mv "$logs/new.txt" "$file"
done
git --no-pager diff --stat -- 'src/*/PublicAPI.Unshipped.txt'
