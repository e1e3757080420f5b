#!/usr/bin/env bash
# Proves that the manifest deploys: publishes it, builds images of the services on the local .NET runtime, starts what it describes
# on Podman, container by container, and drives the storefront and the API with curl. Needs podman, jq, curl, the SDK, and the two
# images that the manifest names (pulled, or made by .ci/containers/up). Removes what it made, volumes included.
#   build/prove-manifest.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work=$(mktemp -d) name=aspirecache-prove-$$
containers=() images=()
clean_up() {
    local status=$?
    if ((status != 0)); then for container in "${containers[@]}"; do echo "--- $container"; podman logs --tail 15 "$container" 2>&1 || true; done; fi
    for container in "${containers[@]}"; do podman rm --force --volumes "$container" >/dev/null 2>&1 || true; done
    for image in "${images[@]}"; do podman rmi --force "$image" >/dev/null 2>&1 || true; done
    podman volume ls -q | grep "^$name-" | xargs -r podman volume rm --force >/dev/null || true
    podman network rm --force "$name" >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap clean_up EXIT
say() { printf '\n== %s\n' "$*"; }
of() { jq -er --arg r "$1" ".resources[\$r] | $2" "$manifest"; }

say 'Publish the manifest and the services'
manifest=$work/aspire-manifest.json
dotnet run --project AppHost -- --publisher manifest --output-path "$manifest"
mapfile -t services < <(jq -r '.resources | to_entries[] | select(.value.type == "project.v0") | .key' "$manifest")
mapfile -t servers < <(jq -r '.resources | to_entries[] | select(.value.type == "container.v0") | .key' "$manifest")

say 'Build the images'
# The base: the runtime of this machine and the libraries that it loads. Not for production, where the SDK takes Microsoft's own.
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
mkdir -p "$work/base$dotnet" "$work/base/app" "$work/base/tmp" "$work/base/etc/ssl"
chmod 1777 "$work/base/tmp"
cp -r "$dotnet/dotnet" "$dotnet/host" "$dotnet/shared" "$work/base$dotnet/"
find "$dotnet" -path '*/shared/*' -name '*.so' -o -name dotnet -type f | xargs ldd 2>/dev/null | grep -oE '/[^ ]+\.so[^ ]*' | grep -v "^$dotnet" | sort -u >"$work/libraries"
for library in $(ldconfig -p | grep -oE '/[^ ]*(libssl|libcrypto|libgssapi_krb5)\.so\.[0-9]+$'); do echo "$library"; ldd "$library" | grep -oE '/[^ ]+\.so[^ ]*' || true; done >>"$work/libraries"
sort -u "$work/libraries" | while read -r library; do [[ -e $library ]] && install -D "$(readlink -f "$library")" "$work/base$library"; done
cp -r /etc/ssl/certs "$work/base/etc/ssl/" 2>/dev/null || true
printf 'root:x:0:0:root:/tmp:/none\n' >"$work/base/etc/passwd"
images+=("localhost/$name-base")
tar c -C "$work/base" . | podman import -q --change "ENV DOTNET_ROOT=$dotnet" --change 'ENV ASPNETCORE_HTTP_PORTS=8080' - "localhost/$name-base" >/dev/null
for service in "${services[@]}"; do
    project=$(of "$service" .path) project=$(realpath "$work/$project")
    dotnet publish "$project" -c Release -o "$work/$service" -nologo -v quiet
    printf 'FROM localhost/%s-base\nCOPY . /app\nWORKDIR /app\nENTRYPOINT ["%s/dotnet", "%s"]\n' "$name" "$dotnet" "$(basename "$project" .csproj).dll" >"$work/$service.containerfile"
    podman build -q -f "$work/$service.containerfile" -t "localhost/$name-$service" "$work/$service"
    images+=("localhost/$name-$service")
done

# What a deployment decides: the parameters' values, and where each binding is reached. A reference to anything else is an error.
declare -A generated
reference() { # RESOURCE.PATH -> its value
    local resource=${1%%.*} path=${1#*.} text
    case $path in
        inputs.value) echo "${generated[$resource]}" ;;
        bindings.*.host) echo "$resource" ;;
        bindings.*.port | bindings.*.targetPort) of "$resource" ".${path%.*} | .targetPort // 8080" ;;
        bindings.*.scheme) of "$resource" ".$path" ;;
        bindings.*.url) echo "$(of "$resource" ".${path%.*}.scheme")://$resource:$(of "$resource" ".${path%.*} | .targetPort // 8080")" ;;
        *) text=$(evaluate "$(of "$resource" ".$path")")
           if [[ $(of "$resource" .type) == annotated.string ]]; then jq -rn --arg text "$text" '$text | @uri'; else echo "$text"; fi ;;
    esac
}
evaluate() { # a text with {references} -> without
    local text=$1 found
    while [[ $text =~ \{([A-Za-z][A-Za-z0-9.-]*)\} ]]; do
        found=${BASH_REMATCH[1]}
        text=${text//"{$found}"/"$(reference "$found")"}
    done
    printf '%s' "$text"
}
while read -r parameter; do
    generated[$parameter]=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
done < <(jq -r '.resources | to_entries[] | select(.value.type == "parameter.v0") | .key' "$manifest")

start() { # RESOURCE IMAGE [OPTION...]
    local resource=$1 image=$2 variable volume argument options=("${@:3}") arguments=()
    while read -r variable; do
        options+=(--env "$variable=$(evaluate "$(of "$resource" ".env[\"$variable\"]")")")
    done < <(of "$resource" '.env | to_entries[] | select(.value | contains(".bindings.https.") | not) | .key') # Nothing ends TLS here.
    while read -r volume; do options+=(--volume "$name-$volume"); done < <(of "$resource" '.volumes[]? | .name + ":" + .target' || true)
    mapfile -t arguments < <(of "$resource" '.args[]?' || true)
    local entrypoint; entrypoint=$(of "$resource" '.entrypoint' 2>/dev/null) && options+=(--entrypoint "$entrypoint")
    podman run --detach --quiet --network "$name" --network-alias "$resource" --name "$name-$resource" "${options[@]}" "$image" "${arguments[@]}" >/dev/null
    containers+=("$name-$resource")
}

say 'Start everything at once, as a cluster would'
podman network create "$name" >/dev/null
for server in "${servers[@]}"; do start "$server" "$(of "$server" .image)"; done
for service in "${services[@]}"; do start "$service" "localhost/$name-$service" --publish 127.0.0.1::8080; done
address() { echo "http://$(podman port "$name-$1" 8080/tcp)"; }
for service in "${services[@]}"; do
    for _ in {1..120}; do [[ $(curl -s "$(address "$service")/health") == Healthy ]] && break; sleep 1; done
    echo "$service: $(curl -sS "$(address "$service")/health")"
    [[ $(curl -s "$(address "$service")/health") == Healthy ]]
done

say 'Drive it'
api=$(address catalog-api) web=$(address web-frontend)
curl -sSf "$web/" | grep -o '<title>[^<]*</title>'
product='{"sku":"PROOF-1","name":"Copper kettle of the proof","price":{"amount":19.95,"currency":"USD"},"stock":3}'
unauthorized=$(curl -s -o /dev/null -w '%{http_code}' "$api/api/v1/products" -H 'Content-Type: application/json' -d "$product")
[[ $unauthorized == 401 ]] || { echo "A write without the token got $unauthorized."; exit 1; }
id=$(curl -sSf "$api/api/v1/products" -H "Authorization: Bearer ${generated[write-token]}" -H 'Content-Type: application/json' -d "$product" | jq -r .id)
curl -sSfL "$web/p/$id" | grep -qF 'Copper kettle of the proof'
echo "Product $id: written with the token, shown by the storefront."
say 'The manifest deploys.'
