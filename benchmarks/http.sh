#!/usr/bin/env bash
# What an answer costs: a product from the Catalog API, hit and miss, beside a constant, .NET's own caches, FastAPI, Fastify, nginx and
# Varnish, all over the same rows. `benchmarks/http.sh --help` says more.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
    cat <<'USAGE'
benchmarks/http.sh [OPTIONS]

Builds, starts everything on free ports and in a temporary folder, a Postgres and a redis-server included, measures in rounds,
prints Markdown, stops everything. What answers has a core to itself.

  --rounds N         rounds, each in another order; medians are shown (5)
  --seconds N        of each measurement (5)
  --warm N           seconds under load before the first round, for the compilers (5)
  --connections N    of wrk (32)
  --products N       that are read, at random (1000)
  --lifetime N       seconds that everybody keeps an answer, 30 to 3600 (60)
  --writes N         seconds of each run with 1 % writes; 0 leaves them out (10)
  --slow N           thousands of products for the slow search; 0 leaves it out (200)
  --only NAME,NAME   of: bare alive pipeline product product-304 product-br product-l2 product-miss
                     hybrid output-memory output-redis fastapi fastify nginx varnish
  --pipeline PATH    what the API answers with nothing behind it (/api/v1/products/suggestions)
  --cores A,B[,C]    for what answers, for wrk, and for Postgres and Redis: with wrk unless said otherwise (0,1)
  --write            put tables and chart into docs/benchmarks/http.md and docs/images

Wants wrk, redis-server, psql, curl, python3, and a Postgres server; what a contender wants and is not there leaves that one out.
USAGE
}

all=(bare alive pipeline product product-304 product-br product-l2 product-miss hybrid output-memory output-redis fastapi fastify nginx varnish)
command="benchmarks/http.sh${*:+ $*}" load_average=$(cut -d' ' -f1 /proc/loadavg)
rounds=5 seconds=5 warm=5 connections=32 products=1000 lifetime=60 writes=10 slow=200 only='' pipeline=/api/v1/products/suggestions cores=0,1 write=''
while (($# > 0)); do
    case $1 in
        --help) usage; exit ;;
        --write) write=yes; shift ;;
        --rounds | --seconds | --warm | --connections | --products | --lifetime | --writes | --slow)
            [[ ${2-} =~ ^[0-9]+$ ]] || { echo "$1 wants a whole number; see --help." >&2; exit 2; }
            printf -v "${1#--}" %s "$2"; shift 2 ;;
        --only | --pipeline | --cores)
            [[ ${2-} ]] || { echo "$1 wants a value; see --help." >&2; exit 2; }
            printf -v "${1#--}" %s "$2"; shift 2 ;;
        *) echo "There is no option $1; see --help." >&2; exit 2 ;;
    esac
done
IFS=, read -r server_core load_core data_core <<<"$cores"
: "${data_core:=$load_core}"
for name in ${only//,/ }; do
    [[ " ${all[*]} " == *" $name "* ]] || { echo "There is no contender $name; see --help." >&2; exit 2; }
done
contenders=()
for name in "${all[@]}"; do [[ -z $only || ,$only, == *",$name,"* ]] && contenders+=("$name"); done

for tool in wrk redis-server psql curl python3 taskset; do
    case $tool in redis-server | psql) package=${tool/psql/postgresql-client} ;; taskset) package=util-linux ;; *) package=$tool ;; esac
    command -v "$tool" >/dev/null || { echo "There is no $tool: apt-get install $package" >&2; exit 1; }
done

source benchmarks/Http/servers.sh
source benchmarks/Http/measure.sh

# Without build servers: they would outlive this.
dotnet build Catalog.Api -c Release --disable-build-servers -nologo -verbosity:quiet >&2
dotnet build benchmarks/Http/Http.Peers.csproj -c Release --disable-build-servers -nologo -verbosity:quiet >&2

start_data
start_contenders
note load "$load_average"
note command "$command"
note commit "$(git rev-parse --short HEAD)$(git diff --quiet HEAD -- . ':!docs' || echo ', changed')"
note date "$(date -u +%F)"
note machine "$(describe_machine)"
note pipeline "$pipeline"
note setting "$rounds rounds of $seconds s, $connections connections, $products products, lifetime $lifetime s"
note_versions

for name in "${contenders[@]}"; do printf '%s\t%s\n' "$name" "$(address "$name" "$(head -n 1 "$work/ids" | cut -f 1)")"; done |
    python3 benchmarks/Http/same_answer.py >&2

say "warming for $warm s each"
for name in "${contenders[@]}"; do load "$name" "$warm" >/dev/null; done
note idle "$(idle)"
for ((round = 1; round <= rounds; round++)); do
    for ((i = 0; i < ${#contenders[@]}; i++)); do
        measure "${contenders[(i + (round - 1) * 5) % ${#contenders[@]}]}" "$round"
    done
done
if ((writes > 0)); then
    for name in "${contenders[@]}"; do
        case $name in bare | alive | pipeline | product-304 | product-br) ;; *) measure_writes "$name" ;; esac
    done
fi
((slow == 0)) || measure_slow_search

python3 benchmarks/Http/report.py "$work/results.jsonl" ${write:+--page docs/benchmarks/http.md --chart docs/images/http-processor-time.svg}
