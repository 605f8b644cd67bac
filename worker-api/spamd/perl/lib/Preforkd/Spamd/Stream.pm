package Preforkd::Spamd::Stream;
# One client's connection, TLS or not: lines and bytes in, bytes out. Wherever it waits it has a deadline, a time of
# clock() or undef for none, and an ear for the parent, whose drain must not wait for a slow client.
use strict;
use warnings;
use Errno qw(EAGAIN EINTR EWOULDBLOCK);
use IO::Handle ();
use List::Util qw(max min);
use Socket qw(SHUT_WR);
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

our $LATE = "too late\n";    # what is thrown at the deadline

my $CHUNK  = 65536;
my $SILENT = 2;              # seconds that a client may say nothing, and altogether, while it is drained
my $LONGEST_DRAIN = 30;

sub clock { return clock_gettime(CLOCK_MONOTONIC) }

# So many seconds from now; undef for 0.
sub deadline { my ($seconds) = @_; return $seconds ? clock() + $seconds : undef }

sub new {
    my ($class, $socket, $ear) = @_;
    $socket->blocking(0);
    return bless { socket => $socket, ear => $ear, buffer => '', at_end => 0 }, $class;
}

sub socket { return $_[0]{socket} }

# Puts TLS on the connection. If that fails, nothing is written any more: it would be in plain text.
sub encrypt {
    my ($self, $tls, $deadline) = @_;
    $tls->begin($self->{socket});
    if (!eval { $self->shake_hands($tls, $deadline); 1 }) {
        my $why = $@;
        $tls->give_up($self->{socket});
        $self->{is_mute} = 1;
        die $why;
    }
    $self->{tls} = $tls;
}

sub shake_hands {
    my ($self, $tls, $deadline) = @_;
    until ($tls->accept($self->{socket})) { $self->wait_for($tls->wants_to_write, $deadline) }
}

# False if the client has sent nothing at the deadline; nothing is read.
sub has_begun {
    my ($self, $deadline) = @_;
    return eval { $self->wait_for(0, $deadline); 1 } || ($@ eq $LATE ? 0 : die $@);
}

# Waits until the client has sent something, or can take something.
sub wait_for {
    my ($self, $to_write, $deadline) = @_;
    my $number = fileno $self->{socket};
    while (1) {
        my $left = defined $deadline ? $deadline - clock() : undef;
        my $is_over = defined $left && $left <= 0;    # whom we have kept waiting is looked at all the same
        my ($in, $out) = ($self->{ear}->bits, '');
        vec($to_write ? $out : $in, $number, 1) = 1;
        my $ready = select $in, $out, undef, $is_over ? 0 : $left;
        if ($ready > 0) {
            $self->{ear}->listen($in);
            return if vec $to_write ? $out : $in, $number, 1;
        }
        die $LATE if $is_over;
    }
}

# Takes what has come into the buffer, at least a byte; false at the end of the input.
sub fill {
    my ($self, $deadline) = @_;
    until ($self->{at_end}) {
        my $count = sysread $self->{socket}, $self->{buffer}, $CHUNK, length $self->{buffer};
        return 1 if $count;
        if    (defined $count)        { $self->{at_end} = 1 }
        elsif ($self->must_wait)      { $self->wait_for($self->tls_writes, $deadline) }
        elsif ($! != EINTR)           { $self->{at_end} = 1 }
    }
    return 0;
}

sub must_wait  { return $! == EAGAIN || $! == EWOULDBLOCK }
sub tls_writes { my ($self) = @_; return $self->{tls} && $self->{tls}->wants_to_write }

# The next line with its newline, the rest of the input if it has none, or undef at the end.
sub line {
    my ($self, $deadline) = @_;
    my ($from, $end) = (0, -1);
    while (($end = index $self->{buffer}, "\n", $from) < 0) {
        $from = length $self->{buffer};
        last unless $self->fill($deadline);
    }
    my $length = $end < 0 ? length $self->{buffer} : $end + 1;
    return $length ? substr $self->{buffer}, 0, $length, '' : undef;
}

# As many whole lines as it takes to have that many bytes; all that come if that is undef. They are taken as they come: a
# large mail would be in memory once more. Also says how many bytes they are.
sub lines {
    my ($self, $length, $deadline) = @_;
    my $wanted = defined $length ? $length || 1 : undef;
    my ($size, $begun, @lines) = (0);    # a line of which there is no end yet
    while (length $self->{buffer} || $self->fill($deadline)) {
        my $end   = $self->end_of_lines(defined $wanted ? $wanted - $size : undef);
        my $piece = substr $self->{buffer}, 0, $end || length $self->{buffer}, '';
        $size  += length $piece;
        $begun .= $piece;
        next if !$end;
        push @lines, split /^/m, $begun;
        undef $begun;
        return (\@lines, $size) if defined $wanted && $size >= $wanted;
    }
    push @lines, $begun if defined $begun;
    return (\@lines, $size);
}

# How many bytes the whole lines in the buffer have, up to the first with which they are as many as are wanted. To look
# into a text that is tainted copies it, so what is long must not be there.
sub end_of_lines {
    my ($self, $wanted) = @_;
    my $first = index $self->{buffer}, "\n";
    return 0 if $first < 0;
    my $enough = defined $wanted ? index $self->{buffer}, "\n", max($first, $wanted - 1) : -1;
    return 1 + ($enough < 0 ? rindex $self->{buffer}, "\n" : $enough);
}

# All that comes until the client's end.
sub rest {
    my ($self, $deadline) = @_;
    1 while $self->fill($deadline);
    return substr $self->{buffer}, 0, length $self->{buffer}, '';
}

# False if the client is gone, or there is nothing that he could read.
sub write {
    my ($self, $bytes, $deadline) = @_;
    return 0 if $self->{is_mute};
    my $at = 0;
    while ($at < length $bytes) {
        my $count = syswrite $self->{socket}, $bytes, length($bytes) - $at, $at;
        if    ($count)           { $at += $count }
        elsif ($self->must_wait) { $self->wait_for(!$self->tls_reads, $deadline) }
        elsif ($! != EINTR)      { return 0 }
    }
    return 1;
}

sub tls_reads { my ($self) = @_; return $self->{tls} && $self->{tls}->wants_to_read }

# The client sees the end of the reply now, whatever we have to do still.
sub end_output {
    my ($self) = @_;
    return if $self->{output_ended}++;
    $self->{tls}->end($self->{socket}) if $self->{tls};
    shutdown $self->{socket}, SHUT_WR;
}

# Closes once the client has: a socket that is closed with unread input resets the connection, and with it the reply.
sub finish {
    my ($self) = @_;
    return unless defined fileno $self->{socket};
    $self->end_output;
    $self->{tls} = undef;
    eval { $self->drain(clock() + $LONGEST_DRAIN) };
    close $self->{socket};
}

sub drain {
    my ($self, $end) = @_;
    do { $self->{buffer} = '' } while $self->fill(min($end, clock() + $SILENT)) && clock() < $end;
}

# Closes at once, as for somebody who is not to be heard.
sub abandon { my ($self) = @_; close $self->{socket} }

1;
