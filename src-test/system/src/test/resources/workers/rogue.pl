#!/usr/bin/perl
# rogue.pl MODE [ARGUMENT] - a child that behaves in the one way that its first argument names. Apart from that it is a
# decent worker of protocol 1, without self-accept and, but for those that miscount, without a record on the board.
use strict;
use warnings;
use Errno qw(EAGAIN EMFILE);
use IO::Handle;
use Socket;

my $ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n";

my ($mode, $argument) = @ARGV;
my $number = $ENV{PREFORKD_CHANNEL} // die "rogue.pl: PREFORKD_CHANNEL is not set\n";
open my $channel, '+<&=', $number or die "rogue.pl: channel $number: $!\n";
open my $listener, '+<&=', 3 or die "rogue.pl: listener: $!\n";
my $in_slot_0 = ($ENV{PREFORKD_SLOT} // 0) == 0;
my ($accepted, $finished, $greeted) = (0, 0, 0);
$SIG{PIPE} = 'IGNORE';
STDOUT->autoflush;

# What each mode does instead of being decent. Those at the start never return; those at an order get it.
my %at_start = (
    'waits-for'         => sub { wait_for($argument) },
    'hangs-at-start'    => \&hang,
    'garbage'           => sub { hello(); send_bytes("\xff\xfe\xfd\xfc\xfb\n") ; hang() },
    'no-newline'        => sub { hello(); send_bytes('I' . pack('L', 0) . 'x'); hang() },
    'long-text'         => sub { send_bytes('h' . pack('L', 65_537) . "\n"); hang() },
    'no-json'           => sub { send_bytes('h' . pack('L', 5) . "\nhello"); hang() },
    'unknown-verb'      => sub { hello(); report('!', 0); hang() },
    'busy-when-idle'    => sub { greet(); report('B', 1); hang() },
    'idle-twice'        => sub { greet(); report('I', 0); hang() },
    'unasked-failure'   => sub { greet(); report('E', EMFILE); hang() },
    'flood'             => sub { greet(); while (defined send_bytes('I' . pack('L', 0) . "\n")) { } hang() },
    'closes-channel'    => sub { greet(); close $channel; hang() },
    'dies-when-idle'    => sub { greet(); exit 1 },
    'exits-at-start'    => sub { exit 1 },
    'leaves-an-orphan'  => sub { leave_an_orphan() },
    'half-frame'        => sub { greet(); send_bytes('I' . pack('L', 0)); exit 0 },
);
my %at_order = (
    'ignores-orders'    => sub { hang() if $in_slot_0; decent() },
    'answers-late'      => sub { $in_slot_0 ? late() : decent() },
    'no-descriptors'    => sub { $in_slot_0 ? report('E', EMFILE) : decent() },
    'obeys-term'        => sub { $SIG{TERM} = sub { print "got TERM\n"; exit 0 }; take(); print "obeys-term hangs\n"; hang() },
    'says-do-not-restart' => sub { decent(); report('L', 4); exit 0 },
    'leaves-after-one'  => sub { decent_until_answered(); report('L', 2); exit 0 },
    'miscounts'         => sub { decent(); on_board($accepted, $finished, 1) },
    'counts-without-end' => sub { decent(); on_board(1 << 62, 0, 0) },
    'exits-when-ordered' => sub { exit 1 },
    'exits-when-busy'   => sub { take(); exit 1 },
    'garbage-when-busy' => sub { take(); send_bytes("\xff\xfe\xfd\xfc\xfb\n"); hang() },
    'crashes-when-busy' => sub { take() and print "last words\n"; kill 'SEGV', $$; hang() },
);

print "$mode in slot $ENV{PREFORKD_SLOT}\n";
($at_start{$mode} // sub { })->();
greet();
while (1) {
    my $frame = receive(6) // exit 0;
    my $verb = substr $frame, 0, 1;
    if    ($verb eq 'A') { ($at_order{$mode} // \&decent)->() }
    elsif ($verb eq 'D') { $mode eq 'ignores-drains' ? ignore_all() : exit 0 }
    elsif ($verb eq 'P') { report('Q', unpack 'x L', $frame) }
}

sub hang { while (1) { select undef, undef, undef, undef } }

# A grandchild whose parent ends at once: it goes to whoever collects orphans, and ends there.
sub leave_an_orphan {
    pipe my $ended, my $lives or die "rogue.pl: pipe: $!\n";
    my $child = fork;
    if (!$child) {
        my $orphan = fork;
        exit 0 if $orphan || !defined $orphan;
        close $ended;
        select undef, undef, undef, 0.05 until getppid() == 1;
        print "orphan $$\n";
        exit 0;
    }
    close $lives;
    waitpid $child, 0;
    sysread $ended, my $nothing, 1;
}

sub ignore_all { $SIG{TERM} = 'IGNORE'; hang() }

sub wait_for { my ($file) = @_; select undef, undef, undef, 0.01 until -e $file }

sub send_bytes { return syswrite $channel, $_[0] }

sub report { my ($verb, $payload) = @_; send_bytes(pack 'aLa', $verb, $payload, "\n") }

sub hello {
    my $features = $mode =~ /counts/ ? '"pong","board"' : '"pong"';
    my $text = "{\"version\":1,\"features\":[$features],\"name\":\"rogue.pl\"}";
    report('h', length $text);
    send_bytes($text);
    receive(unpack 'x L', receive(6));
}

sub greet { return if $greeted++; hello(); report('I', 0) }

sub receive {
    my ($length) = @_;
    my $bytes = '';
    while (length $bytes < $length) {
        sysread($channel, $bytes, $length - length $bytes, length $bytes) or return;
    }
    return $bytes;
}

sub take {
    accept my $client, $listener or return;
    report('B', ++$accepted);
    return $client;
}

sub answer {
    my ($client) = @_;
    my $head = '';
    until ($head =~ /\r\n\r\n\z/) { sysread $client, $head, 8192, length $head or last }
    syswrite $client, $ANSWER if $head =~ /\r\n\r\n\z/;
    close $client;
    $finished++;
}

sub decent_until_answered { if (my $client = take()) { answer($client) } }

sub decent { decent_until_answered(); report('I', $finished) }

sub on_board {
    my (@counts) = @_;
    open my $board, '+<&=', $ENV{PREFORKD_BOARD} or die "rogue.pl: board: $!\n";
    sysseek $board, 128 * $ENV{PREFORKD_SLOT}, 0;
    syswrite $board, pack 'Q3', @counts;
}

# Answers its order only once the file says so, when another child has long since taken the connection.
sub late { wait_for($argument); decent() }
