#!/usr/bin/env bash
# How long a running Catalog API takes, one request after the other: benchmarks/api-latency.sh [http://localhost:5190]
# The first search for a word is not cached, the second is. Meant for a catalogue of groceries.
set -euo pipefail
products=${1:-http://localhost:5190}/api/v1/products
words=(apple juice bread butter cereal cheese chicken chips chocolate cocoa coffee cookie corn cracker cream dressing fish flour honey
    jam ketchup lemon milk mustard noodle nut oil olive onion orange pasta peanut pepper pickle pie pizza potato rice salad salsa salt
    sauce soap soup spice sugar syrup tea tomato tuna vanilla vinegar water wheat yogurt)

request() { curl --fail --silent --output /dev/null --write-out '%{time_total}\n' --get "$@"; }
tell() {
    sort -n | awk -v what="$1" '{ t[NR] = $1 * 1000 }
        END { printf "%-44s median %6.1f ms   p95 %6.1f ms   most %6.1f ms   (%d requests)\n", what, t[int((NR + 1) / 2)], t[int(NR * 0.95 + 0.5)], t[NR], NR }'
}
search() { for word in "${words[@]}"; do request "$products" -d "q=$word" -d facets=true; done; }

for word in warm up a few; do request "$products" -d "q=$word" -d facets=true >/dev/null; done
search | tell 'search with all facets'
search | tell 'the same from the cache'
for cents in 1 2 3 4 5 6 7 8; do request "$products" -d facets=true -d "minPrice=0.0$cents"; done | tell 'all facets of the whole catalogue'
for word in "${words[@]}"; do request "$products/suggestions" -d "q=${word:0:3}"; done | tell 'suggestions'
