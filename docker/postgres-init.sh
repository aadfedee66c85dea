#!/bin/sh
# First start only: one database for us with one role and one schema per service, and Keycloak's. Temporal makes its own two.
set -eu
psql -v ON_ERROR_STOP=1 --username postgres <<'SQL'
create database cardwright;
revoke connect, temporary on database cardwright from public;
create database keycloak;
SQL
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
