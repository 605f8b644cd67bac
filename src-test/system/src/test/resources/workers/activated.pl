#!/usr/bin/perl
# activated.pl - knows sd_listen_fds(3) and nothing of preforkd: says what it found.
use strict;
use warnings;
use Socket;

my $mine = $ENV{LISTEN_PID} == $$ ? 'is mine' : "is $ENV{LISTEN_PID}, I am $$";
print "LISTEN_PID $mine, LISTEN_FDS=$ENV{LISTEN_FDS} LISTEN_FDNAMES=$ENV{LISTEN_FDNAMES}\n";
print join(', ', map { "$_ " . state_of($_) } 3 .. 2 + $ENV{LISTEN_FDS}), "\n";

sub state_of {
    my ($number) = @_;
    open my $socket, '+<&=', $number or return "is closed: $!";
    return unpack('i', getsockopt $socket, SOL_SOCKET, SO_ACCEPTCONN) ? 'listens' : 'does not listen';
}
