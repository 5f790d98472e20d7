#!/usr/bin/env bash
# Makes the site of the documentation: static files in artifacts/site, or in the folder that is given. Needs Node.js
# and npm, and the .NET SDK for the reference of the packages.
set -euo pipefail
cd "$(dirname "$0")/.."
out="${1:-artifacts/site}"
[[ "$out" = /* ]] || out="$PWD/$out"
(cd docs/site && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
dotnet build Technic.Packages.slnf -c Release -nologo -v q
node docs/site/build.mjs "$out"
