# journal.pl FILE COMMAND ... - runs the command with its output in a stream as systemd makes it to its journal; what comes by it is
# in FILE.
use strict;
use warnings;
use Socket;

my ($file, @command) = @ARGV;
@command or die "usage: journal.pl FILE COMMAND ...\n";
socketpair my $ours, my $theirs, AF_UNIX, SOCK_STREAM, 0 or die "socketpair: $!\n";
if (!(fork // die "fork: $!\n")) {
    close $theirs;
    open my $journal, '>>', $file or die "$file: $!\n";
    $journal->autoflush;
    print $journal $_ while <$ours>;
    exit;
}
close $ours;
open $_, '>&', $theirs or die "dup: $!\n" for \*STDOUT, \*STDERR;
$ENV{JOURNAL_STREAM} = join ':', (stat $theirs)[0, 1];
exec @command or die "$command[0]: $!\n";
