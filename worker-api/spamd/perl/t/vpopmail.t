#!/usr/bin/perl -T
# A program of vpopmail that does not end: whoever throws while it is waited for is heard at once.
use strict;
use warnings;
use File::Temp ();
use Test::More;
use Preforkd::Spamd::Vpopmail;

$ENV{PATH} = '/usr/bin:/bin';
my $folder = File::Temp->newdir;
my ($account) = "$folder" =~ /\A(.*)\z/s;
mkdir "$account/bin" or die;
sub program {
    my ($name, $text) = @_;
    open my $out, '>', "$account/bin/$name" or die;
    print $out "#!/bin/sh\n$text\n";
    close $out;
    chmod 0755, "$account/bin/$name" or die;
}

program('vuserinfo', 'echo /home/$2');
is Preforkd::Spamd::Vpopmail::home_of('ann@b', $account), '/home/ann@b', 'a home';
program('vuserinfo', 'exit 1');
program('valias', 'echo "ann@b -> /v/b/ann/Maildir/"');
is Preforkd::Spamd::Vpopmail::home_of('ann@b', $account), '/v/b/ann', 'an alias';

$SIG{ALRM} = sub { die "late\n" };
for my $way ('', 'exec >&-;') {
    program('vuserinfo', "echo \$\$ >$account/pid; $way kill -ALRM \$PPID; exec sleep 600");
    eval { Preforkd::Spamd::Vpopmail::home_of('ann@b', $account) };
    is $@, "late\n", "what the timer has thrown $way";
    open my $in, '<', "$account/pid" or die;
    my ($pid) = <$in> =~ /(\d+)/;
    ok !kill(0, $pid), 'and the program has gone';
}

done_testing;
