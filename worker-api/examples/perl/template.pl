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
use Errno qw(EINTR EMFILE);
use File::Spec;
use JSON::PP ();
use POSIX ();

my %CALLS   = (x86_64 => [47, 56], aarch64 => [212, 220]);    # recvmsg, clone: Perl has no functions for them
my $CLONE_PARENT     = 0x8000;
my $MSG_CMSG_CLOEXEC = 0x40000000;
my $MSG_CTRUNC       = 8;
my $MOST             = 253;                      # descriptors in one message
my $LONGEST          = 6 + 65536;

my $number = $ENV{PREFORKD_TEMPLATE} or fail(78, 'PREFORKD_TEMPLATE is not set: preforkd starts this program');
my $file   = shift // fail(64, 'call: template.pl WORKER [ARGUMENT..]');
my $calls = $CALLS{ (POSIX::uname)[4] } or fail(78, 'the numbers of system calls are known for x86_64 and aarch64 only');
my ($recvmsg, $clone) = @$calls;
open my $channel, '+<&=', $number or fail(78, "PREFORKD_TEMPLATE=$number: $!");

my $HELLO = '{"version":1,"features":[],"name":"template.pl"}';
tell_parent('h', length $HELLO, $HELLO);
my @its_hello = receive() or exit 0;             # with the worker's settings, which each child hears in its own, too
my $worker = eval { package main; require(File::Spec->rel2abs($file)) };
ref $worker eq 'CODE' or fail(78, $@ || "$file does not give back the sub that is to be called, such as \\&main");
$| = 1;                                          # what is not yet written would be written by each child again
tell_parent('I', 0);
while (my ($frame, $is_truncated, @descriptors) = receive()) {
    next unless $frame =~ /\Af/;
    my $child = JSON::PP->new->decode(substr $frame, 6);    # bytes, as variables are
    my ($pid, $errno) = $is_truncated ? (0, EMFILE) : fork_for_parent($child->{environment}, @descriptors);
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

# The next message, whether descriptors are missing, for which there was no room, and those that came with it; nothing
# if the parent is gone.
sub receive {
    my ($text, $control) = ("\0" x $LONGEST, "\0" x (16 + 4 * $MOST + 4));
    my $vector  = pack 'PQ', $text, length $text;
    my $message = pack 'x16PQPQx8', $vector, 1, $control, length $control;
    my $length;
    do { $length = syscall $recvmsg, fileno $channel, $message, $MSG_CMSG_CLOEXEC } while $length < 0 && $! == EINTR;
    return if $length <= 0;
    my ($used, $flags) = unpack 'x40Ql', $message;
    return (substr($text, 0, $length), $flags & $MSG_CTRUNC, $used ? unpack 'l*', substr $control, 16, unpack('Q', $control) - 16 : ());
}

# Forks a child that is the parent's and not ours: its pid, or 0 and errno. fork twice would copy the page tables twice.
sub fork_for_parent {
    my ($environment, @descriptors) = @_;
    my $pid = syscall $clone, $CLONE_PARENT | POSIX::SIGCHLD, 0, 0, 0, 0;
    return (0, $! + 0) if $pid < 0;
    become_child($environment, @descriptors) if !$pid;
    setpgrp $pid, $pid;                          # as it does itself: whoever is first
    return ($pid, 0);
}

sub become_child {
    my ($environment, @descriptors) = @_;
    setpgrp;
    srand;
    close $channel;    # or Perl would count it among the handles of its number, and never close the listener there
    @ENV{ keys %$environment } = values %$environment;
    delete $ENV{PREFORKD_TEMPLATE};
    $ENV{LISTEN_PID} = $$;
    POSIX::dup2($descriptors[$_], $_ + 1) for 0 .. $#descriptors;    # ascending, so none is overwritten before its turn
    POSIX::close($_) for grep { $_ > @descriptors } @descriptors;
    $worker->();
    exit 0;
}
