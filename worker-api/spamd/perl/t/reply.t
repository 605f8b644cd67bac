#!/usr/bin/perl -T
# The bytes of replies, as spamd 4.0.1 has sent them.
use strict;
use warnings;
use Test::More;
use Preforkd::Spamd::Reply;

my $HAM  = { is_spam => 0, score => '1.3', threshold => '5.0' };
my $SPAM = { is_spam => 1, score => '7.9', threshold => '5.0' };

sub reply {
    my ($command, $verdict, $text) = @_;
    my ($name, $version) = split ' ', $command;
    return Preforkd::Spamd::Reply::verdict({ name => $name, version => $version }, $verdict, $text);
}

is Preforkd::Spamd::Reply::pong(), "SPAMD/1.5 0 PONG\r\n", 'PONG';
is Preforkd::Spamd::Reply::bad_protocol('x'), "SPAMD/1.0 76 Bad header line: x\r\n", 'a protocol error';
is Preforkd::Spamd::Reply::unavailable('x'), "SPAMD/1.0 69 Service Unavailable: x\r\n", 'unavailable';
is Preforkd::Spamd::Reply::timeout('x'), "SPAMD/1.0 79 Timeout: x\r\n", 'a timeout';

is reply("CHECK $_", $HAM, ''), "SPAMD/1.1 0 EX_OK\r\nSpam: False ; 1.3 / 5.0\r\n\r\n", "CHECK $_" for qw(1.0 1.5);
is reply('SYMBOLS 1.3', $SPAM, 'A,B'), "SPAMD/1.1 0 EX_OK\r\nContent-length: 3\r\nSpam: True ; 7.9 / 5.0\r\n\r\nA,B", 'SYMBOLS 1.3';
is reply('SYMBOLS 1.2', $SPAM, 'A,B'), "SPAMD/1.1 0 EX_OK\r\nSpam: True ; 7.9 / 5.0\r\n\r\nA,B\r\n", 'SYMBOLS 1.2';
is reply('REPORT 1.2', $SPAM, 'r'), "SPAMD/1.1 0 EX_OK\r\nSpam: True ; 7.9 / 5.0\r\n\r\nr", 'REPORT 1.2';
is reply('REPORT_IFSPAM 1.3', $HAM, ''), "SPAMD/1.1 0 EX_OK\r\nContent-length: 0\r\nSpam: No ; 1.3 / 5.0\r\n\r\n", 'REPORT_IFSPAM';
is reply('PROCESS 1.3', $HAM, 'm'), "SPAMD/1.1 0 EX_OK\r\nContent-length: 1\r\nSpam: False ; 1.3 / 5.0\r\n\r\nm", 'PROCESS 1.3';
is reply('PROCESS 1.2', $HAM, 'm'), "SPAMD/1.1 0 EX_OK\r\nContent-length: 1\r\n\r\nm", 'PROCESS 1.2';
is reply('PROCESS 1.1', $HAM, 'm'), "SPAMD/1.0 0 EX_OK\r\nm", 'PROCESS 1.1';
is reply('HEADERS 1.1', $HAM, "a: b\n\nbody\n\nmore"), "SPAMD/1.0 0 EX_OK\r\na: b\n\n", 'HEADERS ends with the first blank line';

is Preforkd::Spamd::Reply::told([], []), "SPAMD/1.1 0 EX_OK\r\n\r\n\r\n", 'nothing was done';
is Preforkd::Spamd::Reply::told(['local', 'remote'], []), "SPAMD/1.1 0 EX_OK\r\nDidSet: local,remote\r\n\r\n\r\n", 'set';
is Preforkd::Spamd::Reply::told([], ['local']), "SPAMD/1.1 0 EX_OK\r\nDidRemove: local\r\n\r\n\r\n", 'removed';

done_testing;
