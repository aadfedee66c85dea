#!/bin/sh
# Postgres refuses a key that it does not own: it gets its own copy, in memory.
set -eu
install -o postgres -g postgres -m 600 /run/secrets/postgres.key /tls/postgres.key
install -o postgres -g postgres -m 644 /run/secrets/postgres.crt /tls/postgres.crt
exec docker-entrypoint.sh "$@"
