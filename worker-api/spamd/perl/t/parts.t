#!/usr/bin/perl -T
# Options, access, the log's place, differences, ids, directories of virtual users, listeners that speak TLS.
use strict;
use warnings;
use Compress::Zlib ();
use File::Temp ();
use POSIX ();
use Test::More;
use Preforkd::Spamd::Access;
use Preforkd::Spamd::Configuration;
use Preforkd::Spamd::Difference;
use Preforkd::Spamd::Log;
use Preforkd::Spamd::Mail;
use Preforkd::Spamd::Options;
use Preforkd::Spamd::Users;
use Preforkd::Spamd::Worker;

sub options { return Preforkd::Spamd::Options::parse(@_) }
sub fault { return eval { options(@_); 1 } ? 'none' : $@ }

is options()->{'timeout-child'}, 300, 'a default';
is options('--timeout-tcp=5')->{'timeout-tcp'}, 5, 'a number';
is options('--nouser-config')->{'user-config'}, 0, 'a negation';
is options('--ipv4')->{'ipv4-only'}, 1, 'an alias';
is options('--debug')->{debug}, 'all', 'all areas';
is options('--helper-home-dir')->{'helper-home-dir'}, '', 'the helper home of the caller';
is_deeply options('--cf=a', '--cf=b')->{cf}, [qw(a b)], 'repeated';
is_deeply options('--cf', '', '--default-user', '')->{cf}, [''], 'what is empty is a word of its own';
is_deeply options()->{cf}, [], 'and not kept for the next';
like fault('--colour=blue'), qr/\Aunknown option: colour/, 'unknown';
like fault('--timeout=5'), qr/unknown option: timeout/, 'abbreviations are unknown';
like fault('--timeout-tcp=soon'), qr/"soon" invalid for option timeout-tcp/, 'no number';
like fault('--timeout-tcp=-1'), qr/--timeout-tcp=-1: seconds from 0/, 'a negative number';
like fault('local'), qr/unexpected argument 'local'/, 'no option';
like fault('--vpopmail'), qr/--vpopmail needs --username/, 'one account for all';
like fault('--sql-config'), qr/--sql-config needs --username/, 'the same with SQL';
is fault('--sql-config', '--setuid-with-sql'), 'none', 'but not with rights of their own';
like fault('--allowed-ips=10.0.0.0/8,moon'), qr/\A--allowed-ips: .*'moon'/, 'no network';
is scalar(() = fault('--vpopmail', '--timeout-tcp=-1') =~ /\n/g), 2, 'a line for each fault';

my $default = Preforkd::Spamd::Access->new;
ok $default->allows($_), "$_ by default" for '127.0.0.1', '::1';
ok !$default->allows('10.0.0.1'), 'and nobody else';
my $nobody = Preforkd::Spamd::Access->new(@{ options('--allowed-ips', '')->{'allowed-ips'} });
ok !$nobody->allows($_), "an empty list has no $_" for '127.0.0.1', '::1', '10.0.0.1';
my $some = Preforkd::Spamd::Access->new('10.,192.168.1.0/24', '[2001:db8::]/32');
ok $some->allows($_),  "$_ is allowed"     for '10.1.2.3', '192.168.1.9', '2001:db8::1';
ok !$some->allows($_), "$_ is not allowed" for '127.0.0.1', '192.168.2.9', '2001:db9::1';

sub place { my %place = Preforkd::Spamd::Log::place(@_); return join ' ', map { "$_=$place{$_}" } sort keys %place }
is place('mail', 'unix'), 'facility=mail ident=spamd method=syslog socket=unix', 'syslog';
is place('/var/log/x', 'unix'), 'filename=/var/log/x method=file', 'a file';
is place('LOCAL0', 'none'), 'filename=LOCAL0 method=file', 'what looks like no facility is a file';
is place('mail', 'file'), 'filename=spamd.log method=file', 'the default file';
is place(@$_), '', "@$_: stderr only" for [qw(stderr unix)], [qw(null unix)], [qw(mail none)];

sub differences { return join ' ', Preforkd::Spamd::Difference::of(@_) }
is differences({ a => [1, { b => 2 }] }, { a => [1, { b => 2 }] }), '', 'the same';
is differences({ a => [1, { b => 2 }] }, { a => [1, { b => 3 }] }), '{a}[1]{b}', 'a value';
is differences({ a => 1 }, { a => 1, c => 2 }), '{c}', 'one more';
is differences({ a => {} }, {}), '', 'an empty hash is none';
is differences({ a => undef }, { a => '' }), '{a}', 'nothing is not empty';
is differences({ a => [1] }, { a => [1, 2] }), '{a}', 'a longer list';
is differences({ a => 1 }, { a => [1] }), '{a}', 'another kind';

is Preforkd::Spamd::Mail::tidy($_->[0]), $_->[1], "id $_->[0]"
    for ['<a@b>', '<a@b>'], ["x <a\@b> (c (d)) y", '<a@b>'], ['a b', '<a?b>'], ["<a\x{e9}\@b>", '<a?@b>'];

