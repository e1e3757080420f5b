# Part of benchmarks/http.sh: what it starts, and how it stops.
work=$(mktemp -d)
chmod 755 "$work" # Postgres runs under another account where this is root.
declare -A pid port
started=()
trap stop_everything EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

say() { echo "$(date +%T) $*" >&2; }

descendants() { local id; for id in $(pgrep -P "$1"); do echo "$id"; descendants "$id"; done; }

stop() { # NAME
    local id=${pid[$1]} tries
    kill -TERM "$id" 2>/dev/null || true
    for ((tries = 0; tries < 150; tries++)); do kill -0 "$id" 2>/dev/null || break; sleep 0.1; done
    # shellcheck disable=SC2046
    ! kill -0 "$id" 2>/dev/null || kill -KILL $(descendants "$id") "$id" || true
    wait "$id" 2>/dev/null || true
}

stop_everything() {
    local code=$? i
    trap '' INT TERM HUP
    trap - EXIT
    # The last first: those who use a database before the database.
    for ((i = ${#started[@]} - 1; i >= 0; i--)); do stop "${started[i]}"; done
    rm -rf "$work"
    exit "$code"
}

start() { # CORE NAME COMMAND...
    local core=$1 name=$2
    taskset -c "$core" "${@:3}" >"$work/$name.log" 2>&1 &
    pid[$name]=$!
    started+=("$name")
}

await() { # NAME COMMAND...: until the command succeeds
    local name=$1 tries
    for ((tries = 0; tries < 1200; tries++)); do
        "${@:2}" >/dev/null 2>&1 && return
        kill -0 "${pid[$name]}" 2>/dev/null || break
        sleep 0.1
    done
    echo "$name did not start:" >&2
    tail -n 20 "$work/$name.log" >&2
    exit 1
}

free_ports() { # COUNT
    python3 - "$1" <<'PYTHON'
import socket, sys
sockets = [socket.socket() for _ in range(int(sys.argv[1]))]
for s in sockets: s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in sockets))
PYTHON
}

peers=$PWD/artifacts/bin/Http.Peers/release/Http.Peers
answers() { curl --silent --fail --output /dev/null --max-time 5 "$1"; }

start_data() {
    say "starting Postgres and Redis"
    local name
    # shellcheck disable=SC2046
    set -- $(free_ports 13)
    for name in redis api api-l2 api-off slow bare hybrid output-memory output-redis fastapi fastify nginx varnish; do port[$name]=$1; shift; done

    start "$data_core" database "$peers" database "$work/postgres" catalog slow
    await database test -e "$work/postgres/connection.env"
    set -a
    source "$work/postgres/connection.env"
    PGDATABASE=catalog REDIS_PORT=${port[redis]} PEER_SECONDS=$lifetime
    ConnectionStrings__catalogdb="Host=$PGHOST;Port=$PGPORT;Username=$PGUSER;Password=$PGPASSWORD;Database=catalog"
    ConnectionStrings__cache=127.0.0.1:${port[redis]}
    set +a
    start "$data_core" redis redis-server --bind 127.0.0.1 --port "${port[redis]}" --save '' --appendonly no --dir "$work"
    await redis redis-cli -p "${port[redis]}" ping
}

start_api() { # NAME SETTING=VALUE...
    start "$server_core" "$1" env ASPNETCORE_URLS="http://127.0.0.1:${port[$1]}" Logging__LogLevel__Default=Warning \
        Catalog__Limits__RequestsPerSecond=0 Cache__OutputExpiration="$(date -u -d "@$lifetime" +%T)" "${@:2}" \
        artifacts/bin/Catalog.Api/release/Catalog.Api
    await "$1" answers "http://127.0.0.1:${port[$1]}/health"
}

# The server behind a contender.
server_of() {
    case $1 in
        alive | pipeline | product | product-304 | product-br) echo api ;;
        product-l2) echo api-l2 ;;
        product-miss) echo api-off ;;
        *) echo "$1" ;;
    esac
}

# The path that it answers, with {id} for a product's id.
path_of() { case $1 in alive) echo /alive ;; pipeline) echo "$pipeline" ;; *) echo "/api/v1/products/{id}" ;; esac; }

leave_out() { # NAME REASON
    echo "left out: $1. $2" >&2
    local kept=() name
    for name in "${contenders[@]}"; do [[ $name == "$1" ]] || kept+=("$name"); done
    contenders=("${kept[@]}")
}

