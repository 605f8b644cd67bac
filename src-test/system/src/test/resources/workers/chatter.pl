#!/usr/bin/perl
# chatter.pl LINES LENGTH - writes so many lines of such a length to stdout and to stderr, in pieces that end anywhere.
use strict;
use warnings;

my ($lines, $length) = @ARGV;
my %left = map { $_ => text($_) } qw(stdout stderr);
my %to = (stdout => \*STDOUT, stderr => \*STDERR);
while (%left) {
    for my $name (sort keys %left) {
        my $piece = substr $left{$name}, 0, 7_001, '';
        syswrite $to{$name}, $piece;
        delete $left{$name} if $left{$name} eq '';
    }
}
open my $channel, '<&=', $ENV{PREFORKD_CHANNEL} or die "chatter.pl: channel: $!\n";
sysread $channel, my $end, 1;    # never idle, and gone with the parent

sub text {
    my ($name) = @_;
    return join('', map { "$name $_ " . $ENV{PREFORKD_SLOT} x $length . "\n" } 0 .. $lines - 1) . "$name end\n";
}
