#!/bin/sh
# place.sh FOLDER COMMAND.. - runs a command that sees the folder as /mnt, and its etc/passwd as the machine's: laid over all
# of /etc, as what is laid over a file goes when somebody replaces the file.
mount --bind "$1" /mnt && mount -t overlay overlay -o lowerdir="$1/etc":/etc /etc || exit
shift
exec "$@"
