# client.pl check|learn PORT MAIL - what Mail::SpamAssassin::Client is told of a mail, a line for each command.
use strict;
use warnings;
use Mail::SpamAssassin::Client;

my ($what, $port, $file) = @ARGV;
my $client = Mail::SpamAssassin::Client->new({ host => '127.0.0.1', port => $port, username => 'nobody' });
open my $in, '<', $file or die "$file: $!\n";
my $mail = do { local $/; <$in> };

sub told {
    my ($command, $said) = @_;
    return print "$command: nothing\n" unless $said;
    my $why = ($said->{report} // $said->{message} // '') =~ /Generic Test|GTUBE/ ? ', and why' : '';
    print "$command: $said->{isspam}, above ", $said->{score} > $said->{threshold} ? 'the threshold' : 'nothing', "$why\n";
}

sub check {
    print 'ping: ', $client->ping() // 'nothing', "\n";
    told($_, $client->$_($mail)) for qw(check process headers spam_report spam_report_ifspam);
}

sub learn {
    print $client->learn($mail, 0) ? "learned\n" : "not learned\n";
    print $client->learn($mail, 0) ? "learned twice\n" : "learned already\n";
    print $client->learn($mail, 2) ? "forgotten\n" : "not forgotten\n";
}

$what eq 'learn' ? learn() : check();
