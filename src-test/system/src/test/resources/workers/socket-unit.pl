#!/usr/bin/perl
# socket-unit.pl PATH NAME COMMAND.. - starts the command as systemd does for a socket unit: with a socket as descriptor 3.
use strict;
use warnings;
use POSIX ();
use Socket;

my ($path, $name, @command) = @ARGV;
unlink $path;
socket my $socket, AF_UNIX, SOCK_STREAM, 0 or die "socket: $!\n";
bind $socket, sockaddr_un($path) or die "bind $path: $!\n";
listen $socket, 128 or die "listen: $!\n";
POSIX::dup2(fileno $socket, 3) if fileno $socket != 3;
$^F = 3;
open my $kept, '+<&=', 3 or die "descriptor 3: $!\n";
use Fcntl;
fcntl $kept, F_SETFD, 0;
@ENV{qw(LISTEN_PID LISTEN_FDS LISTEN_FDNAMES)} = ($$, 1, $name);
exec @command or die "$command[0]: $!\n";
