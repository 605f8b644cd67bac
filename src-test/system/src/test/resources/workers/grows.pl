#!/usr/bin/perl
# grows.pl - a child of version 0 that keeps 8 MiB more with each connection.
use strict;
use warnings;

my $ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n";
my @kept;

open my $channel, '+<&=', $ENV{PREFORKD_CHANNEL} or die "grows.pl: channel: $!\n";
open my $listener, '+<&=', 3 or die "grows.pl: listener: $!\n";
report('I');
while (sysread($channel, my $order, 6)) {
    die "grows.pl: order is not A....\n" if $order ne "A....\n";
    if (accept my $client, $listener) {
        report('B');
        my $more = 'x';
        $more x= 8 << 20;
        push @kept, $more;
        my $head = '';
        until ($head =~ /\r\n\r\n\z/) { sysread $client, $head, 8192, length $head or last }
        syswrite $client, $ANSWER;
        close $client;
    }
    report('I');
}

sub report { syswrite $channel, pack 'aLa', $_[0], $$, "\n" }
