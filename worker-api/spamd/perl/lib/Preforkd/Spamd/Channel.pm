package Preforkd::Spamd::Channel;
# The back-channel of a child: frames as PROTOCOL.md has them.
use strict;
use warnings;
use Errno qw(EINTR);
use Fcntl qw(F_GETFD F_GETFL F_SETFD F_SETFL F_SETOWN FD_CLOEXEC O_ASYNC);

my $LONGEST = 65536;

# Of its descriptor's number. Dies if there is none.
sub new {
    my ($class, $number) = @_;
    my $socket = handle($number);
    return bless { socket => $socket, bits => bits_of($socket) }, $class;
}

# A handle of a descriptor that programs which we execute must not have.
sub handle {
    my ($number) = @_;
    open my $handle, '+<&=', $number or die "descriptor $number: $!\n";
    fcntl $handle, F_SETFD, fcntl($handle, F_GETFD, 0) | FD_CLOEXEC or die "descriptor $number: $!\n";
    return $handle;
}

sub bits_of { my ($handle) = @_; my $bits = ''; vec($bits, fileno $handle, 1) = 1; return $bits }

# For select.
sub bits { return $_[0]{bits} }

sub is_ready_in { my ($self, $bits) = @_; return vec $bits, fileno $self->{socket}, 1 }

# True if there is a frame, or its end; waits for that so many seconds, or as long as it takes.
sub has_frame {
    my ($self, $seconds) = @_;
    my $ready = select my $in = $self->{bits}, undef, undef, $seconds;
    return $ready > 0;
}

# Whether something may be written without waiting.
sub has_room {
    my ($self) = @_;
    my $ready = select undef, my $out = $self->{bits}, undef, 0;
    return $ready > 0;
}

# From now on SIGIO tells of frames and of the parent's end.
sub signal_us {
    my ($self) = @_;
    fcntl $self->{socket}, F_SETOWN, $$ or die "F_SETOWN: $!\n";
    fcntl $self->{socket}, F_SETFL, fcntl($self->{socket}, F_GETFL, 0) | O_ASYNC or die "F_SETFL: $!\n";
}

# Errors are left to the next read, which finds the end.
sub say {
    my ($self, $verb, $payload, $text) = @_;
    syswrite $self->{socket}, pack('aLa', $verb, $payload, "\n") . ($text // '');
}

# The verb of the next frame and its payload, a text if the verb is of lower case; nothing at the end. Dies at what is
# no frame.
sub read_frame {
    my ($self) = @_;
    my $frame = $self->receive(6) // return;
    my ($verb, $payload, $end) = unpack 'aa4a', $frame;
    die "a frame does not end with a newline\n" if $end ne "\n";
    return ($verb, $payload) unless $verb =~ /[a-z]/;
    my $length = unpack 'L', $payload;
    die "a text of $length bytes\n" if $length > $LONGEST;
    my $text = $self->receive($length) // return;
    return ($verb, $text);
}

sub receive {
    my ($self, $length) = @_;
    my $bytes = '';
    while (length $bytes < $length) {
        my $count = sysread $self->{socket}, $bytes, $length - length $bytes, length $bytes;
        next if !defined $count && $! == EINTR;
        return unless $count;
    }
    return $bytes;
}

1;
