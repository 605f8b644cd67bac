#!/usr/bin/perl -T
# What is counted of connections, when it is told, and how it is written.
use strict;
use warnings;
use File::Temp ();
use JSON::PP ();
use Socket qw(AF_UNIX SOCK_STREAM);
use Test::More;
use Preforkd::Spamd::Channel;
use Preforkd::Spamd::Connection;
use Preforkd::Spamd::Facts;
use Preforkd::Spamd::Metrics;
use Preforkd::Spamd::Tally;
use Preforkd::Spamd::Tell;
use Preforkd::Spamd::Worker;

socketpair my $parent, my $ours, AF_UNIX, SOCK_STREAM, 0 or die "socketpair: $!";
my $heard   = Preforkd::Spamd::Channel->new(fileno $parent);
my $metrics = Preforkd::Spamd::Metrics->new(Preforkd::Spamd::Channel->new(fileno $ours));

# The metrics of the next report, or nothing if none has come.
sub heard { return $heard->has_frame(0) ? @{ decoded(($heard->read_frame)[1]) } : () }
sub decoded { return JSON::PP->new->decode($_[0])->{metrics} }

# What this tally says, series by series.
sub tallied {
    my (@connections) = @_;
    Preforkd::Spamd::Tally::of($metrics, $_) for @connections;
    $metrics->tell_now;
    my %values = map { ($_->{name} =~ s/^spamd_//r . join ' ', '', map { $_ // () } values %{ $_->{labels} }) => $_->{value} // $_->{sum} } heard();
    return \%values;
}

is $metrics->seconds_left, undef, 'nothing to tell at first';
$metrics->tell_now;
is_deeply [heard()], [], 'so nothing is told';

my $good = { command => 'CHECK', code => 0, verdict => 'spam', seconds => 0.25, bytes => 1000 };
Preforkd::Spamd::Tally::of($metrics, $good) for 1 .. 2;
is $metrics->seconds_left, 0, 'the first report need not wait';
$metrics->tell;
my %told = map { $_->{name} => $_ } heard();
is_deeply [ sort keys %told ], [qw(spamd_message_bytes spamd_requests spamd_scan_seconds spamd_verdicts)], 'what has been counted';
is_deeply $told{spamd_requests},
    { name => 'spamd_requests', kind => 'counter', help => 'Requests by command and code of the reply', labels => { command => 'check', code => 0 }, value => 2 },
    'a counter';
my $seconds = $told{spamd_scan_seconds};
is_deeply $seconds->{buckets}, [ 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300 ], 'the bounds of a histogram';
is_deeply $seconds->{counts}, [ (0) x 6, 2, (0) x 9 ], 'a bound is in its bucket';
is $seconds->{sum}, 0.5, 'its sum';
is_deeply $seconds->{labels}, { command => 'check' }, 'its label';

Preforkd::Spamd::Tally::of($metrics, $good);
cmp_ok $metrics->seconds_left, '>', 0, 'the next one has to wait';
$metrics->tell;
is_deeply [heard()], [], 'and does';
is tallied()->{'verdicts spam'}, 1, 'but not for the last words, which tell only what is new';

is_deeply tallied({ refused => 'acl' }), { 'refused acl' => 1 }, 'who may not connect asks for nothing';
is_deeply tallied({ refused => 'tls' }), { 'refused tls' => 1 }, 'nor does who does not speak TLS';
is_deeply tallied({}), { 'requests none none' => 1 }, 'who has asked for nothing waits for no reply';
is tallied({ command => 'CHECK' })->{unanswered}, 1, 'whose command failed does';
is tallied({ command => 'SKIP' })->{unanswered}, undef, 'a SKIP has no reply';
is tallied({ code => 76 })->{unanswered}, undef, 'a bad request has one';
my $limit = tallied({ command => 'CHECK', code => 76, refused => 'limit' });
is scalar(keys %$limit), 2, 'beyond a limit, and told so: both are counted';
is tallied({ bytes => 2**30 })->{message_bytes}, 2**30, 'larger than all bounds';

my $nothing = decoded(Preforkd::Spamd::Tally::report_of_nothing());
is scalar(grep { $_->{value} } @$nothing), 0, 'nothing has happened at first';
is scalar(grep { ($_->{labels}{code} // '') eq '79' } @$nothing), 9, 'each command has its timeouts, and none';
like join(' ', map { $_->{name} } @$nothing), qr/\b$_\b/, "$_ is there" for qw(spamd_verdicts spamd_learned spamd_refused spamd_unanswered);

sub learned { return join ' ', Preforkd::Spamd::Tell::learned(@_) }
is learned('spam', ['local', 'remote'], []), 'spam reported', 'learned and reported';
is learned('ham', ['local'], ['remote']), 'ham revoked', 'learned and revoked';
is learned(undef, [], ['local']), 'forgotten', 'forgotten';
is_deeply tallied({ command => 'TELL', code => 0, learned => ['spam'] })->{'learned spam'}, 1, 'as it is counted';

# Nobody reads: what cannot be told is kept, and the next attempt waits.
{
    $ours->blocking(0);
    1 while syswrite $ours, 'x' x 65536;
    Preforkd::Spamd::Tally::of($metrics, { refused => 'acl' });
    $metrics->tell_now;
    cmp_ok $metrics->seconds_left, '>', 0, 'without room it tries again in a second';
    $parent->blocking(0);
    1 while sysread $parent, my $old, 1 << 20;
    is tallied({ refused => 'acl' })->{'refused acl'}, 2, 'and nothing is lost';
}

# The socket of a client who has gone.
sub gone { socketpair my $client, my $closed, AF_UNIX, SOCK_STREAM, 0 or die "socketpair: $!"; return bless $client, 'IO::Socket' }

# The clock of the wall may be set at any time.
{
    no warnings 'redefine';
    my $connection = Preforkd::Spamd::Connection->new({}, gone());
    local *Preforkd::Spamd::Connection::time = sub { 1 };
    cmp_ok $connection->seconds, '>', 0, 'time goes on, with the clock set back';
    local *Preforkd::Spamd::Connection::time = sub { 2**40 };
    cmp_ok $connection->seconds, '<', 60, 'at its own pace, with the clock set ahead';
}

# The order in which a child ends a connection.
{
    my @done;
    sub Recorder::count          { push @done, 'count' }
    sub Recorder::tell           { push @done, 'tell' }
    sub Recorder::end_connection { push @done, 'end' }
    sub Recorder::say            { }
    my $any = bless {}, 'Recorder';
    my $worker = bless { engine => $any, channel => $any, metrics => $any, limits => {}, last => 0, listeners => [] }, 'Preforkd::Spamd::Worker';
    local $SIG{__WARN__} = sub { };
    $worker->serve(gone());
    is "@done", 'count tell end', 'it is told of before the engine tidies up';
}

is Preforkd::Spamd::Metrics::text(qq(a"b\\c\n\x{e9})), '"a?b?c??"', 'what would need an escape';
is length Preforkd::Spamd::Metrics::text('x' x 200), 130, 'no longer than may be';

my $folder = File::Temp->newdir;
sub file {
    my ($name, $time) = @_;
    open my $file, '>', "$folder/$name" or die "$name: $!";
    close $file;
    utime $time, $time, "$folder/$name" or die "$name: $!";
    return "$folder/$name";
}
is Preforkd::Spamd::Facts::time_of(file('a.cf', 1000), file('b.cf', 3000), file('c.cf', 2000)), 3000, 'the latest of the rules';
is Preforkd::Spamd::Facts::time_of(), 0, 'none';
my $sa = { conf => { update_version => { "$folder/b.cf" => 17, "$folder/a.cf" => 4 } } };
is_deeply [ Preforkd::Spamd::Facts::channels($sa) ], [ [ 'a', 4, 1000 ], [ 'b', 17, 3000 ] ], 'channels of sa-update';

sub Packaged::get_cf_files_in_dir { my ($self, $place) = @_; return map { "$place/$_.cf" } qw(a c) }
my $packaged = bless { conf => {}, rules_filename => "$folder\0$folder/b.cf" }, 'Packaged';
my ($only) = Preforkd::Spamd::Facts::channels($packaged);
is $only->[0], 'none', 'without an update there is no channel';
is $only->[2], 3000, 'and the rules are as old as the latest of their files';

done_testing;
