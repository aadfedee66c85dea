#!/bin/sh
# The image knows no *_FILE variables.
set -eu
POSTGRES_PWD="$(cat "$POSTGRES_PASSWORD_FILE")"
export POSTGRES_PWD
exec /etc/temporal/entrypoint.sh autosetup
