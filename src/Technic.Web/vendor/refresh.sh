#!/usr/bin/env bash
# Copies what package.json pins into ../wwwroot/lib, with the licences. Run it after a change of a version, and commit what it wrote.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly lib=../wwwroot/lib
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT

cp package.json package-lock.json "$fresh"
npm ci --prefix "$fresh" --ignore-scripts --no-audit --no-fund --silent

readonly modules=$fresh/node_modules new=$fresh/lib
mkdir -p "$new/lightweight-charts" "$new/ibm-plex"

cp "$modules"/lightweight-charts/{LICENSE,dist/lightweight-charts.standalone.production.mjs} "$new/lightweight-charts/"
# The package leaves out the notice that its licence asks to pass on; this is the one of its repository.
cat >"$new/lightweight-charts/NOTICE" <<'NOTICE'
TradingView Lightweight Charts™
Copyright (c) 2026 TradingView, Inc. https://www.tradingview.com/

The file holds fancy-canvas as well, of the same authors, under the MIT licence: https://github.com/tradingview/fancy-canvas
NOTICE

cp "$modules"/@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-{latin,latin-ext}-wght-normal.woff2 "$new/ibm-plex/"
cp "$modules"/@fontsource/ibm-plex-mono/files/ibm-plex-mono-latin-400-normal.woff2 "$new/ibm-plex/"
cp "$modules"/@fontsource/ibm-plex-mono/LICENSE "$new/ibm-plex/"

rm -rf "$lib" && cp -R "$new" "$lib"