# Those that the contenders need: the API also for the ids, uncached also behind nginx and Varnish.
start_contenders() {
    local name
    start_api api
    [[ $(psql -qAtc "select count(*) from products") -ge $products ]] || { echo "The sample catalogue has fewer than $products products." >&2; exit 1; }
    targets
    has product-l2 && start_api api-l2 Cache__LocalEntries=16
    has product-miss nginx varnish && start_api api-off Cache__Enabled=false
    for name in "${contenders[@]}"; do
        case $name in
            bare) start "$server_core" bare "$peers" bare "${port[bare]}" "$work/constant.json" ;;
            hybrid | output-memory | output-redis) start "$server_core" "$name" "$peers" "$name" "${port[$name]}" ;;
            fastapi | fastify | nginx | varnish) "start_$name" ;;
        esac
    done
    for name in "${contenders[@]}"; do
        await "$(server_of "$name")" answers "$(address "$name" "$(head -n 1 "$work/ids" | cut -f 1)")"
    done
}

has() { local name; for name in "${contenders[@]}"; do [[ " $* " != *" $name "* ]] || return 0; done; return 1; }

address() { local path; path=$(path_of "$1"); echo "http://127.0.0.1:${port[$(server_of "$1")]}${path/'{id}'/$2}"; } # NAME ID

start_fastapi() {
    local python
    for python in /usr/bin/python3 python3; do
        "$python" -c 'from fastapi import FastAPI; import uvicorn, uvloop, httptools, redis.asyncio, asyncpg' 2>/dev/null || continue
        start "$server_core" fastapi "$python" -m uvicorn --app-dir benchmarks/Http fastapi_peer:app --host 127.0.0.1 \
            --port "${port[fastapi]}" --workers 1 --no-access-log --log-level warning --loop uvloop --http httptools
        note fastapi "FastAPI $("$python" -c 'import fastapi; print(fastapi.__version__)'), uvicorn $("$python" -c 'import uvicorn; print(uvicorn.__version__)'), $("$python" --version)"
        return
    done
    leave_out fastapi "apt-get install python3-fastapi uvicorn python3-uvloop python3-httptools python3-redis python3-asyncpg"
}

start_fastify() {
    local folder=$PWD/artifacts/http-fastify
    command -v npm >/dev/null || { leave_out fastify "apt-get install nodejs npm"; return; }
    mkdir -p "$folder"
    cp benchmarks/Http/Fastify/* "$folder"
    npm install --prefix "$folder" --silent --no-audit --no-fund --no-package-lock >&2 || { leave_out fastify "npm cannot get fastify, ioredis and pg."; return; }
    start "$server_core" fastify node "$folder/server.mjs" "${port[fastify]}" benchmarks/Http/product.sql
    note fastify "Fastify $(node -p "require('$folder/node_modules/fastify/package.json').version"), Node $(node --version)"
}

fill_in() { # FILE NAME
    sed -e "s|@WORK@|$work|g; s|@USER@|$(id -un)|g; s|@PORT@|${port[$2]}|g; s|@UPSTREAM@|${port[api-off]}|g; s|@SECONDS@|$lifetime|g" "$1"
}

start_nginx() {
    local program
    program=$(PATH=$PATH:/usr/sbin command -v nginx) || { leave_out nginx "apt-get install nginx-light"; return; }
    fill_in benchmarks/Http/nginx.conf nginx >"$work/nginx.conf"
    start "$server_core" nginx "$program" -p "$work" -e stderr -c "$work/nginx.conf"
    note nginx "nginx $("$program" -v 2>&1 | sed 's|.*/||')"
}

start_varnish() {
    local program
    program=$(PATH=$PATH:/usr/sbin command -v varnishd) || { leave_out varnish "apt-get install varnish"; return; }
    fill_in benchmarks/Http/varnish.vcl varnish >"$work/varnish.vcl"
    # Without a jail: it may not enter the temporary folder.
    start "$server_core" varnish "$program" -F -j none -n "$work/varnish" -f "$work/varnish.vcl" -s malloc,64m -a "127.0.0.1:${port[varnish]}"
    note varnish "Varnish $("$program" -V 2>&1 | sed -n 's/.*varnish-\([0-9.]*\).*/\1/p')"
}
