#!/usr/bin/perl
# chaotic.pl SEED - a child that is decent or behaves in one of the ways of rogue.pl, by lot: seed and generation decide.
use strict;
use warnings;
use File::Basename;

my @ways = qw(
    garbage no-newline long-text no-json unknown-verb busy-when-idle idle-twice unasked-failure flood closes-channel
    half-frame exits-at-start dies-when-idle exits-when-ordered exits-when-busy crashes-when-busy garbage-when-busy
    no-descriptors leaves-after-one
);

srand($ARGV[0] + 7919 * $ENV{PREFORKD_GENERATION});
my $way = rand() < 0.4 ? 'decent' : $ways[rand @ways];
exec 'perl', dirname($0) . '/rogue.pl', $way or die "chaotic.pl: exec: $!\n";
