package Preforkd::Spamd::Worker;
# A child: obeys the parent, accepts, and has each connection served. PROTOCOL.md, "A child's life". It keeps no record on
# the board, where a note costs more than the B that does instead.
use strict;
use warnings;
use Carp ();
use Errno qw(EAGAIN ECONNABORTED EINTR EINVAL);
use IO::Socket ();
use POSIX ();
use Preforkd::Spamd::Channel ();
use Preforkd::Spamd::Connection ();
use Preforkd::Spamd::Metrics ();
use Preforkd::Spamd::Scan ();
use Preforkd::Spamd::Tally ();

my $HELLO = '{"version":1,"features":["self","pong"],"name":"spamd engine"}';
my $GRACE = 0.002;    # seconds; who comes from a deferred listener without a byte has been silent for the whole time
my $YIELD = 10;       # steps of niceness
my $ALARM = POSIX::SigSet->new(POSIX::SIGALRM());

# In a process that has a child's descriptors and environment.
sub new {
    my ($class, $engine) = @_;
    my $number = $ENV{PREFORKD_CHANNEL};
    POSIX::close($ENV{PREFORKD_BOARD}) if defined $ENV{PREFORKD_BOARD};    # programs that we execute must not have it
    my $self   = bless {
        engine    => $engine,
        channel   => Preforkd::Spamd::Channel->new($number),
        listeners => [ map { Preforkd::Spamd::Channel::handle($_) } 3 .. $number - 1 ],
        accepted  => 0, finished => 0, last => 0,
    }, $class;
    $self->{metrics}  = Preforkd::Spamd::Metrics->new($self->{channel});
    $self->{uses_tls} = [ tls_of($engine->{options}{tls}, split /:/, $ENV{LISTEN_FDNAMES} // '') ];
    return $self;
}

# Which of the listeners, by their names, speak TLS. Dies if one is asked for that is not there.
sub tls_of {
    my ($wanted, @names) = @_;
    for my $name (@$wanted) {
        next if grep { $_ eq $name } @names;
        die "--tls=$name: the pool has no listener of that name, only " . join(', ', @names) . "\n";
    }
    my %uses = map { $_ => 1 } @$wanted;
    return map { $uses{$_} || 0 } @names;
}

# Until the parent sends it away.
sub run {
    my ($self) = @_;
    $SIG{PIPE} = $SIG{IO} = 'IGNORE';
    $SIG{CHLD} = 'DEFAULT';
    $SIG{USR2} = \&dump_stack;
    $self->{channel}->say('h', length $HELLO, $HELLO);
    $self->{engine}->begin_child;
    $self->{channel}->signal_us;
    $self->obey until $self->{limits} || $self->{draining};
    $self->{channel}->say('I', 0) unless $self->{draining};
    $self->live until $self->{draining};
    $self->{metrics}->tell_now;
}

# In spamd's words.
sub dump_stack {
    Carp::cluck('spamd: caught SIGUSR2 - dumping backtrace. most recent message: ' . Preforkd::Spamd::Scan::most_recent() . "\n");
}

# An order, and what comes of it.
sub live {
    my ($self) = @_;
    $self->await_frame;
    $self->obey;
    my $order = delete $self->{order} // return;
    my ($flags, $listener) = unpack 'CC', $order;
    die "an order for listener $listener, which is not here\n" if $listener > $#{ $self->{listeners} };
    my $client = $self->try_accept($listener);
    return $self->{channel}->say('E', $! + 0) unless defined $client;
    while ($client) {
        $self->serve($client);
        $client = $flags & 1 ? $self->another : 0;
    }
    $self->{channel}->say('I', $self->{finished}) unless $self->{draining};
}

# Not in a read, which the parent's own reading would wake up, too.
sub await_frame {
    my ($self) = @_;
    my $metrics = $self->{metrics};
    $metrics->tell until $self->{channel}->has_frame($metrics->seconds_left);
}

# A client; 0 if nobody waits; nothing, and $!, if accept failed.
sub try_accept {
    my ($self, $index) = @_;
    $self->{last} = $index;
    if (accept my $client, $self->{listeners}[$index]) { return bless $client, 'IO::Socket' }
    return $! == EAGAIN || $! == ECONNABORTED || $! == EINTR || $! == EINVAL ? 0 : undef;
}

# Busy is said before TLS and before the first read.
sub serve {
    my ($self, $client) = @_;
    my ($channel, $engine, $index) = (@$self{qw(channel engine last)});
    $channel->say('B', ++$self->{accepted});
    my $connection = Preforkd::Spamd::Connection->new($engine, $client, $self->{listeners}[$index], $self);
    $connection->serve($self->patience($index), $self->{uses_tls}[$index]);
    Preforkd::Spamd::Tally::of($self->{metrics}, $connection->notes);
    $self->{metrics}->tell;    # the engine may die over what it tidies up
    $engine->end_connection($connection->has_worked);
    $self->{finished}++;
}

# What matters of the parent's hello. No text of it can look like these, since quotes within texts are escaped; a parser
# for all of it would make a child own pages that it can share.
sub limits_in {
    my ($json) = @_;
    my ($deferred) = $json =~ /"deferred":\[([0-9,]*)\]/;
    return {
        connections => $json =~ /"connections":([0-9]+)/   ? $1 + 0    : 0,    # not $1 itself, which the next line changes
        first_byte  => $json =~ /"first-byte-ms":([0-9]+)/ ? $1 / 1000 : 0,
        deferred    => { map { $_ => 1 } split /,/, $deferred // '' },
    };
}

# Seconds for the first byte; undef for no limit.
sub patience {
    my ($self, $index) = @_;
    my $limits = $self->{limits};
    my $most   = $limits->{first_byte} or return undef;    # not an empty list: it is one of several arguments
    return $limits->{deferred}{$index} && $most > $GRACE ? $GRACE : $most;
}

# A client whom one may take without a further order.
sub another {
    my ($self) = @_;
    $self->obey while !$self->has_orders && $self->{channel}->has_frame(0);
    my $most = $self->{limits}{connections};
    return 0 if $self->has_orders || $most && $self->{accepted} >= $most;
    my ($first, $count) = ($self->{last} + 1, scalar @{ $self->{listeners} });
    for my $i (0 .. $count - 1) {
        my $client = $self->try_accept(($first + $i) % $count);
        return $client if $client;
    }
    return 0;
}

sub has_orders { my ($self) = @_; return $self->{draining} || defined $self->{order} }

# ---- the ear for the parent -----------------------------------------------------------------------

# What a connection that waits must watch besides its client.
sub bits { my ($self) = @_; return $self->{draining} ? '' : $self->{channel}->bits }

# Obeys if the parent has spoken, by what select has found.
sub listen {
    my ($self, $bits) = @_;
    $self->obey if !$self->{draining} && $self->{channel}->is_ready_in($bits);
}

# Runs what does not listen by itself. A signal tells of the parent; what has come before that is looked for.
sub while_busy {
    my ($self, $work) = @_;
    local $SIG{IO} = sub { $self->obey_all };
    $self->obey_all;
    $work->();
}

sub obey_all { my ($self) = @_; $self->obey while !$self->{draining} && $self->{channel}->has_frame(0) }

# Reads one frame and obeys it; an alarm, which may jump out of anything, waits meanwhile.
sub obey {
    my ($self) = @_;
    POSIX::sigprocmask(POSIX::SIG_BLOCK(), $ALARM, my $mask = POSIX::SigSet->new);
    my ($verb, $payload) = $self->{channel}->read_frame;
    if    (!defined $verb)                 { $self->survive }
    elsif ($verb eq 'D')                   { $self->drain }
    elsif ($verb eq 'A')                   { $self->{order} = $payload }
    elsif ($verb eq 'P')                   { $self->{channel}->say('Q', unpack 'L', $payload) }
    elsif ($verb eq 'h')                   { $self->{limits} = limits_in($payload) }
    POSIX::sigprocmask(POSIX::SIG_SETMASK(), $mask);
}

# The parent is gone. Whoever comes in his place has an engine to load, for which all clients wait but this one.
sub survive {
    my ($self) = @_;
    POSIX::nice($YIELD);
    $self->drain;
}

# The port must not be held while the last client is served. Perl's close would leave number 3 open, of which it has one
# more handle since the time when that was the template's channel. In its place comes what is 0, /dev/null.
sub drain {
    my ($self) = @_;
    $self->{draining} = 1;
    POSIX::dup2(0, fileno $_) for @{ $self->{listeners} };
}

1;
