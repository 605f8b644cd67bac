#!/usr/bin/perl
# journal.pl PROGRAM ARGUMENT... - becomes the program, whose stderr is a socket that JOURNAL_STREAM names, as under systemd.
# What comes there is printed as it is by a process that is nobody's child and ends with its last writer.
use strict;
use warnings;
use Socket;

socketpair my $reader, my $stderr, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die "journal.pl: socketpair: $!\n";
my $between = fork // die "journal.pl: fork: $!\n";
if (!$between) {
    close $stderr;
    exit 0 if fork // die "journal.pl: fork: $!\n";
    syswrite STDOUT, $_ while sysread $reader, $_, 65_536;
    exit 0;
}
waitpid $between, 0;
close $reader;
my ($device, $inode) = stat $stderr;
$ENV{JOURNAL_STREAM} = "$device:$inode";
open STDERR, '>&', $stderr or die "journal.pl: stderr: $!\n";
exec @ARGV or die "journal.pl: $ARGV[0]: $!\n";
