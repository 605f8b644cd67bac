package Preforkd::Spamd::Account;
# The rights of this process.
use strict;
use warnings;
use Mail::SpamAssassin::Logger qw(dbg);
use Mail::SpamAssassin::Util qw(get_user_groups);
use POSIX ();

my $own_groups;    # which a process that has taken a user's rights on gets back

# Effective rights of a user, until give_back. Dies if they cannot be had: who has taken some on can only go back to our
# own, as with spamd.
sub take_on {
    my ($uid, $name) = @_;
    $own_groups //= "$)";
    $> = $< if $uid == $<;
    $> == $< || $> == $uid or die "spamd: fatal error: setuid to $name failed\n";
    my $groups = get_user_groups($uid);
    set_groups($groups) or die "spamd: fatal error: the groups of $name are $groups, and cannot be had: they are $)\n";
    $> = $uid;
    $> == $uid or die "spamd: fatal error: setuid to $name failed\n";
}

# Does nothing where nothing was taken.
sub give_back {
    return unless defined $own_groups;
    $> = $<;
    set_groups($own_groups) && $> == $< or die "spamd: return setuid failed\n";
    undef $own_groups;
}

# The first is the effective one. Of a number alone Perl would leave the others as they are.
sub set_groups {
    my ($groups) = @_;
    my ($gid) = split ' ', $groups;
    $) = "$gid $groups";
    return $) == $gid && same_groups("$)", $groups);
}

# The rights of --username and --groupname, for good. The account's groups are its own, but --groupname is the first.
sub drop_to {
    my ($user, $group) = @_;
    my ($uid, $gid) = ids_of($user, $group);
    my $groups = "$gid " . get_user_groups($uid);
    POSIX::setgid($gid);
    $( = $gid;
    set_groups($groups) or die "spamd: failed to set effective gid $groups: they are $)\n";
    POSIX::setuid($uid);
    $> == $uid && $< == $uid or die "spamd: setuid to uid $uid failed (ruid=$<, euid=$>), not started as root?\n";
    dbg("spamd: now running as: ruid=$< euid=$> rgid=$( egid=$)");
}

sub same_groups {
    my @both = map { my %all = map { $_ => 1 } split ' '; join ' ', sort keys %all } @_;
    return $both[0] eq $both[1];
}

# Dies if drop_to could not do what it is to do, and says which group it passes over.
sub check {
    my ($user, $group) = @_;
    my ($uid) = ids_of($user);
    warn "--groupname=$group: there is no such group, or it is root's; children keep that of $user\n"
        if defined $group && !getgrnam $group;
    $> == 0 || $> == $uid or die "--username=$user: only root can become another user; start it as root, or as $user\n";
}

# Dies if there is no such user, or it is root. A group that is not there, or is root's, counts as none, as in spamd.
sub ids_of {
    my ($user, $group) = @_;
    my ($uid, $gid) = (getpwnam $user)[2, 3];
    $uid or die "--username=$user: there is no such user, or it is root, which must not scan\n";
    return ($uid, defined $group && getgrnam($group) || $gid);
}

1;
