#!/usr/bin/perl
# program.pl - knows nothing of preforkd: answers the HTTP request on its stdin with "hello" on its stdout.
use strict;
use warnings;

my $head = '';
until ($head =~ /\r\n\r\n\z/) { sysread STDIN, $head, 8192, length $head or exit }
syswrite STDOUT, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n";
