#!/bin/sh
# dev-log.sh SOCKET PROGRAM ARGUMENT... - becomes the program in a /dev of its own, where /dev/log leads to the socket.
# To be started in a mount namespace of its own.
set -e
socket=$1
shift
new=$(mktemp -d "${socket%/*}/dev.XXXXXX")
mount -t tmpfs tmpfs "$new"
for name in null zero full random urandom; do
    : >"$new/$name"
    mount --bind "/dev/$name" "$new/$name"
done
ln -s /proc/self/fd "$new/fd"
mkdir "$new/shm"
ln -s "$socket" "$new/log"
mount --move "$new" /dev
rmdir "$new"
exec "$@"
