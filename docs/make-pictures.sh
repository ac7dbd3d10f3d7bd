#!/usr/bin/env bash
# Makes docs/pictures/NAME.png: one plot of the report of each scenario, as a browser draws it. Needs chromium.
# With a name only that scenario's picture is made.
set -euo pipefail
cd "$(dirname "$0")/.."
only=${1:-}
dotnet build -c Release src/PageEngine.Cli --nologo -v quiet
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

picture() { # scenario, title of a plot in its report, height in pixels, command (simulate when left out)
  [ -z "$only" ] || [ "$only" = "$1" ] || return 0
  local report="$work/$1/report.html"
  src/PageEngine.Cli/bin/Release/net10.0/pageengine "${4:-simulate}" "scenarios/$1.json" --out "$work/$1" >"$work/$1.txt"
  local id
  id=$(grep -o "id=\"p[0-9]*\">$2<" "$report" | head -n 1 | sed 's/id="\(p[0-9]*\)".*/\1/')
  local hidden="header,nav,h2,section:not(:has(#$id)),.plots:not(:has(#$id))"
  sed -i "s|</head>|<style>$hidden{display:none!important}section{margin:0!important}</style></head>|" "$report"
  chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$work/browser" \
    --window-size="1000,$3" --screenshot="docs/pictures/$1.png" "file://$report" 2>"$work/browser.txt"
}

picture consolidation-19-guests 'Memory by kind' 400
picture balloon-vs-swap 'Memory taken from guests' 400
picture sharing-equal-guests 'Pages that share a frame' 400
picture async-faults 'Work' 400
picture boot-storm 'Memory taken from guests' 400
picture idle-tax 'Entitlement and resident memory' 640
picture double-paging 'Double paging' 400
picture security-domains 'Pages that share a frame' 640
picture evacuate-host 'Pages left' 760
picture migrate-web 'Throughput of the guest' 725 migrate
