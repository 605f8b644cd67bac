#!/usr/bin/perl
# run.pl [-v] [TRANSCRIPT..] -- COMMAND [ARGUMENT..]
#
# Plays the parent of PROTOCOL.md against a worker that answers HTTP with "hello", once for each transcript
# (default: all beside this file). Prints "ok NAME", "not ok NAME: why" or "skip NAME: why", then the sums.
# Exit code 0 if nothing failed, 64 for a wrong call, 69 if Perl is not complete. PROTOCOL.md section 9 defines the transcripts' lines.
use strict;
use warnings;
use Errno;
use Fcntl;
use File::Basename;
use IO::Select;
use List::Util qw(sum0);
use POSIX ();
use Socket;

# All else is in the minimal Perl of a Debian without the package perl.
BEGIN {
    unless (eval { require Time::HiRes }) {
        print STDERR "run.pl: this Perl has no Time::HiRes; install all of it (Debian: apt-get install perl)\n";
        exit 69;
    }
    Time::HiRes->import('time');
}

my $LIMIT = 5;                                    # seconds, for a step that names no other
my %counts = (ok => 0, "not ok" => 0, skip => 0);
my $verbose = @ARGV && $ARGV[0] eq '-v' ? shift : 0;

my @files;
push @files, shift while @ARGV && $ARGV[0] ne '--';
shift;
my @command = @ARGV or usage();
@files = sort glob dirname($0) . '/*.transcript' unless @files;
$SIG{PIPE} = 'IGNORE';
local $| = 1;
for my $file (@files) {
    my ($result, $why) = play($file);
    $counts{$result}++;
    print "$result ", basename($file, '.transcript'), $why ? ": $why" : '', "\n";
}
print "$counts{ok} passed, $counts{'not ok'} failed, $counts{skip} skipped\n";
exit($counts{'not ok'} ? 1 : 0);

sub usage { print STDERR "usage: run.pl [-v] [TRANSCRIPT..] -- COMMAND [ARGUMENT..]\n"; exit 64 }

