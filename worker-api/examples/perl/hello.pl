#!/usr/bin/perl
# hello.pl - a worker in Perl for preforkd, protocol 1, with self-accept: answers HTTP with "hello".
# Core modules only. It keeps no record on the board, so it tells each connection by a B. Started by itself it is
# a child; template.pl beside it loads it once and forks.
use strict;
use warnings;
use Errno qw(EAGAIN ECONNABORTED EINTR EINVAL);
use IO::Select;
use Socket;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

my $ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n";
my $HELLO  = '{"version":1,"features":["self","pong","async"],"name":"hello.pl"}';

my ($channel, @listeners);
my ($order, $draining, $greeted, $last) = (undef, 0, 0, 0);
my ($accepted, $finished, $most, $first_byte) = (0, 0, 0, 0);
my %deferred;             # the listeners whose clients have been silent for that time if nothing is there at once
my $GRACE = 0.002;

return \&main if caller;
main();

sub main {
    my $number = $ENV{PREFORKD_CHANNEL} or fail(78, 'PREFORKD_CHANNEL is not set: preforkd starts this program');
    open $channel, '+<&=', $number or fail(78, "PREFORKD_CHANNEL=$number: $!");
    @listeners = map { open my $l, '+<&=', $_ or fail(78, "listener $_: $!"); $l } 3 .. $number - 1;
    $SIG{PIPE} = 'IGNORE';    # a client, or the parent, may leave at any time
    report('h', length $HELLO);
    syswrite $channel, $HELLO;
    obey() until $greeted || $draining;
    report('I', 0) unless $draining;
    until ($draining) {
        obey();
        next unless defined $order;
        my $current = $order;
        undef $order;
        carry_out($current);
    }
    exit 0;
}

sub fail { my ($code, $why) = @_; print STDERR "hello.pl: $why\n"; exit $code }

# Errors are left to the next read of the channel, which finds its end.
sub report { my ($verb, $payload) = @_; syswrite $channel, pack 'aLa', $verb, $payload, "\n" }

sub receive {
    my ($length) = @_;
    my $bytes = '';
    while (length $bytes < $length) {
        my $n = sysread $channel, $bytes, $length - length $bytes, length $bytes;
        next if !defined $n && $! == EINTR;
        return unless $n;
    }
    return $bytes;
}

# Reads one frame and obeys it.
sub obey {
    my $frame = receive(6) // return drain();
    my ($verb, $payload, $end) = unpack 'aLa', $frame;
    fail(76, 'a frame does not end with a newline') if $end ne "\n";
    if    ($verb eq 'A') { $order = substr $frame, 1, 4 }
    elsif ($verb eq 'D') { drain() }
    elsif ($verb eq 'P') { report('Q', $payload) }
    elsif ($verb =~ /[a-z]/) {
        fail(76, 'a body of more than 64 KiB') if $payload > 65536;
        my $body = receive($payload) // return drain();
        greet($body) if $verb eq 'h';
    }
}

# Of all that the parent tells, three limits matter here; no text can look like them, since quotes within texts are
# escaped.
sub greet {
    my ($json) = @_;
    $greeted = 1;
    $most = $1 if $json =~ /"connections":([0-9]+)/;
    $first_byte = $1 / 1000 if $json =~ /"first-byte-ms":([0-9]+)/;
    %deferred = map { $_ => 1 } split /,/, $1 if $json =~ /"deferred":\[([0-9,]*)\]/;
}

sub drain { $draining = 1; close $_ for @listeners; @listeners = () }

# The result: a connection; 0 if nobody waits; nothing, and $!, if accept failed.
sub try_accept {
    my ($index) = @_;
    $last = $index;
    if (accept my $client, $listeners[$index]) { $accepted++; return $client }
    return $! == EAGAIN || $! == ECONNABORTED || $! == EINTR || $! == EINVAL ? 0 : undef;
}

sub carry_out {
    my ($flags, $listener) = unpack 'CC', shift;
    fail(76, "an order for listener $listener, which is not here") if $listener > $#listeners;
    my $client = try_accept($listener);
    return report('E', $! + 0) unless defined $client;
    while ($client) {
        report('B', $accepted);
        serve($client);
        $client = $flags & 1 ? another() : 0;
    }
    report('I', $finished) unless $draining;
}

# A connection that one may take without a further order.
sub another {
    my $waiting = IO::Select->new($channel);
    obey() while !$draining && !defined $order && $waiting->can_read(0);
    return 0 if $draining || defined $order || ($most && $accepted >= $most);
    my $first = $last + 1;
    for my $i (0 .. $#listeners) {
        my $client = try_accept(($first + $i) % @listeners);
        return $client if $client;
    }
    return 0;
}

sub clock { return clock_gettime(CLOCK_MONOTONIC) }

sub serve {
    my ($client) = @_;
    my $head = '';
    until ($head =~ /\r\n\r\n\z/ || length $head > 8192) {
        await($client, length $head ? undef : patience()) or last;
        sysread $client, $head, 8192, length $head or last;
    }
    syswrite $client, $ANSWER if $head =~ /\r\n\r\n\z/;
    close $client;
    $finished++;
}

# The time for the first byte. Silent clients of a deferred listener come by the thousand.
sub patience { return !$first_byte ? undef : $deferred{$last} && $first_byte > $GRACE ? $GRACE : $first_byte }

# Waits for the client, so many seconds if a time is given, with an ear for the parent: a drain must not wait for a
# slow client. False if the time is over.
sub await {
    my ($client, $seconds) = @_;
    my $end = defined $seconds ? clock() + $seconds : undef;
    while (1) {
        my $left = defined $end ? $end - clock() : undef;
        my $is_over = defined $left && $left <= 0; # who has been kept waiting by us is looked at all the same
        my @ready = IO::Select->new($client, $draining ? () : $channel)->can_read($is_over ? 0 : $left);
        obey() if grep { $_ == $channel } @ready;
        return 1 if grep { $_ == $client } @ready;
        return 0 if $is_over;
    }
}
