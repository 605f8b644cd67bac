#!/bin/sh
# place.sh FOLDER COMMAND.. - runs a command that sees the folder as /mnt, and the users of its passwd as the machine's.
mount --bind "$1" /mnt && mount --bind "$1/passwd" /etc/passwd || exit
shift
exec "$@"
