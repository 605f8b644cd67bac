#!/usr/bin/perl
# inetd.pl PROGRAM [ARGUMENT..] - the worker of pools with "worker: {inetd: ..}": an unchanged program for each
# connection, which is its stdin and stdout. This child stays: it obeys orders (PROTOCOL.md) and waits for the program's
# end with an ear for the parent. It needs no module that is not in Debian's perl-base.
use strict;
use warnings;
use Errno qw(EAGAIN ECONNABORTED EINTR EINVAL);
use Fcntl;
use Socket;

my $HELLO      = '{"version":1,"features":["self","pong","async"],"name":"inetd.pl"}';
my $PIDFD_OPEN = 434;     # the same on every processor
my $GRACE      = 0.002;   # seconds

my $number = $ENV{PREFORKD_CHANNEL} or fail(78, 'PREFORKD_CHANNEL is not set: preforkd starts this program');
@ARGV or fail(64, 'no program is named');
my $channel = inherit($number);
my @listeners = map { inherit($_) } 3 .. $number - 1;
close inherit($ENV{PREFORKD_BOARD}) if defined $ENV{PREFORKD_BOARD};    # Perl cannot map it without further modules
delete @ENV{ grep { /^(?:PREFORKD|LISTEN)_/ } keys %ENV };
my ($order, $draining, $greeted, $last) = (undef, 0, 0, 0);
my ($accepted, $finished, $most, $first_byte) = (0, 0, 0, 0);
my %deferred;             # the listeners whose clients have been silent for that time if nothing is there at once
my $program = 0;          # its pid, while there is one
my $reserve;              # the descriptor by which one waits for it
my $ear = '';             # for select: the channel
vec($ear, $number, 1) = 1;
$SIG{PIPE} = 'IGNORE';    # the parent may leave at any time

report('h', length $HELLO);
syswrite $channel, $HELLO;
obey() until $greeted || $draining;
report('I', 0) unless $draining;
until ($draining) {
    select my $heard = $ear, undef, undef, undef;
    obey();
    next unless defined $order;
    my $current = $order;
    undef $order;
    carry_out($current);
}
exit 0;

sub complain { print STDERR "inetd.pl: $_[0]\n" }
sub fail { my ($code, $why) = @_; complain($why); exit $code }

# Programs must not have what this child has.
sub inherit {
    my ($number) = @_;
    open my $handle, '+<&=', $number or fail(78, "descriptor $number: $!");
    fcntl $handle, F_SETFD, FD_CLOEXEC or fail(71, "descriptor $number: $!");
    return $handle;
}

# ---- the parent ----

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

sub drain { $draining = 1; close $_ for splice @listeners }

sub carry_out {
    my ($flags, $listener) = unpack 'CC', shift;
    fail(76, "an order for listener $listener, which is not here") if $listener > $#listeners;
    my ($client, $peer) = try_accept($listener);
    return report('E', $! + 0) unless defined $client;
    while ($client) {
        report('B', $accepted);
        serve($client, $peer);
        $finished++;
        ($client, $peer) = $flags & 1 ? another() : ();
    }
    report('I', $finished) unless $draining;
}

# ---- connections ----

# The result: a connection and its peer's address; 0 if nobody waits; nothing, and $!, if accept failed, or if it would
# leave no descriptor by which to wait for the program.
sub try_accept {
    my ($index) = @_;
    $last = $index;
    open $reserve, '<', '/dev/null' or return;
    my $peer = accept my $client, $listeners[$index];
    if ($peer) { $accepted++; return ($client, $peer) }
    return $! == EAGAIN || $! == ECONNABORTED || $! == EINTR || $! == EINVAL ? 0 : ();
}

# A connection that one may take without a further order.
sub another {
    obey() while !$draining && !defined $order && select(my $heard = $ear, undef, undef, 0) > 0;
    return if $draining || defined $order || ($most && $accepted >= $most);
    my $first = $last + 1;
    for my $i (0 .. $#listeners) {
        my ($client, $peer) = try_accept(($first + $i) % @listeners);
        return ($client, $peer) if $client;
    }
    return;
}

# Who has to speak first within some time must have done so before there is a program for him.
sub serve {
    my ($client, $peer) = @_;
    my $patience = $deferred{$last} && $first_byte > $GRACE ? $GRACE : $first_byte;
    return close $client if $patience && !await(fileno $client, $patience);

    # The parent signals this child alone, but for KILL, and would find nobody to KILL if it were gone.
    local $SIG{TERM} = local $SIG{QUIT} = sub { kill $_[0], $program if $program };
    $program = fork() // return complain("cannot fork: $!");
    become_program($client, $peer) unless $program;
    close $client;    # or the other end would not see the program's end
    await_program();
    tell_failure();
    $program = 0;
}

sub await_program {
    close $reserve;
    my $death = syscall $PIDFD_OPEN, $program, 0;
    open my $handle, '<&=', $death or fail(71, "pidfd_open: $!");
    await($death);
    waitpid $program, 0;
}

sub tell_failure {
    my ($signal, $code) = ($? & 127, $? >> 8);
    complain("$ARGV[0] (pid $program) was killed by signal $signal") if $signal;
    complain("$ARGV[0] (pid $program) ended with exit code $code") if $code;
}

# Waits until this descriptor can be read, so many seconds at most if they are given, with an ear for the parent: a
# drain must not wait for a slow client. False if the time is over.
sub await {
    my ($fd, $seconds) = @_;
    while (1) {
        my $ready = $draining ? '' : $ear;
        vec($ready, $fd, 1) = 1;
        my ($n, $left) = select $ready, undef, undef, $seconds;
        $seconds = $left if defined $seconds;
        next if $n < 0;    # a signal
        obey() if !$draining && vec $ready, $number, 1;
        return $n if !$n || vec $ready, $fd, 1;
    }
}

# ---- the program ----

sub become_program {
    my ($client, $peer) = @_;
    close $reserve;
    describe($client, $peer);
    $SIG{PIPE} = 'DEFAULT';    # what is ignored stays so over exec
    if (open(STDIN, '<&', $client) && open(STDOUT, '>&', $client)) {
        no warnings 'exec';
        exec { $ARGV[0] } @ARGV;
    }
    complain("$ARGV[0]: $!");
    exit 127;
}

# The variables are those of tcpserver.
sub describe {
    my ($client, $peer) = @_;
    my $is_unix = sockaddr_family($peer) == AF_UNIX;
    $ENV{PROTO} = $is_unix ? 'UNIX' : 'TCP';
    return if $is_unix;
    @ENV{qw(TCPREMOTEIP TCPREMOTEPORT)} = place($peer);
    @ENV{qw(TCPLOCALIP TCPLOCALPORT)} = place(getsockname $client);
}

# A numeric address, that of IPv4 also if it came to a listener for both, and a port.
sub place {
    my ($address) = @_;
    my $family = sockaddr_family($address);
    my ($port, $ip) = $family == AF_INET6 ? unpack_sockaddr_in6($address) : unpack_sockaddr_in($address);
    return (Socket::inet_ntop($family, $ip) =~ s/^::ffff:(?=[0-9]+\.)//r, $port);
}
