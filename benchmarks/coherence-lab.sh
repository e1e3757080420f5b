#!/usr/bin/env bash
# Runs the coherence lab for each engine and puts tables and pictures into docs/benchmarks/coherence-lab.md. It takes half an hour:
# benchmarks/coherence-lab.sh [seconds without faults] [seconds with faults] [seconds of each run of the other engines]
set -euo pipefail
cd "$(dirname "$0")/.."
calm=${1:-300} broken=${2:-600} others=${3:-180}
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

dotnet build -c Release benchmarks/Coherence.Lab
# 2 says that reads were too old: for that it is there.
lab() { dotnet run -c Release --no-build --project benchmarks/Coherence.Lab -- "$@" || [ $? -eq 2 ]; }

# How soon a commit is everywhere is of interest where processors are not what everybody waits for: hence the pace.
calm() { lab --engine "$1" --pace 10 --duration "$2" --json "$results/calm-$1.json"; }
broken() { lab --engine "$1" --faults all --duration "$2" --json "$results/faults-$1.json" "${@:3}"; }

calm coherence "$calm"
calm microsoft "$others"
calm fusion "$others"
broken coherence "$broken" --chart docs/images/coherence-lab-run.svg
broken microsoft "$others"
broken fusion "$others"
lab report "$results"/{calm,faults}-{coherence,microsoft,fusion}.json --page docs/benchmarks/coherence-lab.md --images ../images
