#!/bin/sh
# A Debian in which systemd runs, made of this machine's own: what it writes goes to memory and is gone with it. Processes, mounts, names and
# control groups are its own; the network is shared, so that it reaches servers of the spec. Root only. Used by src/systemd-room.ts:
#   unshare --mount --pid --fork --uts --ipc systemd-room.sh FOLDER   the folder's `share` is /media inside
set -eu
folder=$1

if [ "${2:-}" != inside ]; then
  # Its own control group, and a view of the tree that begins there.
  mkdir "$folder/groups"
  mount -t cgroup2 groups "$folder/groups"
  mkdir -p "$folder/groups/${folder##*/}"
  echo $$ >"$folder/groups/${folder##*/}/cgroup.procs"
  umount "$folder/groups"
  exec unshare --cgroup "$0" "$folder" inside
fi

room=$folder/root
mkdir "$folder/memory" "$room"
mount -t tmpfs -o mode=755 memory "$folder/memory"
mkdir "$folder/memory/upper" "$folder/memory/work"
mount -t overlay -o "lowerdir=/,upperdir=$folder/memory/upper,workdir=$folder/memory/work" room "$room"

mount -t proc proc "$room/proc"
# The kernel is the machine's: it is not told anything.
mount --bind "$room/proc/sys" "$room/proc/sys"
mount -o remount,bind,ro "$room/proc/sys"
mount -t sysfs -o ro sys "$room/sys"
mount -t cgroup2 groups "$room/sys/fs/cgroup"

mount -t tmpfs -o mode=755 dev "$room/dev"
for name in null zero full random urandom tty; do
  : >"$room/dev/$name"
  mount --bind "/dev/$name" "$room/dev/$name"
done
mkdir "$room/dev/pts" "$room/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$room/dev/pts"
mount -t tmpfs -o mode=1777 shm "$room/dev/shm"
ln -s pts/ptmx "$room/dev/ptmx"
ln -s /proc/self/fd "$room/dev/fd"
for fd in 0:stdin 1:stdout 2:stderr; do ln -s "fd/${fd%:*}" "$room/dev/${fd#*:}"; done
mount -t tmpfs -o mode=755 run "$room/run"
mount -t tmpfs -o mode=1777 tmp "$room/tmp"
mount --bind "$folder/share" "$room/media"

# Of this machine's services nothing starts but what systemd itself needs, and what is asked for.
rm -rf "$room"/etc/systemd/system/*.wants "$room/var/log/journal"
for unit in tmp.mount systemd-remount-fs.service systemd-modules-load.service systemd-update-utmp.service getty.target; do
  ln -sf /dev/null "$room/etc/systemd/system/$unit"
done
# An image for containers forbids packages to start anything.
rm -f "$room/usr/sbin/policy-rc.d"
: >"$room/etc/fstab"
exec chroot "$room" /usr/bin/env -i container=cardwright PATH=/usr/sbin:/usr/bin:/sbin:/bin \
  /lib/systemd/systemd --unit=basic.target --show-status=0 --log-target=journal
