#!/bin/sh
# sandbox.sh NOTIFY_SOCKET JOURNAL - starts spamd as systemd would by its unit and our drop-in, as far as that can be done without
# systemd: ExecStart of the drop-in, the environment of a service, and what the unit forbids that is a matter of mounts and
# capabilities. To be run in a mount namespace of its own.
set -eu
notify=$1 journal=$2

# ProtectSystem=full
for folder in /usr /boot /etc; do
    mount --bind "$folder" "$folder"
    mount -o remount,bind,ro "$folder"
done
# ProtectKernelTunables=, ProtectControlGroups=
mount -t proc proc /proc
mount -o remount,ro /proc/sys 2>/dev/null || { mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys; }
mount -o remount,bind,ro /sys
# PrivateTmp=
mount -t tmpfs tmpfs /tmp
chmod 1777 /tmp

. /etc/default/spamd
# shellcheck disable=SC2016  # the variable is the unit's
start=$(sed -n 's/^ExecStart=\(..*\)/\1/p' /usr/lib/systemd/system/spamd.service.d/preforkd.conf |
    sed "s|\$OPTIONS|$OPTIONS|")
# RuntimeDirectory=, CacheDirectory=
mkdir -p /run/preforkd /var/cache/preforkd

# PrivateDevices=, ProtectClock=, ProtectKernelModules=, ProtectKernelLogs=, ProtectHostname=
# shellcheck disable=SC2086  # systemd splits it likewise
exec setpriv --bounding-set -mknod,-sys_rawio,-sys_time,-wake_alarm,-sys_module,-syslog \
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    CACHE_DIRECTORY=/var/cache/preforkd RUNTIME_DIRECTORY=/run/preforkd NOTIFY_SOCKET="$notify" \
    perl /mnt/journal.pl "$journal" $start
