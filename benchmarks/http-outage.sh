#!/usr/bin/env bash
# What clients notice of Redis going away: a product from the Catalog API, and from the stock Redis output cache, at a steady rate, while
# redis-server hangs, dies and is emptied. `benchmarks/http-outage.sh --help` says more.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
    cat <<'USAGE'
benchmarks/http-outage.sh [OPTIONS]

Builds, starts a Postgres, a redis-server and what answers on free ports and in a temporary folder, and reads products by random id while
Redis hangs (SIGSTOP), dies (SIGKILL, and an empty one comes) or is emptied every second (FLUSHALL). Prints Markdown, stops everything.

  --rounds N         times that each thing happens (3)
  --seconds N        of each phase: before, during, after (5)
  --rate N           requests a second, whatever becomes of them (200)
  --products N       that are read, at random (1000)
  --warm N           seconds under the same load before the first round (10)
  --only NAME        of: product output-redis (both)
  --cores A,B[,C]    for what answers, for the load, and for Postgres and Redis: with the load unless said otherwise (0,1)
  --write            put the table into docs/benchmarks/redis-outage.md

Wants redis-server, redis-cli, psql, curl, python3, and a Postgres server.
USAGE
}

command="benchmarks/http-outage.sh${*:+ $*}" load_average=$(cut -d' ' -f1 /proc/loadavg)
rounds=3 seconds=5 rate=200 products=1000 warm=10 lifetime=3600 only='' cores=0,1 write='' pipeline=''
while (($# > 0)); do
    case $1 in
        --help) usage; exit ;;
        --write) write=yes; shift ;;
        --rounds | --seconds | --rate | --products | --warm)
            [[ ${2-} =~ ^[1-9][0-9]*$ ]] || { echo "$1 wants a whole number; see --help." >&2; exit 2; }
            printf -v "${1#--}" %s "$2"; shift 2 ;;
        --only | --cores)
            [[ ${2-} ]] || { echo "$1 wants a value; see --help." >&2; exit 2; }
            printf -v "${1#--}" %s "$2"; shift 2 ;;
        *) echo "There is no option $1; see --help." >&2; exit 2 ;;
    esac
done
IFS=, read -r server_core load_core data_core <<<"$cores"
: "${data_core:=$load_core}"
case $only in
    '') contenders=(product output-redis) ;;
    product | output-redis) contenders=("$only") ;;
    *) echo "There is no contender $only; see --help." >&2; exit 2 ;;
esac

source benchmarks/Http/servers.sh
source benchmarks/Http/measure.sh

# Without build servers: they would outlive this.
dotnet build Catalog.Api -c Release --disable-build-servers -nologo -verbosity:quiet >&2
dotnet build benchmarks/Http/Http.Peers.csproj -c Release --disable-build-servers -nologo -verbosity:quiet >&2

redis() { redis-cli -p "${port[redis]}" "$@" >/dev/null; }
start_redis() {
    start "$data_core" redis redis-server --bind 127.0.0.1 --port "${port[redis]}" --save '' --appendonly no --dir "$work"
    await redis redis ping
}

hangs() { kill -STOP "${pid[redis]}"; sleep "$seconds"; kill -CONT "${pid[redis]}"; }
dies() {
    kill -KILL "${pid[redis]}"
    wait "${pid[redis]}" 2>/dev/null || true
    sleep "$seconds"
    start_redis
}
emptied() { local i; for ((i = 0; i < seconds; i++)); do redis flushall; sleep 1; done; }

now() { date +%s%3N; }

outage() { # CONTENDER FAULT: before, during, after
    local loading begun ended
    say "$1: Redis $2"
    taskset -c "$load_core" "$peers" load "$(address "$1" '')" "$work/ids" $((4 * seconds + products / rate + 5)) "$rate" >"$work/requests" &
    loading=$!
    # One pass over all products, and time for the phase before.
    sleep $((products / rate + 2 + seconds))
    begun=$(now)
    "$2"
    ended=$(now)
    wait "$loading"
    awk -v name="$1" -v fault="$2" -v begun="$begun" -v ended="$ended" -v length_ms=$((seconds * 1000)) '
        $1 >= begun - length_ms && $1 < ended + length_ms { print name "\t" fault "\t" ($1 < begun ? "before" : $1 < ended ? "during" : "after") "\t" $2 "\t" $3 "\t" $1 - begun }' "$work/requests" >>"$work/outages"
}

start_data
start_contenders
say "warming"
for name in "${contenders[@]}"; do taskset -c "$load_core" "$peers" load "$(address "$name" '')" "$work/ids" "$warm" "$rate" >/dev/null; done
for ((round = 1; round <= rounds; round++)); do
    for fault in hangs dies emptied; do
        for name in "${contenders[@]}"; do outage "$name" "$fault"; done
    done
done

{
    printf 'command\t%s\n' "$command"
    printf 'commit\t%s\n' "$(git rev-parse --short HEAD)$(git diff --quiet HEAD -- . ':!docs' || echo ', changed')"
    printf 'date\t%s\n' "$(date -u +%F)"
    printf 'machine\t%s, load before %s\n' "$(describe_machine)" "$load_average"
    printf 'redis\tredis-server %s\n' "$(redis-server --version | sed 's/.* v=\([^ ]*\).*/\1/')"
    printf 'setting\t%s requests a second, %s products, %s times %s s a phase\n' "$rate" "$products" "$rounds" "$seconds"
} >"$work/outage-notes"
python3 benchmarks/Http/outage.py "$work/outages" "$work/outage-notes" ${write:+--page docs/benchmarks/redis-outage.md}
