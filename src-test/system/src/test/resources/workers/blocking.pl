# A server of the simplest kind: it takes its socket as it is, and dies by TERM.
use strict;
use warnings;
use IO::Socket::INET;

my $listener = IO::Socket::INET->new_from_fd(3, 'r+') or die "no socket: $!\n";
print STDERR "blocks\n" if $listener->blocking;
while (my $client = $listener->accept) {
  while (defined(my $line = <$client>)) { last if $line eq "\r\n" }
  print $client "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n";
  close $client;
}
die "accept: $!\n";
