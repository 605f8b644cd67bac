# trainee.pl - for the template of examples/perl: in the engine's place while the daemon makes the class-data archive of
# its own JVM. It needs no SpamAssassin, counts once, as the engine does when it is loaded, and serves as hello.pl does.
use strict;
use warnings;
use File::Basename qw(dirname);

my $REPORT = '{"metrics":['
    . '{"name":"trainee_info","kind":"gauge","labels":{"version":"1"},"value":1},'
    . '{"name":"trainee_requests","kind":"counter","help":"Requests","labels":{"command":"ping"},"value":0},'
    . '{"name":"trainee_seconds","kind":"histogram","buckets":[0.1,1],"counts":[0,0,0],"sum":0}]}';

report_to($ENV{PREFORKD_TEMPLATE});
return require(dirname(__FILE__) . '/../../examples/perl/hello.pl');

sub report_to {
    my ($number) = @_;
    open my $channel, '>&', $number or die "PREFORKD_TEMPLATE=$number: $!\n";
    syswrite $channel, pack('aLa', 'm', length $REPORT, "\n") . $REPORT or die "the parent is gone: $!\n";
    return;
}
