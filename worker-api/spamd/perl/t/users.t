#!/usr/bin/perl -T
# What a start says of homes, and where directories are made of users whose preferences are in a database.
use strict;
use warnings;
use Test::More;
use Preforkd::Spamd::Engine;
use Preforkd::Spamd::Options;
use Preforkd::Spamd::Users;

sub home {
    my (@arguments) = @_;
    local $ENV{HOME} = '/ours';
    my $home = Preforkd::Spamd::Engine::take_home({ options => Preforkd::Spamd::Options::parse(@arguments) });
    ok !exists $ENV{HOME}, "nothing is left behind by @arguments";
    return $home;
}
is home(), '/ours', 'ours';
is home('--home=/h'), '/h', 'what stands for ours';
is home('--helper-home-dir=/d', '--home=/h'), '/d', 'another one';
is home('--helper-home-dir=', '--home=/h'), '', 'none, which is that of whoever asks';
is home('--username=games'), (getpwnam 'games')[7], 'of who scans';
is home('--username=games', '--helper-home-dir=/d'), '/d', 'but not with another one';

{
    package Preforkd::Spamd::Test;    # of the engine, and of its configuration
    sub load_scoreonly_sql  { return 1 }
    sub load_scoreonly_ldap { return 1 }
    sub signal_user_changed { return 1 }
    sub will_change         { return 1 }
}
my @made;
{
    no warnings 'redefine';
    *Preforkd::Spamd::Users::make_directory = sub { push @made, $_[1] };
}

sub stored {
    my ($name, $where, @arguments) = @_;
    my $fake  = bless {}, 'Preforkd::Spamd::Test';
    my $users = Preforkd::Spamd::Users->new($fake, $fake, Preforkd::Spamd::Options::parse(@arguments));
    $users->{switches} = 0;
    return $users->stored($name, $where);
}

sub made {
    my ($where, @arguments) = @_;
    @made = ();
    stored('games', $where, @arguments);
    return "@made";
}
my $directory = (getpwnam 'games')[7] . '/.spamassassin';
is made('SQL',  '--home=/h'), '', 'that spamd has a home makes nobody a directory';
is made('SQL',  '--helper-home-dir='), $directory, 'that helpers are to have one does';
is made('LDAP', '--home=/h'), $directory, 'with LDAP everybody has one';

ok !stored('nosuch', 'SQL'), 'with SQL nobody is scanned whom the system does not know';
ok stored('nosuch', 'LDAP'), 'with LDAP he is, as anybody';

done_testing;
