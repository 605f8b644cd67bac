#!/usr/bin/perl
# stock.pl - a child as SpamdForkScaling knows it: says I and B with its pid, obeys A...., ends with its channel.
use strict;
use warnings;

my $ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n";

open my $channel, '+<&=', $ENV{PREFORKD_CHANNEL} or die "stock.pl: channel: $!\n";
open my $listener, '+<&=', 3 or die "stock.pl: listener: $!\n";
report('I');
while (sysread($channel, my $order, 6)) {
    die "stock.pl: order is not A....\n" if $order ne "A....\n";
    if (accept my $client, $listener) {
        report('B');
        my $head = '';
        until ($head =~ /\r\n\r\n\z/) { sysread $client, $head, 8192, length $head or last }
        syswrite $client, $ANSWER;
        close $client;
    }
    report('I');
}

sub report { syswrite $channel, pack 'aLa', $_[0], $$, "\n" }
