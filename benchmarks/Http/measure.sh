# Part of benchmarks/http.sh: what it measures.
ticks_a_second=$(getconf CLK_TCK)

note() { printf '{"kind":"note","name":"%s","value":"%s"}\n' "$1" "${2//\"/\'}" >>"$work/results.jsonl"; } # NAME VALUE

describe_machine() {
    local processor
    processor=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
    echo "$(nproc) cores (${processor:-unknown}), $(awk '/MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo), $(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release), Linux $(uname -r)"
}

note_versions() {
    note dotnet ".NET $(dotnet --list-runtimes | sed -n 's/^Microsoft.AspNetCore.App \([^ ]*\).*/\1/p' | tail -n 1)"
    note redis "redis-server $(redis-server --version | sed 's/.* v=\([^ ]*\).*/\1/')"
    note postgres "Postgres $(psql -qAtc 'show server_version' | cut -d' ' -f 1)"
    note wrk "$(wrk -v 2>&1 | sed -n 's,^wrk [^0-9]*\([0-9.]*\).*,wrk \1,p')"
}

# Ids with the entity tags of their products, in a random order that is always the same; and for the constant the product whose answer is
# of the middle length.
targets() {
    local api=http://127.0.0.1:${port[api]}/api/v1/products/
    psql -qAtc "select id from products order by md5(id::text) limit $products" |
        awk -v api="$api" '{ print "url = \"" api $1 "\"\noutput = /dev/null" } END { print "write-out = \"%{url}\\t%header{etag}\\t%{size_download}\\n\"" }' |
        curl --silent --fail --config - | sed "s|^$api||" >"$work/answers"
    cut -f 1,2 "$work/answers" >"$work/ids"
    curl --silent --fail --output "$work/constant.json" "$api$(sort -n -k 3 "$work/answers" | awk -v middle="$((products / 2))" 'NR == middle { print $1 }')"
    note bytes "$(awk '{ sum += $3 } END { printf "%.0f", sum / NR }' "$work/answers")"
}

# Processor time of processes and their descendants, in ticks; one that ends meanwhile does not count.
ticks() { local id; for id in "$@" $(for id in "$@"; do descendants "$id"; done); do sed 's/^.*) //' "/proc/$id/stat" 2>/dev/null || true; done | awk '{ sum += $12 + $13 } END { print sum }'; }
memory() { local id; for id in "$1" $(descendants "$1"); do grep VmRSS "/proc/$id/status" || true; done 2>/dev/null | awk '{ sum += $2 } END { print sum }'; }

explain() { # NAME FILE...
    local server
    server=$(server_of "$1")
    echo "$1 could not be measured; its server $(kill -0 "${pid[$server]}" 2>/dev/null && echo lives || echo has ended):" >&2
    tail -n 20 "${@:2}" "$work/$server.log" >&2
}

load() { # NAME SECONDS: prints a line of JSON
    local name=$1 options=() match=no
    case $name in
        product-br) options=(-H 'Accept-Encoding: br') ;;
        product-304) match=match ;;
    esac
    taskset -c "$load_core" wrk -t1 -c"$connections" -d"${2}s" --timeout 10s "${options[@]}" -s benchmarks/Http/products.lua \
        "http://127.0.0.1:${port[$(server_of "$name")]}" -- "$work/ids" "$(path_of "$name")" "$match" "$RANDOM" >"$work/wrk.out" &&
        grep '^{' "$work/wrk.out" || { explain "$name" "$work/wrk.out"; return 1; }
}

# The share of a core that everything takes that waits to be asked, once the compilers are done.
idle() {
    local before name ids=() wait=5
    sleep "$wait"
    for name in "${started[@]}"; do [[ $name == database || $name == redis ]] || ids+=("${pid[$name]}"); done
    before=$(ticks "${ids[@]}")
    sleep "$wait"
    awk -v t="$(($(ticks "${ids[@]}") - before))" -v hz="$ticks_a_second" -v s="$wait" 'BEGIN { printf "%.1f %%", t / hz / s * 100 }'
}

measure() { # NAME ROUND
    load "$1" 1 >/dev/null # What has expired is filled again.
    keep read "$1" "$2" load "$1" "$seconds"
}

measure_writes() { # NAME
    load "$1" 1 >/dev/null
    keep write "$1" 0 taskset -c "$load_core" "$peers" check "$(address "$1" '')" "$work/ids" "$writes" 8
}

# Runs a command that prints figures as JSON; they go into the results with what servers and command used, and in short to whoever watches.
keep() { # KIND NAME ROUND COMMAND...
    local kind=$1 name=$2 round=$3 id=${pid[$(server_of "$2")]} before redis line TIMEFORMAT='%U %S'
    before=$(ticks "$id") redis=$(ticks "${pid[redis]}")
    { time "${@:4}" >"$work/figures"; } 2>"$work/time"
    line=$(printf '{"kind":"%s","name":"%s","round":%d,"processor":%s,"redis":%s,"memory":%d,"loader":%s,%s' "$kind" "$name" "$round" \
        "$(spent "$before" "$id")" "$(spent "$redis" "${pid[redis]}")" "$(memory "$id")" "$(tail -n 1 "$work/time" | awk '{ print $1 + $2 }')" "$(sed 's/^{//' "$work/figures")")
    echo "$line" >>"$work/results.jsonl"
    python3 benchmarks/Http/report.py --line "$line" >&2
}

spent() { awk -v t="$(($(ticks "$2") - $1))" -v hz="$ticks_a_second" 'BEGIN { print t / hz }'; } # TICKS-BEFORE PROCESS, in seconds

# A search with all facets over a catalogue of some size, first from the database, then once more.
measure_slow_search() {
    local catalogue="Host=$PGHOST;Port=$PGPORT;Username=$PGUSER;Password=$PGPASSWORD;Database=slow" word
    say "making $slow thousand products"
    start_api slow ConnectionStrings__catalogdb="$catalogue" Cache__Domain=slow
    PGDATABASE=slow psql -qAt <<SQL
insert into products (sku, name, description, brand_id, category_id, price, currency, stock, availability, tags, attributes)
select p.sku || '-' || n, p.name || ' ' || n, p.description, p.brand_id, p.category_id, p.price + n, p.currency, p.stock, p.availability, p.tags, p.attributes
from products as p cross join generate_series(1, $slow * 1000 / (select count(*) from products)::integer - 1) as n;
vacuum analyze products;
SQL
    PGDATABASE=slow psql -qAtc "select word from ts_stat('select search from products tablesample system (2)', 'a') where word ~ '^[a-z]{4,}$' order by ndoc desc, word limit 20" >"$work/words"
    say "searching"
    answers "http://127.0.0.1:${port[slow]}/api/v1/products?q=nothing&facets=true"
    while read -r word; do
        printf 'url = "http://127.0.0.1:%s/api/v1/products?q=%s&facets=true"\noutput = /dev/null\n' "${port[slow]}" "$word" "${port[slow]}" "$word"
    done <"$work/words" >"$work/curl"
    echo 'write-out = "%{http_code} %{time_total}\n"' >>"$work/curl"
    taskset -c "$load_core" curl --silent --config "$work/curl" | awk -v thousands="$slow" '
        $1 != 200 { print "A search was answered " $1 "." > "/dev/stderr"; exit 1 }
        { printf "{\"kind\":\"slow\",\"name\":\"%s\",\"milliseconds\":%.3f,\"thousands\":%d}\n", NR % 2 ? "first" : "again", $2 * 1000, thousands }' >>"$work/results.jsonl"
    stop slow
    unset 'started[-1]'
}
