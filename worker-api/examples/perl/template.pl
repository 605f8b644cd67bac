#!/usr/bin/perl
# template.pl WORKER [ARGUMENT..] - loads a worker in Perl once and forks it for each child that preforkd wants: what
# is loaded is there at once, and its memory is shared. PROTOCOL.md, "Templates". Core modules only.
#
# WORKER is a file that gives back a sub, as hello.pl does; it is called in each child, which then is as one that was
# started by itself: descriptors, environment, group. The file loads all that is large while it is read, and
# leaves no descriptor open and no thread running.
package Preforkd::Template;    # main is the worker's
use strict;
use warnings;
use Errno qw(EAGAIN EINTR);
use File::Spec;
use JSON::PP ();
use POSIX ();

my %RECVMSG = (x86_64 => 47, aarch64 => 212);    # the system call, for which Perl has no function of its own
my $MSG_CMSG_CLOEXEC = 0x40000000;
my $MOST             = 253;                      # descriptors in one message
my $LONGEST          = 6 + 65536;

my $number = $ENV{PREFORKD_TEMPLATE} or fail(78, 'PREFORKD_TEMPLATE is not set: preforkd starts this program');
my $file   = shift // fail(64, 'call: template.pl WORKER [ARGUMENT..]');
my $recvmsg = $RECVMSG{ (POSIX::uname)[4] } or fail(78, 'the number of recvmsg is known for x86_64 and aarch64 only');
open my $channel, '+<&=', $number or fail(78, "PREFORKD_TEMPLATE=$number: $!");

my $HELLO = '{"version":1,"features":[],"name":"template.pl"}';
tell_parent('h', length $HELLO, $HELLO);
my @its_hello = receive() or exit 0;             # with the worker's settings, which each child hears in its own, too
my $worker = eval { package main; require(File::Spec->rel2abs($file)) };
ref $worker eq 'CODE' or fail(78, $@ || "$file does not give back the sub that is to be called, such as \\&main");
$| = 1;                                          # what is not yet written would be written by each child again
tell_parent('I', 0);
while (my ($frame, @descriptors) = receive()) {
    next unless $frame =~ /\Af/;
    my $child = JSON::PP->new->decode(substr $frame, 6);    # bytes, as variables are
    my ($pid, $errno) = fork_twice($child->{environment}, @descriptors);
    POSIX::close($_) for @descriptors;
    $pid ? tell_parent('C', $pid) : tell_parent('E', $errno);
}
exit 0;

sub fail { my ($code, $why) = @_; print STDERR "template.pl: $why\n"; exit $code }

# A message of the channel is one frame with its text.
sub tell_parent {
    my ($verb, $payload, $text) = @_;
    syswrite $channel, pack('aLa', $verb, $payload, "\n") . ($text // '') or exit 0;
}

# The next message and the descriptors that came with it; nothing if the parent is gone.
sub receive {
    my ($text, $control) = ("\0" x $LONGEST, "\0" x (16 + 4 * $MOST + 4));
    my $vector  = pack 'PQ', $text, length $text;
    my $message = pack 'x16PQPQx8', $vector, 1, $control, length $control;
    my $length;
    do { $length = syscall $recvmsg, fileno $channel, $message, $MSG_CMSG_CLOEXEC } while $length < 0 && $! == EINTR;
    return if $length <= 0;
    my $used = unpack 'x40Q', $message;
    return (substr($text, 0, $length), $used ? unpack 'l*', substr $control, 16, unpack('Q', $control) - 16 : ());
}

# Forks a process that forks the child and ends, so that the child becomes the parent's own: its pid, or 0 and errno.
sub fork_twice {
    my ($environment, @descriptors) = @_;
    pipe my $in, my $out or return (0, $! + 0);
    my $between = fork() // return (0, $! + 0);
    if (!$between) {
        my $pid = fork;
        if (defined $pid && !$pid) {
            close $_ for $in, $out;
            become_child($environment, @descriptors);
        }
        setpgrp $pid, $pid if $pid;              # as it does itself: whoever is first
        syswrite $out, pack 'll', $pid // 0, defined $pid ? 0 : $!;
        POSIX::_exit(0);
    }
    close $out;
    my $length = sysread $in, my $answer, 8;
    waitpid $between, 0;                         # whose end has made the child the parent's
    return $length ? unpack('ll', $answer) : (0, EAGAIN);
}

sub become_child {
    my ($environment, @descriptors) = @_;
    setpgrp;
    srand;
    @ENV{ keys %$environment } = values %$environment;
    delete $ENV{PREFORKD_TEMPLATE};
    $ENV{LISTEN_PID} = $$;
    POSIX::dup2($descriptors[$_], $_ + 1) for 0 .. $#descriptors;    # ascending, so none is overwritten before its turn
    POSIX::close($_) for grep { $_ > @descriptors } @descriptors;
    $worker->();
    exit 0;
}
