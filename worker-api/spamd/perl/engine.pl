#!/usr/bin/perl -T
# engine.pl [--OPTION[=VALUE]..] - serves the SPAMC/SPAMD protocol with Mail::SpamAssassin, as a template of preforkd:
# loads the engine once, and forks a child whenever the parent wants one. Called as
#
#     worker: {template: [perl, -T, -w, .../worker-api/spamd/perl/engine.pl, --local]}
#
# README.md beside it lists the options; PROTOCOL.md, "Templates", says what the parent wants.
use strict;
use warnings;
use lib __FILE__ =~ m{\A(.*/)}s ? "$1lib" : './lib';
use POSIX ();
use Preforkd::Spamd::Engine ();
use Preforkd::Spamd::Facts ();
use Preforkd::Spamd::Options ();
use Preforkd::Spamd::Tally ();
use Preforkd::Spamd::Template ();
use Preforkd::Spamd::Worker ();

my $USAGE    = 64;
my $SOFTWARE = 70;
my $CONFIG   = 78;

# Who may write our command line and environment may run us with other ones.
my @arguments = map { /\A(.*)\z/s } @ARGV;
for my $name (grep { defined $ENV{$_} } keys %ENV) { ($ENV{$name}) = $ENV{$name} =~ m{\A(.*)\z}s }

my $options  = eval { Preforkd::Spamd::Options::parse(@arguments) } or fail($USAGE, $@);
my $template = eval { Preforkd::Spamd::Template->greet('spamd engine') } or fail($CONFIG, $@);
exit 0 if $template->is_orphan;
my $engine = eval { Preforkd::Spamd::Engine->load($options) } or fail($SOFTWARE, $@);
$SIG{USR2} = 'IGNORE';    # it asks the children, which bear almost the same name
$0 = 'spamd template';
$template->measure($_) for Preforkd::Spamd::Facts::report_of($engine), Preforkd::Spamd::Tally::report_of_nothing();
$template->fork_children(\&be_child);
exit 0;

sub be_child {
    my $worker = eval { Preforkd::Spamd::Worker->new($engine) } or fail($CONFIG, $@);
    eval { $worker->run; 1 } or fail($SOFTWARE, $@);
    $engine->end_child;
}

sub fail { my ($code, $why) = @_; chomp $why; print STDERR "engine.pl: $why\n"; POSIX::_exit($code) }
