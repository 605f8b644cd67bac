# A server with a socket of its own, as each of its copies has: it says its pid, and its arguments but the first.
use strict;
use warnings;
use IO::Socket::INET;

my $port = shift;
my $listener =
  IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, ReusePort => 1, Listen => 16)
  or die "no socket: $!\n";
print STDERR 'up with ', join(',', @ARGV), "\n";
while (my $client = $listener->accept) {
  print $client "$$\n";
  close $client;
}
