#!/usr/bin/perl -T
# Rights that are taken on and given back, by a process without groups of its own, as service managers start some.
use strict;
use warnings;
use POSIX ();
use Test::More;
use Preforkd::Spamd::Account;

plan skip_all => 'only root has rights to take on' if $> != 0;
my $number = { x86_64 => 116, aarch64 => 159 }->{ (POSIX::uname)[4] };    # setgroups, for an empty list, which $) cannot say

my $users;
{
    no warnings 'redefine';
    *Preforkd::Spamd::Account::get_user_groups = sub { return $users };
}
for my $own ([], [0], [4, 27]) {
    for my $user ('65534', '65534 27', '65534 65534 27 30') {
        $) = join ' ', 0, @$own;
        syscall $number, 0, 0 and die "setgroups: $!" if !@$own;
        my $before = join ' ', sort { $a <=> $b } keys %{ { map { $_ => 1 } split ' ', "$)" } };
        $users = $user;
        Preforkd::Spamd::Account::take_on(65534, 'nobody');
        is_deeply { map { $_ => 1 } split ' ', "$)" }, { map { $_ => 1 } split ' ', $user }, "$user instead of @$own";
        is $>, 65534, 'and its rights';
        Preforkd::Spamd::Account::take_on(65534, 'nobody');
        ok eval { Preforkd::Spamd::Account::give_back(); 1 }, "given back: @$own" or diag $@;
        is $>, 0, 'root again';
        is join(' ', sort { $a <=> $b } keys %{ { map { $_ => 1 } split ' ', "$)" } }), $before, 'and its groups';
    }
}

{
    no warnings 'redefine';
    *Preforkd::Spamd::Account::get_user_groups = sub { return shift };
}
$) = '0 0';
Preforkd::Spamd::Account::take_on(65534, 'nobody');
eval { Preforkd::Spamd::Account::take_on(5, 'games') };
is $@, "spamd: fatal error: setuid to games failed\n", 'nobody cannot become another';
is $>, 65534, 'and stays himself';
Preforkd::Spamd::Account::take_on(0, 'root');
is "$> " . ($) + 0), '0 0', 'but root again';
Preforkd::Spamd::Account::take_on(5, 'games');
is "$> " . ($) + 0), '5 5', 'and then another';
Preforkd::Spamd::Account::give_back();
is "$> " . ($) + 0), '0 0', 'given back';

ok eval { Preforkd::Spamd::Account::check('games'); 1 }, 'root can become anybody' or diag $@;
$> = getpwnam 'games';
ok eval { Preforkd::Spamd::Account::check('games'); 1 }, 'and everybody can stay himself' or diag $@;
eval { Preforkd::Spamd::Account::check('mail') };
is $@, "--username=mail: only root can become another user; start it as root, or as mail\n", 'but nobody else can be another';
$> = 0;

my ($games, $group) = (getpwnam 'games')[2, 3];
my @warnings;
local $SIG{__WARN__} = sub { push @warnings, @_ };
is_deeply [ Preforkd::Spamd::Account::ids_of('games', @$_) ], [ $games, $group ], "not @$_, but his own" for [], ['no-such-group'], ['root'];
is_deeply [ Preforkd::Spamd::Account::ids_of('games', 'mail') ], [ $games, scalar getgrnam 'mail' ], 'another group';
Preforkd::Spamd::Account::check('games', $_) for 'mail', 'root';
is_deeply \@warnings, ["--groupname=root: there is no such group, or it is root's; children keep that of games\n"], 'which is told once';

done_testing;
