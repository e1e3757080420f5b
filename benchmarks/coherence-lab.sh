#!/usr/bin/env bash
# Runs the coherence lab for each engine and puts tables and pictures into docs/benchmarks. It takes an hour:
# benchmarks/coherence-lab.sh [seconds without faults] [seconds with faults] [seconds of each run of the other engines, and of the outbox]
# benchmarks/coherence-lab.sh races [seconds of each]: only those in which nodes invalidate, twenty minutes
# benchmarks/coherence-lab.sh answers [seconds of each]: only those in which nodes keep whole answers
set -euo pipefail
cd "$(dirname "$0")/.."
only=all
case "${1:-}" in races | answers) only=$1; shift ;; esac
calm=${1:-300} broken=${2:-600} others=${3:-180}
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

dotnet build -c Release benchmarks/Coherence.Lab
# 2 says that reads were too old: for that it is there.
lab() { dotnet run -c Release --no-build --project benchmarks/Coherence.Lab -- "$@" || [ $? -eq 2 ]; }

# How soon a commit is everywhere is of interest where processors are not what everybody waits for: hence the pace.
calm() { lab --engine "$2" --pace 10 --duration "$3" --json "$results/calm-$1.json" "${@:4}"; }
broken() { lab --engine "$2" --faults all --duration "$3" --json "$results/faults-$1.json" "${@:4}"; }

# A cache without a database, whose users invalidate.
race() { lab --engine "$2" --invalidate "$1" --pace 2 --duration "$3" --json "$results/race-$1-$2-$4.json" "${@:5}"; }
races() {
  for by in Keys Tags; do
    for engine in coherence fusion microsoft; do
      race $by $engine "$1" nothing
      race $by $engine "$1" subscriptions --faults PubSubKill --every 1000
      race $by $engine "$1" flush --faults RedisFlush --every 2000
      race $by $engine "$1" pause --faults ClientPause --every 1000
    done
  done
  lab report "$results"/race-*.json --page docs/benchmarks/explicit-invalidation.md
}

# Whole answers, by HTTP.
answers() {
  for engine in coherence microsoft; do
    lab --engine $engine --answers --faults all --duration "$1" --json "$results/answers-$engine.json"
  done
  lab report "$results"/answers-{coherence,microsoft}.json --page docs/benchmarks/coherence-lab.md
}

[ $only = races ] && races "${1:-30}" && exit
[ $only = answers ] && answers "${1:-60}" && exit
races 30
answers "$others"
calm coherence coherence "$calm"
calm outbox coherence "$others" --commits Outbox
calm microsoft microsoft "$others"
calm fusion fusion "$others"
broken coherence coherence "$broken" --chart docs/images/coherence-lab-run.svg
broken outbox coherence "$others" --commits Outbox
broken microsoft microsoft "$others"
broken fusion fusion "$others"
lab report "$results"/{calm,faults}-{coherence,outbox,microsoft,fusion}.json --page docs/benchmarks/coherence-lab.md --images ../images
