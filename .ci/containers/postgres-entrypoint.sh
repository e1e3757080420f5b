#!/bin/bash
# Stands in for the entrypoint of the postgres image: options for the server, or a command; the cluster is made from POSTGRES_* once.
set -euo pipefail
[[ ${1-} == -* || $# == 0 ]] && set -- postgres "$@"
[[ $1 == postgres ]] || exec "$@"

programs=$(echo /usr/lib/postgresql/*/bin)
export PATH=$programs:$PATH PGDATA=${PGDATA:-/var/lib/postgresql/data-$(basename "$(dirname "$programs")")}
as_postgres=(setpriv --reuid=postgres --regid=postgres --init-groups)
install -d -o postgres -g postgres /var/lib/postgresql
install -d -m 700 -o postgres -g postgres "$PGDATA"
if [[ ! -s $PGDATA/PG_VERSION ]]; then
    method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256} user=${POSTGRES_USER:-postgres}
    install -m 600 -o postgres /dev/null /tmp/password
    printf '%s' "$POSTGRES_PASSWORD" >/tmp/password
    "${as_postgres[@]}" initdb --pgdata "$PGDATA" --encoding UTF8 --locale C.UTF-8 --username "$user" \
        --auth-host "$method" --auth-local trust --pwfile /tmp/password
    rm /tmp/password
    printf 'host %s all all %s\n' all "$method" replication "$method" >>"$PGDATA/pg_hba.conf"
    printf "listen_addresses = '*'\n" >>"$PGDATA/postgresql.conf"
    if [[ -n ${POSTGRES_DB-} && $POSTGRES_DB != postgres ]]; then
        echo "create database \"$POSTGRES_DB\"" | "${as_postgres[@]}" postgres --single -D "$PGDATA" -j postgres >/dev/null
    fi
fi
exec "${as_postgres[@]}" "$@"