# One transcript, one worker. The state of a run is one hash, which dies with it.
sub play {
    my ($file) = @_;
    my $run = { families => ['tcp'], board => 0, concurrency => 1, pass => 0, clients => {}, input => '', features => {}, needed => {} };
    open my $in, '<', $file or return ('not ok', "cannot read $file: $!");
    my ($line, $steps);
    my $done = eval {
        while (defined($line = <$in>)) {
            next if $line =~ /^\s*(#|$)/;
            chomp $line;
            print "  $line\n" if $verbose;
            step($run, $line);
            $steps++;
        }
        $steps or die "it has no steps\n";
    };
    my $fault = $@;
    my $number = $.;
    finish($run);
    return 'ok' if $done;
    return ('skip', $1) if $fault =~ /^SKIP (.*)/;
    chomp $fault;
    return ('not ok', "line $number, \"" . ($line // '') . "\": $fault");
}

my @STEPS;

sub step {
    my ($run, $line) = @_;
    for my $step (@STEPS) {
        my ($pattern, $action) = @$step;
        if (my @words = $line =~ /^$pattern$/) { return $action->($run, @words) }
    }
    die "no such step\n";
}

BEGIN {
    @STEPS = (
        [qr/with listeners ((?:tcp|unix)(?: (?:tcp|unix))*)/, sub { $_[0]{families} = [split ' ', $_[1]] }],
        [qr/(with board)/,               sub { $_[0]{board} = 1 }],
        [qr/with concurrency (\d+)/,     sub { $_[0]{concurrency} = $_[1] }],
        [qr/(with pass)/,                sub { $_[0]{pass} = 1 }],
        [qr/(start)/,                    \&start],
        [qr/(handshake)/,                \&handshake],
        [qr/needs (\w+)/,                \&needs],
        [qr/> C (\d+)(?: \+ (.+))?/,      \&pass_connection],
        [qr/> (.+)/,                     \&put_frames],
        [qr/split> (.+)/,                \&put_split],
        [qr/< h/,                        \&read_hello],
        [qr/< m (\{.*\})/,               \&expect_metrics],
        [qr/< ([A-Z]) (\d+)(?: within (\d+)ms)?/, \&expect_frame],
        [qr/silence (\d+)ms/,            \&silence],
        [qr/< ([A-Z]) (\d+) at last/,    \&expect_at_last],
        [qr/client (\w+) connects(?: (\d+))?/, \&connect_client],
        [qr/client (\w+) sends "(.*)"/,  sub { my ($run, $name, $text) = @_; syswrite $run->{clients}{$name}, unquote($text) }],
        [qr/client (\w+) expects "(.*)"/, \&client_expects],
        [qr/client (\w+) sees end/,      sub { my ($run, $name) = @_; my $got = from_client($run, $name, 1); die "got \"$got\"\n" if length $got }],
        [qr/client (\w+) waits (\d+)ms/, \&client_waits],
        [qr/(\d+) clients are served/,   \&serve_many],
        [qr/at rest for (\d+)ms/,        \&at_rest],
        [qr/client (\w+) leaves/,        sub { my ($run, $name) = @_; close delete $run->{clients}{$name} }],
        [qr/client (\w+) resets/,        \&client_resets],
        [qr/(close channel)/,            sub { close delete $_[0]{channel} }],
        [qr/(close listeners)/,          sub { close $_ for @{ delete $_[0]{listeners} } }],
        [qr/shut listener (\d+)/,        sub { shutdown $_[0]{listeners}[$_[1]], SHUT_RD }],
        [qr/(no descriptor left)/,       \&use_up_descriptors],
        [qr/listener (\d+) refuses within (\d+)ms/, \&refuses],
        [qr/board accepted (\d+) finished (\d+) failed (\d+)/, \&board],
        [qr/expect exit (\d+) within (\d+)s/, \&expect_exit],
    );
}

# ---- the worker's birth ----

sub start {
    my ($run) = @_;
    make_listener($run, $_) for @{ $run->{families} };
    make_board($run) if $run->{board};
    socketpair $run->{channel}, my $theirs, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die "socketpair: $!\n";
    $run->{pid} = fork // die "fork: $!\n";
    become_worker($run, $theirs) unless $run->{pid};
    close $theirs;
}

sub make_listener {
    my ($run, $family) = @_;
    my $unix = $family eq 'unix';
    socket my $listener, $unix ? AF_UNIX : AF_INET, SOCK_STREAM, 0 or die "socket: $!\n";
    my $name = "\0preforkd-conformance-$$-" . (++$run->{names}) . '-' . int rand 1e9;
    bind $listener, $unix ? pack_sockaddr_un($name) : sockaddr_in(0, INADDR_LOOPBACK) or die "bind: $!\n";
    listen $listener, 16 or die "listen: $!\n";
    fcntl $listener, F_SETFL, O_RDWR | O_NONBLOCK or die "fcntl: $!\n";
    push @{ $run->{listeners} }, $listener;
    push @{ $run->{addresses} }, getsockname $listener;
}

# A board is any file that can be mapped; one without a name leaves nothing behind.
sub make_board {
    my ($run) = @_;
    open $run->{boardfile}, '+>', undef or die "board: $!\n";
    syswrite $run->{boardfile}, "\0" x 256;
}

sub become_worker {
    my ($run, $channel) = @_;
    my @kept = (@{ $run->{listeners} }, $channel, $run->{boardfile} // ());
    my @high = map { fcntl($_, F_DUPFD, 100) // die } @kept;    # out of the way of the final numbers
    POSIX::dup2($high[$_], 3 + $_) for 0 .. $#high;
    POSIX::close($_) for grep { $_ > 2 + @high } map { basename $_ } glob '/proc/self/fd/*';
    open STDIN, '<', '/dev/null';
    delete @ENV{ grep { /^(PREFORKD|LISTEN)_/ } keys %ENV };
    my $n = @{ $run->{listeners} };
    %ENV = (%ENV, LISTEN_FDS => $n, LISTEN_PID => $$, LISTEN_FDNAMES => join(':', map { "l$_" } 1 .. $n),
        PREFORKD_PROTOCOL => 1, PREFORKD_POOL => 'conformance', PREFORKD_SLOT => 1, PREFORKD_GENERATION => 7,
        PREFORKD_CHANNEL => 3 + $n);
    $ENV{PREFORKD_BOARD} = 4 + $n if $run->{boardfile};
    $ENV{PREFORKD_CONCURRENCY} = $run->{concurrency} if $run->{concurrency} > 1;
    $ENV{PREFORKD_PASS} = 1 if $run->{pass};
    { no warnings; exec { $command[0] } @command }
    print STDERR "$command[0]: $!\n";
    POSIX::_exit(127);
}

sub finish {
    my ($run) = @_;
    return unless $run->{pid};
    kill 'KILL', $run->{pid};
    waitpid $run->{pid}, 0;
}

# ---- frames ----

sub frame {
    my ($run, $text) = @_;
    leave_out_multi($run) if $text =~ /^[AF] /;
    return pack 'aCCSa', 'A', $1 eq 'self' ? 1 : 0, $2, $3 // 1, "\n" if $text =~ /^A (self|plain) (\d+)(?: count (\d+))?$/;
    return pack 'aLa', $1, $2, "\n" if $text =~ /^([A-Z]) (\d+)$/;
    return pack('aLa', $1, length $2, "\n") . $2 if $text =~ /^([a-z]) (\{.*\})$/;
    return parent_hello($run) if $text eq 'h';
    die "no such frame\n";
}

sub parent_hello {
    my ($run) = @_;
    my $concurrency = $run->{concurrency} > 1 ? ",\"concurrency\":$run->{concurrency}" : '';
    return frame($run, 'h {"version":1,"slot":1,"generation":7,"pool":"conformance",'
          . "\"limits\":{\"connection-timeout-ms\":0$concurrency},\"settings\":{}}");
}

# Workers with many connections answer in other words; that is played in transcripts of their own.
sub leave_out_multi {
    my ($run) = @_;
    die "SKIP the worker announces multi\n" if $run->{features}{multi} && !$run->{needed}{multi};
}

sub put_frames {
    my ($run, $text) = @_;
    put($run, join '', map { frame($run, $_) } split / \+ /, $text);
}

# The frame, and then a byte that brings the descriptor. Our own copy is kept until the answer has come.
sub pass_connection {
    my ($run, $index, $more) = @_;
    leave_out_multi($run);
    my $listener = $run->{listeners}[$index];
    IO::Select->new($listener)->can_read($LIMIT) or die "nobody comes to listener $index\n";
    accept $run->{passed}, $listener or die "accept: $!\n";
    put($run, pack 'aCCSa', 'C', 0, $index, 7, "\n");
    send_descriptor($run, fileno $run->{passed});
    put_frames($run, $more) if defined $more;
}

# sendmsg(2), for which Perl has no function: one byte, and control data of the kind SCM_RIGHTS.
sub send_descriptor {
    my ($run, $descriptor) = @_;
    my %numbers = (x86_64 => 46, aarch64 => 211);
    my $sendmsg = $numbers{ (POSIX::uname())[4] } or die "SKIP the number of sendmsg is not known for this machine\n";
    my $byte    = "\0";
    my $control = pack 'QllLx4', 20, SOL_SOCKET, 1, $descriptor;
    my $vector  = pack 'PQ', $byte, 1;
    my $message = pack 'x16PQPQx8', $vector, 1, $control, length $control;
    syscall($sendmsg, fileno $run->{channel}, $message, 0) == 1 or die "sendmsg: $!\n";
}

sub put {
    my ($run, $bytes) = @_;
    (syswrite($run->{channel}, $bytes) // 0) == length $bytes or die "the channel takes nothing: $!\n";
}

sub put_split {
    my ($run, $text) = @_;
    my $bytes = frame($run, $text);
    put($run, substr $bytes, 0, 2);
    select undef, undef, undef, 0.02;
    put($run, substr $bytes, 2);
}

sub take {
    my ($run, $length, $limit) = @_;
    my $until = time + $limit;
    while (length $run->{input} < $length) {
        IO::Select->new($run->{channel})->can_read($until - time) or die "the worker says nothing\n";
        my $n = sysread $run->{channel}, $run->{input}, 4096, length $run->{input};
        die "the worker closed the channel\n" unless $n;
        last if time > $until;
    }
    return substr $run->{input}, 0, $length, '';
}

sub expect_frame {
    my ($run, $verb, $number, $ms) = @_;
    my ($got, $payload) = next_frame($run, $ms ? $ms / 1000 : $LIMIT);
    die "got $got $payload\n" if $got ne $verb || $payload != $number;
    close delete $run->{passed} if $run->{passed};
}

sub expect_at_last {
    my ($run, @wanted) = @_;
    while ((my @got = next_frame($run, $LIMIT))[0] =~ /[IBNZ]/) { return if "@got" eq "@wanted" }
    die "got another frame than I, B, N and Z\n";
}

# Whoever likes tells of its metrics before any frame.
sub next_frame {
    my ($run, $limit) = @_;
    while (1) {
        my ($verb, $payload, $end) = unpack 'aLa', take($run, 6, $limit);
        die "no newline ends the frame\n" if $end ne "\n";
        return ($verb, $payload) if $verb ne 'm';
        read_metrics($run, $payload);
    }
}

sub read_metrics {
    my ($run, $length) = @_;
    die "a text of $length bytes\n" if $length > 65536;
    my $json = take($run, $length, $LIMIT);
    die "no report of metrics: $json\n" unless $json =~ /\A\s*\{\s*"metrics"\s*:\s*\[.*\]\s*\}\s*\z/s;
    return $json;
}

sub expect_metrics {
    my ($run, $wanted) = @_;
    my ($verb, $length, $end) = unpack 'aLa', take($run, 6, $LIMIT);
    die "got $verb\n" if $verb ne 'm' || $end ne "\n";
    my $json = read_metrics($run, $length);
    die "got $json\n" if $json ne $wanted;
}

sub read_hello {
    my ($run) = @_;
    my ($verb, $length, $end) = unpack 'aLa', take($run, 6, 30);
    die "got $verb\n" if $verb ne 'h' || $end ne "\n" || $length > 65536;
    my $json = take($run, $length, $LIMIT);
    die "not version 1: $json\n" unless $json =~ /"version"\s*:\s*1\b/;
    my ($features) = $json =~ /"features"\s*:\s*\[(.*?)\]/ or die "no features: $json\n";
    $run->{features} = { map { $_ => 1 } $features =~ /"(\w+)"/g };
}

sub handshake {
    my ($run) = @_;
    read_hello($run);
    put($run, parent_hello($run));
    expect_frame($run, 'I', 0, 30_000);
}

sub needs {
    my ($run, $feature) = @_;
    $run->{needed}{$feature} = 1;
    die "SKIP the worker does not announce $feature\n" unless $run->{features}{$feature};
}

sub silence {
    my ($run, $ms) = @_;
    my $until = time + $ms / 1000;
    while (length $run->{input} || IO::Select->new($run->{channel})->can_read($until - time)) {
        my ($verb, $length) = unpack 'aLa', take($run, 6, $LIMIT);
        die "the worker speaks\n" if $verb ne 'm';
        read_metrics($run, $length);
    }
}

# ---- clients ----

sub unquote {
    my ($text) = @_;
    my %escapes = (r => "\r", n => "\n", '\\' => '\\', '"' => '"');
    $text =~ s/\\(.)/$escapes{$1} \/\/ die "unknown escape\n"/ge;
    return $text;
}

sub dial {
    my ($run, $index) = @_;
    my $address = $run->{addresses}[$index];
    socket my $client, sockaddr_family($address), SOCK_STREAM, 0 or die "socket: $!\n";
    setsockopt $client, SOL_SOCKET, SO_SNDTIMEO, pack 'l!l!', 0, 100_000;    # a full queue would hold it up for long
    return connect($client, $address) ? $client : undef;
}

sub connect_client {
    my ($run, $name, $index) = @_;
    $run->{clients}{$name} = dial($run, $index // 0) or die "connect: $!\n";
}

sub client_expects {
    my ($run, $name, $text) = @_;
    my $wanted = unquote($text);
    my $got = from_client($run, $name, length $wanted);
    die "got \"$got\"\n" if $got ne $wanted;
}

sub from_client {
    my ($run, $name, $length) = @_;
    my $until = time + $LIMIT;
    my $got = '';
    while (length $got < $length) {
        IO::Select->new($run->{clients}{$name})->can_read($until - time) or die "nothing comes, after \"$got\"\n";
        sysread $run->{clients}{$name}, $got, $length - length $got, length $got or last;
    }
    return $got;
}

sub client_waits {
    my ($run, $name, $ms) = @_;
    die "something comes\n" if IO::Select->new($run->{clients}{$name})->can_read($ms / 1000);
}

# A linger of no seconds makes the close a reset.
sub client_resets {
    my ($run, $name) = @_;
    setsockopt $run->{clients}{$name}, SOL_SOCKET, SO_LINGER, pack 'll', 1, 0 or die "setsockopt: $!\n";
    close delete $run->{clients}{$name};
}

sub serve_many {
    my ($run, $number) = @_;
    for my $n (1 .. $number) {
        connect_client($run, 'one');
        syswrite $run->{clients}{one}, "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
        my $answer = from_client($run, 'one', 1000);
        die "client $n got \"$answer\"\n" if $answer !~ /\r\n\r\nhello\n\z/;
        close delete $run->{clients}{one};
    }
}

# ---- what else a parent can see ----

# Whoever polls without end spends all of the time; what belongs to the past, or to a start, may still take a tick.
sub at_rest {
    my ($run, $ms) = @_;
    my $ticks = sub {
        local $.;    # the line of the transcript
        open my $in, "<", "/proc/$run->{pid}/stat" or die "the worker is gone\n";
        my @fields = split ' ', <$in> =~ s/.*\)//sr;
        return $fields[11] + $fields[12];
    };
    until_true($LIMIT, sub { my $before = $ticks->(); select undef, undef, undef, $ms / 1000; $ticks->() <= $before + 1 })
        or die "it is busy with nothing\n";
}

sub until_true {
    my ($seconds, $condition) = @_;
    my $until = time + $seconds;
    until ($condition->()) {
        return 0 if time > $until;
        select undef, undef, undef, 0.005;
    }
    return 1;
}

sub refuses {
    my ($run, $index, $ms) = @_;
    until_true($ms / 1000, sub { !dial($run, $index) && $!{ECONNREFUSED} }) or die "it still takes connections\n";
}

# Lowers the worker's limit to the first number that is free. A thread that runs may have a file open for a moment,
# whose number would be free again below the limit. The second look is for one that was started during the first.
sub use_up_descriptors {
    my ($run) = @_;
    until_true($LIMIT, sub { sleeps($run) && sleeps($run) }) or die "it does not come to rest\n";
    my $free = 0;
    $free++ while -e "/proc/$run->{pid}/fd/$free";
    system('prlimit', "--pid=$run->{pid}", "--nofile=$free:$free") == 0 or die "SKIP prlimit does not work here\n";
}

# Whether all threads of the worker wait for something that is not the disk.
sub sleeps {
    my ($run) = @_;
    for my $thread (glob "/proc/$run->{pid}/task/*/stat") {
        open my $in, '<', $thread or next;        # it has ended
        return 0 if (<$in> // '') =~ /\) [RD] /;
    }
    return 1;
}

sub board {
    my ($run, @wanted) = @_;
    needs($run, 'board');
    my ($record, $other);
    my $same = sub {
        sysseek $run->{boardfile}, 0, 0;
        sysread $run->{boardfile}, $other, 128;
        sysread $run->{boardfile}, $record, 128;
        return "@wanted" eq join ' ', unpack 'QQQ', $record;
    };
    until_true($LIMIT, $same) or die 'it says ' . join(' ', unpack 'QQQ', $record) . "\n";
    die "slot 0 was written\n" if $other =~ /[^\0]/;
    die "bytes 40 to 63 were written\n" if substr($record, 40, 24) =~ /[^\0]/;
    my $ended = $wanted[1] + $wanted[2];
    until_true($LIMIT, sub { $same->(); $ended == sum0 unpack 'L16', substr $record, 64 })
        or die "the buckets hold " . sum0(unpack 'L16', substr $record, 64) . ", not $ended\n";
    die "no time of the last accept\n" if $wanted[0] && !unpack 'Q', substr $record, 24;
}

sub expect_exit {
    my ($run, $wanted, $seconds) = @_;
    until_true($seconds, sub { waitpid($run->{pid}, POSIX::WNOHANG()) != 0 }) or die "it still runs\n";
    my $status = $?;
    delete $run->{pid};
    die "killed by signal " . ($status & 127) . "\n" if $status & 127;
    die 'exit code ' . ($status >> 8) . "\n" if $status >> 8 != $wanted;
}
