#!/usr/bin/env bash
# How long the application takes to start and to stop, without a build, with local servers and data of its own:
#   benchmarks/start-stop.sh [rounds]
# Prints a line a round: seconds until the dashboard answers, until everything is healthy, from Ctrl+C until services and servers have
# ended, and until the orchestrator has. The first round makes the database and 5,000 products, the others find them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rounds=${1:-3}
log=$(mktemp) data=$PWD/artifacts/stacks/start-stop
trap 'rm -rf "$log" "$data"' EXIT
dotnet build AppHost -nologo -verbosity:quiet >/dev/null

now() { date +%s%N; }
seconds() { awk -v from="$1" -v to="$2" 'BEGIN { printf "%.1f", (to - from) / 1e9 }'; }
descendants() { local id; for id in $(pgrep -P "$1"); do echo "$id"; descendants "$id"; done; }

printf '%6s %10s %10s %10s %10s   load %s\n' round dashboard healthy ended gone "$(cut -d' ' -f1-3 /proc/loadavg)"
for ((round = 1; round <= rounds; round++)); do
    started=$(now)
    env --default-signal=INT setsid dotnet run --no-build --project AppHost -- --Servers=local "--Data=$data" >"$log" 2>&1 &
    run=$!
    until dashboard=$(grep -oE -m 1 'http://[^ ]+/login' "$log") && curl --silent --fail --output /dev/null "$dashboard"; do sleep 0.05; done
    shown=$(now)
    until grep -q 'AspireCache is ready' "$log"; do kill -0 "$run"; sleep 0.05; done
    healthy=$(now)
    host=$(pgrep -f 'debug/AppHost --Servers=local --Data=' | head -n 1)
    orchestrator=$(pgrep -f "start-apiserver --monitor $host ")
    programs=$(descendants "$orchestrator" | while read -r id; do grep -qz '^monitor-process\|^run-controllers' "/proc/$id/cmdline" || echo "$id"; done)
    everything="$host $orchestrator $(descendants "$orchestrator")"
    sleep 5 # What a start leaves for later is done by then.
    stopping=$(now)
    kill -INT "$host"
    for id in $programs; do while kill -0 "$id" 2>/dev/null; do sleep 0.05; done; done
    ended=$(now)
    for id in $everything; do while kill -0 "$id" 2>/dev/null; do sleep 0.05; done; done
    gone=$(now)
    printf '%6d %10s %10s %10s %10s   load %s\n' "$round" "$(seconds "$started" "$shown")" "$(seconds "$started" "$healthy")" \
        "$(seconds "$stopping" "$ended")" "$(seconds "$stopping" "$gone")" "$(cut -d' ' -f1-3 /proc/loadavg)"
done
