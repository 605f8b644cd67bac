package Preforkd::Spamd::Users;
# The user of a request: whose rights it is scanned with, and whose preferences count. In a child that stays root each
# request takes a user's rights on, and gives them back at its end.
use strict;
use warnings;
use Mail::SpamAssassin::Logger qw(dbg info);
use Mail::SpamAssassin::Util qw(untaint_var);
use Preforkd::Spamd::Account ();
use Preforkd::Spamd::Vpopmail ();

sub new {
    my ($class, $sa, $configuration, $options) = @_;
    my $self = bless { sa => $sa, configuration => $configuration, options => $options }, $class;
    $self->{switches} = $self->may_switch;
    dbg("spamd: will perform setuids? %d", $self->{switches});
    return $self;
}

# Whether requests run as their users.
sub may_switch {
    my ($self) = @_;
    my $options = $self->{options};
    return 0 if $> != 0 || grep { $options->{$_} } qw(username vpopmail virtual-config-dir);
    return !grep { $options->{"$_-config"} && !$options->{"setuid-with-$_"} } qw(sql ldap);
}

# The name in use, for the log.
sub name { return $_[0]{name} || '(unknown)' }

# Takes the user of a request. False if his preferences are in a database that does not answer; dies in paranoid mode,
# and where his rights cannot be had.
sub become {
    my ($self, $name) = @_;
    my $options = $self->{options};
    $self->{name} = $name;
    if ($options->{'user-config'}) {
        $self->account($name);
        return !$options->{'sql-config'} || $self->sql($name);
    }
    return $self->sql($name)              if $options->{'sql-config'};
    return $self->ldap($name)             if $options->{'ldap-config'};
    return $self->virtual($name)          if $options->{'virtual-config-dir'};
    return $self->stored($name, 'SQL')    if $options->{'setuid-with-sql'};
    return $self->stored($name, 'LDAP')   if $options->{'setuid-with-ldap'};
    return $self->account($name);
}

# The last step before the engine is let loose: nobody's mail is scanned by root. False as become.
sub settle {
    my ($self) = @_;
    $self->fall_back if $self->{switches} && $> == 0;
    my $is_there = 1;
    $is_there = $self->sql('nobody') if $self->{options}{'sql-config'} && !defined $self->{name};
    $self->ldap('nobody') if $is_there && $self->{options}{'ldap-config'} && !defined $self->{name};
    die "spamd: still running as root! dying\n" if $is_there && $> == 0;
    return $is_there;
}

# Gives the rights back; the child dies if that fails.
sub leave {
    my ($self) = @_;
    undef $self->{name};
    Preforkd::Spamd::Account::give_back();
}

# A user of the system, or one whose files are in an account of --username.
sub account {
    my ($self, $name) = @_;
    my $options = $self->{options};
    my $whose   = $options->{username} // $name;
    my ($uid, $home) = (getpwnam $whose)[2, 7];
    return $self->unknown("spamd: handle_user (getpwnam) unable to find user: '$whose'") if !defined $uid;
    if ($self->{switches}) {
        Preforkd::Spamd::Account::take_on($uid, $whose);
        info("spamd: setuid to $whose succeeded");
    }
    return $self->preferences(undef, $name) if !$options->{'user-config'};
    $home = $self->home_of($name, $home) if $name ne $whose;
    return $self->unknown("spamd: handle_user (userdir) unable to find user: '$name'\n") if !defined $home;
    return $self->preferences(untaint_var($home), $name);
}

sub unknown {
    my ($self, $why) = @_;
    chomp $why;
    die "$why\n" if $self->{sa}{paranoid};
    info($why);
    return 1;
}

sub home_of {
    my ($self, $name, $home) = @_;
    return Preforkd::Spamd::Vpopmail::home_of($name, $home) if $self->{options}{vpopmail};
    return (getpwnam $name)[7];
}

sub preferences {
    my ($self, $home, $name) = @_;
    if ($home) {
        my $file = "$home/.spamassassin/user_prefs";
        $self->create($file, $name, $home);
        $self->{configuration}->read_preferences($file);
    }
    return $self->changed(username => $name, user_dir => $home);
}

