#!/usr/bin/perl
# small.pl - the least that a worker in Perl for preforkd needs: answers HTTP with "hello", a connection for each order.
# What it leaves out makes workers faster: hello.pl beside it accepts by itself, too.
use strict;
use warnings;
use Errno qw(EAGAIN ECONNABORTED EINTR EINVAL);
use IO::Select;
use List::Util qw(max min);
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

my $ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n";
my $HELLO  = '{"version":1,"features":["pong","async"],"name":"small.pl"}';
my $GRACE  = 0.002;    # seconds; who comes from a deferred listener without a byte has been silent for the whole time

my $number = $ENV{PREFORKD_CHANNEL} or do { print STDERR "PREFORKD_CHANNEL is not set\n"; exit 78 };
open my $channel, '+<&=', $number or die "channel: $!\n";
my @listeners = map { open my $l, '+<&=', $_ or die "listener: $!\n"; $l } 3 .. $number - 1;
my ($order, $limits, $draining, $finished) = (undef, undef, 0, 0);
$SIG{PIPE} = 'IGNORE';    # a client, or the parent, may leave at any time

report('h', length $HELLO, $HELLO);
obey() until defined $limits || $draining;
report('I', 0) unless $draining;
until ($draining) { obey(); (my $listener, $order) = ($order, undef); carry_out($listener) if defined $listener }

# Errors are left to the next read of the channel, which finds its end.
sub report { my ($verb, $payload, $text) = @_; syswrite $channel, pack('aLa', $verb, $payload, "\n") . ($text // '') }

sub receive {
    my ($length) = @_;
    my $bytes = '';
    while (length $bytes < $length) { sysread $channel, $bytes, $length - length $bytes, length $bytes or return }
    return $bytes;
}

# One frame: six bytes, and the text behind a lower-case verb. Without it the parent is gone.
sub obey {
    my ($verb, $payload) = unpack 'aL', receive(6) // "D\0\0\0\0\n";
    my $text = $verb =~ /[a-z]/ ? receive($payload) : '';
    if    ($verb eq 'D' || !defined $text) { $draining = 1; close $_ for splice @listeners }
    elsif ($verb eq 'A') { $order = unpack 'xC', pack 'L', $payload }    # the listener; its flags allow more than we do
    elsif ($verb eq 'P') { report('Q', $payload) }
    elsif ($verb eq 'h') { $limits = $text }
}

sub carry_out {
    my ($listener) = @_;
    if (accept my $client, $listeners[$listener]) {
        report('B', $finished + 1);    # before the first read
        serve($client, $listener);
        report('I', ++$finished) unless $draining;
    }
    elsif (grep { $! == $_ } EAGAIN, ECONNABORTED, EINTR, EINVAL) { report('I', $finished) }
    else { report('E', $! + 0) }
}

sub serve {
    my ($client, $listener) = @_;
    my $patience = $limits =~ /"first-byte-ms":([0-9]+)/ ? $1 / 1000 : 0;    # quotes in texts are escaped
    my ($deferred) = $limits =~ /"deferred":\[([0-9,]*)\]/;
    $patience = min($patience, $GRACE) if grep { $_ == $listener } split /,/, $deferred // '';
    my ($head, $end) = ('', $patience && clock_gettime(CLOCK_MONOTONIC) + $patience);
    until ($head =~ /\r\n\r\n\z/) {
        length $head <= 8192 && await($client, length $head ? 0 : $end) or return;
        sysread $client, $head, 8192, length $head or return;
    }
    syswrite $client, $ANSWER;
}

# For the client, but with an ear for the parent; false if an end is given and comes first.
sub await {
    my ($client, $end) = @_;
    while (1) {
        my $rest = $end ? max(0, $end - clock_gettime(CLOCK_MONOTONIC)) : undef;
        my @ready = IO::Select->new($client, $draining ? () : $channel)->can_read($rest);
        obey() if grep { $_ == $channel } @ready;
        return @ready > 0 if !@ready || grep { $_ == $client } @ready;
    }
}
