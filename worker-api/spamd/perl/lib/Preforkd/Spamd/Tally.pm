package Preforkd::Spamd::Tally;
# What is counted of each connection, under names that the front end in Java has, too.
use strict;
use warnings;
use Preforkd::Spamd::Metrics ();

my %METRICS = map { $_->{name} => $_ } (
    { name => 'spamd_requests',   help => 'Requests by command and code of the reply' },
    { name => 'spamd_verdicts',   help => 'Messages judged' },
    { name => 'spamd_learned',    help => 'Messages learned, forgotten, reported and revoked by TELL' },
    { name => 'spamd_refused',    help => 'Connections not let in, or beyond a limit' },
    { name => 'spamd_unanswered', help => 'Requests of a known command that got no reply' },
    {   name    => 'spamd_scan_seconds',
        help    => 'Time from the accept to the verdict',
        buckets => [ 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300 ],
    },
    {   name    => 'spamd_message_bytes',
        help    => 'Length of messages',
        buckets => [ map { 4**$_ } 5 .. 14 ],
    },
);

# What may happen, as counters that are 0: a rate would not see the first event of a series that comes with it.
my @COMMANDS = qw(ping check symbols report report_ifspam process headers tell);
my @ZEROS    = (
    (map { my $command = $_; map { [ spamd_requests => command => $command, code => $_ ] } 0, 69, 76, 79, 'none' } @COMMANDS),
    (map { [ spamd_requests => command => 'none', code => $_ ] } 76, 79, 'none'),
    [ spamd_requests => command => 'skip', code => 'none' ],
    (map { [ spamd_verdicts => verdict => $_ ] } qw(spam ham)),
    (map { [ spamd_learned  => what    => $_ ] } qw(spam ham forgotten reported revoked)),
    (map { [ spamd_refused  => reason  => $_ ] } qw(acl tls limit)),
    ['spamd_unanswered'],
);

# The report with which a pool begins.
sub report_of_nothing { return Preforkd::Spamd::Metrics::report(map { zero(@$_) } @ZEROS) }

sub zero {
    my ($name, @labels) = @_;
    return Preforkd::Spamd::Metrics::counter({ metric => $METRICS{$name}, labels => \@labels, value => 0 });
}

# Counts a connection that has ended, by its notes: command, code, verdict, seconds, bytes, learned, refused.
sub of {
    my ($metrics, $notes) = @_;
    my $command = lc($notes->{command} // 'none');
    count($metrics, 'spamd_refused', reason => $notes->{refused}) if defined $notes->{refused};
    count_request($metrics, $command, $notes->{code}) if defined $notes->{command} || !is_let_go($notes);
    count($metrics, 'spamd_verdicts', verdict => $notes->{verdict}) if defined $notes->{verdict};
    count($metrics, 'spamd_learned', what => $_) for @{ $notes->{learned} || [] };
    $metrics->observe($METRICS{spamd_scan_seconds}, $notes->{seconds}, command => $command) if defined $notes->{seconds};
    $metrics->observe($METRICS{spamd_message_bytes}, $notes->{bytes}) if defined $notes->{bytes};
}

# Whether it was refused without a word.
sub is_let_go { my ($notes) = @_; return defined $notes->{refused} && !defined $notes->{code} }

# SKIP has no reply by the protocol, and who leaves before a command, as a port check does, has asked for none.
sub count_request {
    my ($metrics, $command, $code) = @_;
    count($metrics, 'spamd_requests', command => $command, code => $code // 'none');
    count($metrics, 'spamd_unanswered') unless defined $code || $command =~ /\A(?:skip|none)\z/;
}

sub count { my ($metrics, $name, @labels) = @_; $metrics->count($METRICS{$name}, @labels) }

1;
