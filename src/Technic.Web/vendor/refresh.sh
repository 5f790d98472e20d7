#!/usr/bin/env bash
# Copies what package.json pins into ../wwwroot/lib, with the licences. Run it after a change of a version, and commit what it wrote.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly lib=../wwwroot/lib
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT

cp package.json package-lock.json "$fresh"
npm ci --prefix "$fresh" --ignore-scripts --no-audit --no-fund --silent

rm -rf "$lib" && mkdir -p "$lib/lightweight-charts" "$lib/ibm-plex"

cp "$fresh"/node_modules/lightweight-charts/{LICENSE,dist/lightweight-charts.standalone.production.mjs} "$lib/lightweight-charts/"
# The package leaves out the notice that its licence asks to pass on; this is the one of its repository.
cat >"$lib/lightweight-charts/NOTICE" <<'NOTICE'
TradingView Lightweight Charts™
Copyright (c) 2026 TradingView, Inc. https://www.tradingview.com/
NOTICE

cp "$fresh"/node_modules/@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-{latin,latin-ext}-wght-normal.woff2 "$lib/ibm-plex/"
cp "$fresh"/node_modules/@fontsource/ibm-plex-mono/files/ibm-plex-mono-latin-400-normal.woff2 "$lib/ibm-plex/"
cp "$fresh"/node_modules/@fontsource/ibm-plex-mono/LICENSE "$lib/ibm-plex/"
