#!/bin/sh
# First start only. One database for us with one role and one schema per service; for Keycloak and for Temporal a role each, which owns its
# own databases and can connect to no other. The superuser's password is Postgres's alone.
set -eu
psql -v ON_ERROR_STOP=1 --username postgres <<'SQL'
create database cardwright;
revoke connect, temporary on database cardwright from public;
revoke connect, temporary on database postgres from public;
revoke connect, temporary on database template1 from public;
SQL
own() {
  role="$1"
  psql -v ON_ERROR_STOP=1 --username postgres -v role="$role" -v password="$(cat "/run/secrets/db-$role.password")" <<'SQL'
create role :"role" login nosuperuser nocreatedb nocreaterole password :'password';
SQL
  shift
  for database in "$@"; do
    psql -v ON_ERROR_STOP=1 --username postgres -v role="$role" -v database="$database" <<'SQL'
create database :"database" owner :"role";
revoke connect, temporary on database :"database" from public;
SQL
  done
}
own keycloak keycloak
own temporal temporal temporal_visibility
for schema in issuance update pki; do
  psql -v ON_ERROR_STOP=1 --username postgres --dbname cardwright \
    -v role="cardwright_$schema" -v schema="$schema" -v password="$(cat "/run/secrets/db-$schema.password")" <<'SQL'
create role :"role" login nosuperuser nocreatedb nocreaterole password :'password';
grant connect on database cardwright to :"role";
alter role :"role" in database cardwright set search_path to :"schema";
create schema :"schema" authorization :"role";
SQL
done
psql -v ON_ERROR_STOP=1 --username postgres --dbname cardwright -c 'revoke all on schema public from public'
