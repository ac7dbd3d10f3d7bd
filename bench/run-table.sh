#!/bin/sh
# Builds the peers and the benchmarks and prints our figures beside the peers'. Options: see `table` in README.md here.
set -eu
cd "$(dirname "$0")/.."
if ! make -s -C bench/peers >&2; then
    echo "the peers could not be built (a C compiler and make are needed); the table goes without them" >&2
fi
dotnet build -c Release -v quiet --nologo bench/PageEngine.Benchmarks >&2
dotnet build -c Release -v quiet --nologo src/PageEngine.Cli >&2
exec dotnet bench/PageEngine.Benchmarks/bin/Release/net10.0/PageEngine.Benchmarks.dll table "$@"