sub inflated { my ($text, $why) = Preforkd::Spamd::Mail::inflate(@_); return $text // "error: $why" }
my $small = Compress::Zlib::compress("hello\n" x 100);
is inflated($small, length $small), "hello\n" x 100, 'inflated';
{
    my @warnings;
    local $SIG{__WARN__} = sub { push @warnings, @_ };
    is inflated("${small}xyz", length $small), "hello\n" x 100, 'what is behind the length is not looked at';
    is "@warnings", 'spamd: zlib read ' . (3 + length $small) . ' > expected_length ' . length($small) . "\n", 'but told of';
    is inflated($small, ''), "error: failed to find end of zlib stream\n", 'an empty length';
}
is inflated(substr($small, 0, 9), 1000), "error: failed to find end of zlib stream\n", 'half of it';

sub lines_of { return @{ Preforkd::Spamd::Mail::lines_of(shift) } }
is_deeply [ lines_of($_) ], [ map { "$_\n" } split /\n/ ], 'lines of ' . length
    for '', "\n", "\n\n", "a", "a\n", "\na\n\nb", "a\n\n\n", "a\r\nb\0\n", "0", "0\n0";

# What is read of a text that comes in pieces, of which a line may be none of it, some or all.
{
    package Pieces;
    our @ISA = 'Preforkd::Spamd::Stream';
    sub fill { my ($self) = @_; $self->{buffer} .= shift @{ $self->{pieces} } // return 0; return 1 }
}
for my $text ('', "\n", 'a', "a\nbc\n\ndef\r\n0\nghi", "one\n\n\n") {
    for my $size (1 .. 4, 100) {
        for my $length (undef, '', 0 .. 1 + length $text) {
            my $stream = bless { buffer => '', pieces => [ unpack "(a$size)*", $text ] }, 'Pieces';
            my ($lines, $sum) = $stream->lines($length);
            my @all = $text =~ /(.*\n|.+\z)/g;
            my $wanted = '';
            $wanted .= shift @all while @all && (!defined $length || length $wanted < ($length || 1));
            is_deeply [ $sum, @$lines ], [ length $wanted, $wanted =~ /(.*\n|.+\z)/g ], "$size bytes each, up to " . ($length // 'the end');
            1 while $stream->fill;
            is $stream->{buffer}, join('', @all), 'and no more';
        }
    }
}

sub directory { return Preforkd::Spamd::Users::virtual_directory(@_) }
is directory('/v/%u', 'a@b'), '/v/a@b', 'the whole name';
is directory('/v/%d/%l', 'a@b'), '/v/b/a', 'its parts';
is directory('/v/%d/%l', 'a'), '/v//', 'no parts';
is directory('/v/%u', '../x'), '/v/.._x', 'no way out';
is directory('/v/100%%', 'a'), '/v/100%', 'a percent sign';
my $home = File::Temp->newdir;
is directory("$home/%x", 'a@b'), "$home/b", 'the domain where the user has nothing';
mkdir "$home/a\@b" or die;
open my $out, '>', "$home/a\@b/user_prefs" or die;
close $out;
is directory("$home/%x", 'a@b'), "$home/a\@b", 'the user who has something';

sub nothing {
    my ($text) = @_;
    open my $file, '>', "$home/prefs" or die;
    print $file $text;
    close $file;
    return Preforkd::Spamd::Configuration::says_nothing("$home/prefs") ? 1 : 0;
}
is nothing($_), 1, 'nothing is said' for '', "# a\n\n  # b\n", "\r\n#c";
is nothing($_), 0, 'something is said' for "# a\nrequired_score 3", " x\n", "# UPDATE version 17\n";
ok !Preforkd::Spamd::Configuration::says_nothing("$home"), 'a directory is left to the engine';
ok !Preforkd::Spamd::Configuration::says_nothing("$home/prefs/none"), 'and so is what cannot be had';
ok Preforkd::Spamd::Configuration::says_nothing("$home/none"), 'what is not there says nothing';

is_deeply [ Preforkd::Spamd::Worker::tls_of(['b'], qw(a b)) ], [0, 1], 'one speaks TLS';
eval { Preforkd::Spamd::Worker::tls_of(['c'], qw(a b)) };
is $@, "--tls=c: the pool has no listener of that name, only a, b\n", 'one that is not there';

# In a process of its own, whose descriptors they are: a listener, the channel, the board.
sub has_board {
    my $pid = fork // die "fork: $!";
    return waitpid($pid, 0) && $? >> 8 if $pid;
    POSIX::dup2(0, $_) for 3 .. 5;
    @ENV{qw(PREFORKD_CHANNEL PREFORKD_BOARD)} = (4, 5);
    my $worker = Preforkd::Spamd::Worker->new({ options => { tls => [] } });
    POSIX::_exit(defined POSIX::dup(5) ? 1 : defined POSIX::dup(4) ? 0 : 2);
}
is has_board(), 0, 'the board, which it does not keep, is closed';

is_deeply Preforkd::Spamd::Worker::limits_in('{"limits":{"first-byte-ms":1500,"deferred":[0,2],"connections":7}}'),
    { first_byte => 1.5, deferred => { 0 => 1, 2 => 1 }, connections => 7 }, 'the limits of a hello';
is_deeply Preforkd::Spamd::Worker::limits_in('{"version":1}'), { first_byte => 0, deferred => {}, connections => 0 }, 'none';

done_testing;