sub create {
    my ($self, $file, $name, $home) = @_;
    return if $self->{sa}{dont_copy_prefs} || -r $file;
    info("spamd: creating default_prefs: $file");
    $self->{sa}->create_default_prefs($file, $name, $home);
    info("spamd: failed to create readable default_prefs: $file") if !-r $file;
}

sub changed { my ($self, %user) = @_; $self->{sa}->signal_user_changed(\%user); return 1 }

# Nobody of that name, or nobody named: the mail is scanned all the same, with the rights of --default-user.
sub fall_back {
    my ($self) = @_;
    die "spamd: in paranoid mode, still running as root: closing connection\n" if $self->{sa}{paranoid};
    my $default = $self->{options}{'default-user'};
    warn 'spamd: still running as root: user not specified with -u, '
        . "not found, or set to root, falling back to $default\n";
    my ($name, $uid, $home) = (getpwnam $default)[0, 2, 7];
    defined $uid or die "spamd: setuid to $default failed\n";
    Preforkd::Spamd::Account::take_on($uid, $default);
    $self->changed(username => $name, user_dir => $home);
}

# A directory for each user, none of whom the system knows.
sub virtual {
    my ($self, $name) = @_;
    my $directory = virtual_directory($self->{options}{'virtual-config-dir'}, $name);
    my $file = "$directory/user_prefs";
    info("spamd: using default config for $name: $file");
    $self->{configuration}->read_preferences($file) if -f $file;
    return $self->changed(username => $name, userstate_dir => $directory, user_dir => $directory);
}

# %x is the user's directory if it has preferences, else his domain's; otherwise %u, %l and %d are the whole name, its
# local part and its domain, and %% is a percent sign.
sub virtual_directory {
    my ($pattern, $name) = @_;
    $name =~ s/[^-A-Za-z0-9+_.,@=]/_/g;
    my ($local, $domain) = $name =~ /\A(.*)@(.*)\z/s ? ($1, $2) : ('', '');
    if ($pattern =~ /%x/) {
        my @both = map { my $user = $_; $pattern =~ s/%x/$user/gr } $name, $domain;
        return -f "$both[0]/user_prefs" ? $both[0] : $both[1];
    }
    # One after the other, as spamd has it: a name cannot hold a percent sign.
    return $pattern =~ s/%u/$name/gr =~ s/%l/$local/gr =~ s/%d/$domain/gr =~ s/%%/%/gr;
}

sub sql {
    my ($self, $name) = @_;
    $self->{configuration}->will_change;
    $self->{sa}->load_scoreonly_sql($name) or return 0;
    return $self->changed(username => $name, user_dir => undef);
}

sub ldap {
    my ($self, $name) = @_;
    dbg("ldap: entering handle_user_ldap($name)");
    $self->{configuration}->will_change;
    $self->{sa}->load_scoreonly_ldap($name);
    return $self->changed(username => $name, user_dir => undef);
}

# A user of the system whose preferences are in a database. Whom the system does not know has none in SQL, which is a
# reason to refuse the mail, and none in LDAP, which is not: so it is with spamd.
sub stored {
    my ($self, $name, $where) = @_;
    my ($uid, $home) = (getpwnam untaint_var($name))[2, 7];
    my $paranoid = $self->{sa}{paranoid};
    if (!defined $uid && !$paranoid) {
        info('spamd: handle_user (' . lc($where) . ") unable to find user: $name");
        return $where eq 'LDAP';
    }
    defined $uid or die "spamd: fatal error: setuid to $name failed\n";
    Preforkd::Spamd::Account::take_on($uid, $name) if $self->{switches};
    info("spamd: setuid to $name succeeded, reading scores from $where") if $self->{switches};
    $self->make_directory(untaint_var("$home/.spamassassin"), $name)
        if $where eq 'LDAP' || defined $self->{options}{'helper-home-dir'};
    $self->{configuration}->will_change;
    if ($where eq 'SQL') { $self->{sa}->load_scoreonly_sql($name) or return 0 }
    else                 { $self->{sa}->load_scoreonly_ldap($name) }
    return $self->changed(username => $name);
}

sub make_directory {
    my ($self, $directory, $name) = @_;
    return if -d $directory;
    info('spamd: ' . (mkdir($directory, 0700) ? 'created' : 'failed to create') . " $directory for $name");
}

1;
