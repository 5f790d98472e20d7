#!/usr/bin/env bash
# Makes the files of a release in artifacts/release:
#
#   technic.VERSION.nupkg            the tool, for `dotnet tool install -g technic`; it refers to one of the next
#   technic.RID.VERSION.nupkg        its program, compiled ahead of time for each of the runtimes; `any` for all others
#   Technic.*.VERSION.nupkg          the libraries, with their symbols (.snupkg)
#   technic-VERSION-RID.tar.gz       a self-contained program in one file, for each of the runtimes (.zip for Windows)
#   technic-VERSION.cdx.json         the bill of materials (CycloneDX)
#   SHA256SUMS                       the checksums of all of them
#
#   scripts/release.sh [RID...]      default: linux-x64 linux-arm64 osx-arm64 win-x64
#
# Requires the .NET SDK, tar, zip for Windows, and what scripts/check-release.sh requires, which it runs at the end.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rids=("$@")
((${#rids[@]} > 0)) || rids=(linux-x64 linux-arm64 osx-arm64 win-x64)
for rid in "${rids[@]}"; do
  case $rid in
    linux-x64 | linux-arm64 | osx-arm64 | win-x64) ;;
    *) echo "Unknown runtime '$rid': expected linux-x64, linux-arm64, osx-arm64 or win-x64." >&2; exit 2 ;;
  esac
done
readonly project=src/Technic.Cli/Technic.Cli.csproj release=artifacts/release publish=artifacts/publish
version=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' Directory.Build.props)
readonly version

rm -rf "$release" "$publish"
mkdir -p "$release"
runtimes=$(IFS=';' && echo "${rids[*]};any")
dotnet pack Technic.Packages.slnf -c Release -p:ToolRuntimes="\"$runtimes\"" -o "$release" -nologo -v q
for rid in "${rids[@]}"; do
  dotnet publish "$project" -c Release -p:PublishProfile="$rid" -o "$publish/$rid" -nologo -v q
  name=technic-$version-$rid
  if [[ $rid == win-* ]]; then (cd "$publish/$rid" && zip -q "$OLDPWD/$release/$name.zip" technic.exe)
  else tar -czf "$release/$name.tar.gz" -C "$publish/$rid" technic; fi
done
dotnet tool restore > /dev/null
dotnet tool run dotnet-CycloneDX -- "$project" --set-name technic --set-version "$version" --exclude-dev \
  --output "$release" --filename "technic-$version.cdx.json" --output-format Json > /dev/null
(cd "$release" && sha256sum -- * > SHA256SUMS)
cat "$release/SHA256SUMS"
scripts/check-release.sh "$release"
