#!/bin/sh
# The agent as the package installs it. Commands speak of the service's agent, whose folder is the service user's alone: as root they run as that
# user, so that no file there belongs to anybody else. With --home or CARDWRIGHT_AGENT_HOME it is somebody's own agent, run as who calls.
set -e
installed=/usr/lib/cardwright-agent/@VERSION@
service_home=/var/lib/cardwright
# What a person's own Node programs are told is not for this one.
unset NODE_OPTIONS NODE_PATH

whose=service
[ -z "${CARDWRIGHT_AGENT_HOME:-}" ] || whose=own
for argument; do
  case $argument in --home | --home=*) whose=own ;; esac
done
if [ "$whose" = own ]; then
  exec "$installed/node" "$installed/apps/device-edge/dist/main.js" "$@"
fi

export CARDWRIGHT_AGENT_HOME="$service_home"
case ${1:-} in
  # Where the service meets people's processes, also before it runs for the first time.
  desk | check | explain) export CARDWRIGHT_DESK_FOLDER="${CARDWRIGHT_DESK_FOLDER:-/run/cardwright}" ;;
esac
if [ "$(id -u)" != 0 ] || ! getent passwd cardwright >/dev/null; then
  exec "$installed/node" "$installed/apps/device-edge/dist/main.js" "$@"
fi

case ${1:-} in
  enrol | status | doctor | run) ;;
  # logs: the journal is root's to read.
  *) exec "$installed/node" "$installed/apps/device-edge/dist/main.js" "$@" ;;
esac
cd /
export HOME="$service_home"
as_service() {
  setpriv --reuid=cardwright --regid=cardwright --init-groups --inh-caps=-all \
    "$installed/node" "$installed/apps/device-edge/dist/main.js" "$@"
}
if [ "$1" != enrol ]; then
  exec setpriv --reuid=cardwright --regid=cardwright --init-groups --inh-caps=-all \
    "$installed/node" "$installed/apps/device-edge/dist/main.js" "$@"
fi
credential() { stat -c '%i %y' "$service_home/agent.jwt" 2>/dev/null || true; }
before=$(credential)
as_service "$@"
# The service waits for the first credential and takes it by itself; one that is replaced is taken by a new start.
if [ -d /run/systemd/system ] && [ "$(credential)" != "$before" ]; then
  if [ -z "$before" ]; then systemctl start cardwright-agent.service; else systemctl restart cardwright-agent.service; fi
fi
