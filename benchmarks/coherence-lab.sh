#!/usr/bin/env bash
# Runs the coherence lab for each engine and puts tables and pictures into docs/benchmarks/coherence-lab.md. It takes half an hour:
# benchmarks/coherence-lab.sh [seconds without faults] [seconds with faults, Coherence] [the same, the others]
set -euo pipefail
cd "$(dirname "$0")/.."
calm=${1:-300} broken=${2:-600} others=${3:-180}
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

dotnet build -c Release benchmarks/Coherence.Lab
# 2 says that reads were too old: for that it is there.
lab() { dotnet run -c Release --no-build --project benchmarks/Coherence.Lab -- "$@" || [ $? -eq 2 ]; }

# How soon a commit is everywhere is of interest where processors are not what everybody waits for: hence the pace.
for engine in coherence microsoft fusion; do
    lab --engine "$engine" --pace 10 --duration "$calm" --json "$results/calm-$engine.json"
done
lab --engine coherence --faults all --duration "$broken" --json "$results/faults-coherence.json" --chart docs/images/coherence-lab-run.svg
for engine in microsoft fusion; do
    lab --engine "$engine" --faults all --duration "$others" --json "$results/faults-$engine.json"
done
lab report "$results"/{calm,faults}-{coherence,microsoft,fusion}.json --page docs/benchmarks/coherence-lab.md --images ../images
