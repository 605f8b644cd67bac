#!/usr/bin/perl -T
# The request's parser, against what spamd 4.0.1 was seen to do.
use strict;
use warnings;
use Test::More;
use Preforkd::Spamd::Request;

sub command { my $c = Preforkd::Spamd::Request::command(@_); return $c && "$c->{name} $c->{version}" }

is command('PING SPAMC/1.2'),          'PING 1.2',          'a command and its version';
is command('xxPING SPAMC/1.2'),        'PING 1.2',          'the pattern is not anchored';
is command('REPORT_IFSPAM SPAMC/1.3'), 'REPORT_IFSPAM 1.3', 'the longer of two names';
is command('CHECK SPAMC/'),            'CHECK 0',           'no version is 0';
is command('CHECK SPAMC/1.2 more'),    'CHECK 1.2',         'a version is a number, whatever follows';
is command($_), undef, "no command: '$_'" for '', 'ping SPAMC/1.2', 'PING', 'PING  SPAMC/1.2', 'FOO SPAMC/1.2';

my %has = ('CHECK 1.0' => 0, 'CHECK 1.1' => 1, 'TELL 1.0' => 1, 'PING 1.4' => 0, 'PING 1.5' => 1, 'SKIP 1.5' => 1);
for my $line (sort keys %has) {
    my ($name, $version) = split ' ', $line;
    is !!Preforkd::Spamd::Request::has_headers({ name => $name, version => $version }), !!$has{$line}, "headers of $line";
}

# What becomes of these lines: the parser, and the last result.
sub after {
    my (@lines) = @_;
    my $request = Preforkd::Spamd::Request->new;
    my @result;
    @result = $request->take($_) for @lines;
    return ($request, @result);
}

sub ends { my (@lines) = @_; my (undef, @result) = after(@lines); return join ' ', @result }

is ends("\r\n"), 'end', 'a blank line ends the headers';
is ends(undef), 'error (EOF during headers)', 'the end of the input';
is ends("\n"), q{error (header not in 'Name: value' format)}, 'only a blank line with CR LF ends them';
is ends("foo\r\n"), q{error (header not in 'Name: value' format)}, 'no colon';
is ends("foo: bar\r\n"), 'more', 'what is unknown is stepped over';
is ends("content-length: x\r\n"), 'more', 'names are case-sensitive';
is ends(("X: y\r\n") x 255, "\r\n"), 'end', '255 headers';
is ends(("X: y\r\n") x 256), 'error (too many headers)', '256 headers';

is +(after("Content-length: 12\n"))[0]{length}, '12', 'a line may end with LF';
is +(after("Content-length: \r\n"))[0]{length}, '', 'an empty length';
is ends("Content-length: $_\r\n"), 'error (Content-Length contains non-numeric bytes)', "length '$_'" for 'x', '-1', '1.5', '12 ';

is ends("User: a b\r\n"), 'user', 'a user';
is +(after("User: a b\r\n"))[0]{user}, 'a b', 'and the name';
is ends("User: a\tb\r\n"), 'error (User header contains control chars)', 'a user with a tab';

is ends("Compress: zlib\r\n"), 'more', 'zlib';
is ends("Compress: gzip\r\n"), 'error (compression type not supported: gzip)', 'gzip';

is ends("Message-class: $_\r\n"), 'more', "class '$_'" for qw(spam ham);
is ends("Message-class: $_\r\n"), 'error (Message-class header contains invalid class)', "class '$_'" for 'Spam', 'junk', '';

sub contradiction { my ($request) = after(@_); return $request->contradiction }
is contradiction("Set: local\r\n", "Message-class: ham\r\n", "Remove: remote\r\n"), undef, 'set here, removed there';
is contradiction("Set: local, remote\r\n", "Remove: Local\r\n"),
    'Unable to set local and remove local in the same operation.', 'both here';
is contradiction("Set: remote\r\n", "Remove: remote\r\n"),
    'Unable to set remote and remove remote in the same operation.', 'both there';
is contradiction("Set: local\r\n"), '(Message-class header contains invalid class)', 'learnt as nothing';
is contradiction("Set: remote\r\n"), undef, 'reported as spam, which needs no class';

done_testing;
