# Plays the service manager: prints what comes to the datagram socket NAME, a message a line, with | between assignments.
# A name that begins with @ is abstract.
use strict;
use warnings;
use Socket;

my $name = shift // die "usage: manager.pl NAME\n";
socket my $socket, AF_UNIX, SOCK_DGRAM, 0 or die "socket: $!";
bind $socket, pack_sockaddr_un($name =~ s/\A\@/\0/r) or die "bind $name: $!";
$| = 1;
print "listening\n";
while (defined recv $socket, my $message, 65536, 0) {
    print $message =~ tr/\n/|/r, "\n";
}
