package Preforkd::Spamd::Template;
# The process that has loaded everything and forks a child for each wish of the parent. PROTOCOL.md, "Templates".
use strict;
use warnings;
use Errno qw(EINTR EMFILE);
use JSON::PP ();
use POSIX ();
use Preforkd::Spamd::Channel ();

my %CALLS   = (x86_64 => [47, 56], aarch64 => [212, 220]);    # recvmsg, clone: Perl has no functions for them
my $CLONE_PARENT     = 0x8000;
my $MSG_CMSG_CLOEXEC = 0x40000000;
my $MSG_CTRUNC       = 8;
my $MOST             = 253;                                    # descriptors in one message
my $LONGEST          = 6 + 65536;
my $ROOM             = 32;    # descriptors of a child. A log that the engine has open must lie beyond

# Says hello to the parent. Dies if there is none, or the machine is of another kind.
sub greet {
    my ($class, $name) = @_;
    my $number = $ENV{PREFORKD_TEMPLATE} or die "PREFORKD_TEMPLATE is not set: preforkd starts this program\n";
    my $calls  = $CALLS{ (POSIX::uname)[4] } or die "the numbers of system calls are known for x86_64 and aarch64 only\n";
    my $self = bless { channel => Preforkd::Spamd::Channel::handle($number) }, $class;
    @$self{qw(recvmsg clone)} = @$calls;
    keep_room();
    my $hello = qq({"version":1,"features":[],"name":"$name"});
    $self->tell_parent('h', length $hello, $hello);
    my @its_hello = $self->receive;
    $self->{is_orphan} = !@its_hello;
    return $self;
}

# Whatever is opened from now on gets a higher number than a child's descriptors.
sub keep_room {
    my $number = 0;
    $number = POSIX::open('/dev/null') // die "/dev/null: $!\n" while $number < $ROOM;
}

# Whether the parent has gone while we said hello.
sub is_orphan { return $_[0]{is_orphan} }

# Tells of metrics of the whole pool.
sub measure { my ($self, $report) = @_; $self->tell_parent('m', length $report, $report) }

# Until the parent is gone. What is called in each child ends it when it returns.
sub fork_children {
    my ($self, $child) = @_;
    $| = 1;    # what is not yet written would be written by each child again
    $self->tell_parent('I', 0);
    while (my ($frame, $is_truncated, @descriptors) = $self->receive) {
        next unless $frame =~ /\Af/;
        my $wish = JSON::PP->new->decode(substr $frame, 6);    # bytes, as variables are
        my ($pid, $errno) = $is_truncated ? (0, EMFILE) : $self->fork_for_parent($child, $wish->{environment}, @descriptors);
        POSIX::close($_) for @descriptors;
        if ($pid) { $self->tell_parent('C', $pid) }
        else      { $self->tell_parent('E', $errno) }
    }
}

# A message of the channel is one frame with its text.
sub tell_parent {
    my ($self, $verb, $payload, $text) = @_;
    syswrite $self->{channel}, pack('aLa', $verb, $payload, "\n") . ($text // '') or exit 0;
}

# The next message, whether descriptors are missing, for which there was no room, and those that came with it; nothing
# if the parent is gone.
sub receive {
    my ($self) = @_;
    my ($text, $control) = ("\0" x $LONGEST, "\0" x (16 + 4 * $MOST + 4));
    my $vector  = pack 'PQ', $text, length $text;
    my $message = pack 'x16PQPQx8', $vector, 1, $control, length $control;
    my $length;
    do { $length = syscall $self->{recvmsg}, fileno $self->{channel}, $message, $MSG_CMSG_CLOEXEC } while $length < 0 && $! == EINTR;
    return if $length <= 0;
    my ($used, $flags) = unpack 'x40Ql', $message;
    my @descriptors = $used ? unpack 'l*', substr $control, 16, unpack('Q', $control) - 16 : ();
    return (substr($text, 0, $length), $flags & $MSG_CTRUNC, @descriptors);
}

# A child that is the parent's and not ours: its pid, or 0 and errno. Forking twice would copy the page tables twice.
sub fork_for_parent {
    my ($self, $child, $environment, @descriptors) = @_;
    my $pid = syscall $self->{clone}, $CLONE_PARENT | POSIX::SIGCHLD(), 0, 0, 0, 0;
    return (0, $! + 0) if $pid < 0;
    if (!$pid) {
        become_child($environment, @descriptors);
        $child->();
        POSIX::_exit(0);       # what the template has would be taken to pieces, which takes longer than most requests
    }
    setpgrp $pid, $pid;    # as it does itself: whoever is first
    return ($pid, 0);
}

sub become_child {
    my ($environment, @descriptors) = @_;
    refuse(scalar @descriptors) if @descriptors > $ROOM;
    setpgrp;
    @ENV{ keys %$environment } = values %$environment;
    delete $ENV{PREFORKD_TEMPLATE};
    $ENV{LISTEN_PID} = $$;
    POSIX::dup2($descriptors[$_], $_ + 1) for 0 .. $#descriptors;    # ascending, so none is overwritten before its turn
    POSIX::close($_) for grep { $_ > @descriptors } @descriptors;
    POSIX::close($_) for @descriptors + 1 .. $ROOM;
}

sub refuse {
    my ($count) = @_;
    print STDERR "engine.pl: $count descriptors for a child, of which $ROOM have room: give the pool fewer listeners\n";
    POSIX::_exit(78);
}

1;
