#!/usr/bin/env bash
# Checks the files of a release: checksums, archives, packages, the format and processor of each program, and the version of the program for
# this machine.
#
#   scripts/check-release.sh [FOLDER]      default: artifacts/release
#
# Requires file, tar, unzip and sha256sum. TECHNIC_EMULATOR, e.g. "qemu-aarch64-static -L /usr/aarch64-linux-gnu", runs the program for
# linux-arm64 on another processor.
set -euo pipefail
cd "${1:-"$(dirname "${BASH_SOURCE[0]}")/../artifacts/release"}"

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# format_of RID: what file(1) says of a program for the runtime.
format_of() {
  case $1 in
    linux-x64) echo 'ELF 64-bit .*x86-64' ;;
    linux-arm64) echo 'ELF 64-bit .*ARM aarch64' ;;
    osx-arm64) echo 'Mach-O 64-bit arm64' ;;
    win-x64) echo 'PE32\+ executable .*x86-64' ;;
    *) fail "Unknown runtime '$1' in the name of an archive." ;;
  esac
}

# version_of RID PROGRAM: what it prints for --version, or nothing if it cannot run here.
version_of() {
  local here
  here=linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
  if [[ $1 == "$here" ]]; then env -i HOME="$work" "$2" --version
  elif [[ $1 == linux-arm64 && -n ${TECHNIC_EMULATOR:-} ]]; then
    # shellcheck disable=SC2086 # The emulator has arguments.
    env -i PATH="$PATH" HOME="$work" $TECHNIC_EMULATOR "$2" --version
  fi
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unpacked=$work/files
sha256sum --check --quiet SHA256SUMS || fail "The checksums do not match the files."
for file in *; do
  [[ $file == SHA256SUMS ]] || grep -qF " $file" SHA256SUMS || fail "$file is not in SHA256SUMS."
done
for package in *.nupkg *.snupkg; do
  [[ ! -e $package ]] || unzip -tqq "$package" || fail "$package is damaged."
done
for archive in technic-*.tar.gz technic-*.zip; do
  [[ -e $archive ]] || continue
  rid=${archive%.tar.gz} rid=${rid%.zip}
  version=${rid#technic-} version=${version%%-[lwo]*-*} rid=${rid#"technic-$version-"}
  rm -rf "$unpacked"
  mkdir "$unpacked"
  if [[ $archive == *.zip ]]; then unzip -q "$archive" -d "$unpacked"; else tar -xzf "$archive" -C "$unpacked"; fi
  program=$unpacked/technic
  [[ $rid != win-* ]] || program+=.exe
  [[ $(find "$unpacked" -mindepth 1) == "$program" ]] || fail "$archive has other files than the program."
  [[ $rid == win-* || -x $program ]] || fail "The program in $archive is not executable."
  format=$(file -b "$program")
  matched=$(grep -oE "^$(format_of "$rid")" <<<"$format") || fail "The program in $archive is '$format'."
  shown=$(version_of "$rid" "$program") || fail "The program in $archive does not run."
  [[ -z $shown || $shown == "$version" ]] || fail "The program in $archive says version '$shown'."
  printf '%s: %s%s\n' "$archive" "$matched" "${shown:+, version $shown runs}"
done
