package Preforkd::Spamd::Engine;
# Mail::SpamAssassin, loaded once: rules compiled, whatever is loaded lazily loaded, nothing open that children must not
# share. What a child needs of it hangs here.
use strict;
use warnings;
use File::Spec ();
use File::Temp ();
use Mail::SpamAssassin ();
use Mail::SpamAssassin::Logger qw(dbg info);
use Mail::SpamAssassin::Reporter ();
use Mail::SpamAssassin::Timeout ();
use Mail::SpamAssassin::Util qw(untaint_file_path);
use POSIX ();
use Preforkd::Spamd::Access ();
use Preforkd::Spamd::Account ();
use Preforkd::Spamd::Configuration ();
use Preforkd::Spamd::Log ();
use Preforkd::Spamd::Users ();

# Loads as the options say. Dies with what is wrong.
sub load {
    my ($class, $options) = @_;
    POSIX::setlocale(POSIX::LC_TIME(), 'C');
    Mail::SpamAssassin::Util::clean_path_in_taint_mode();
    Preforkd::Spamd::Account::check(@$options{qw(username groupname)}) if defined $options->{username};
    my $self = bless { options => $options, access => Preforkd::Spamd::Access->new(@{ $options->{'allowed-ips'} }) }, $class;
    Preforkd::Spamd::Log::open_for($options);
    $self->{sa}  = Mail::SpamAssassin->new($self->settings);
    $self->{tls} = $self->load_tls if @{ $options->{tls} };
    $self->{sa}->timer_enable if $options->{timing};
    Preforkd::Spamd::Log::take_warnings();
    $self->compile;
    $self->{configuration} = Preforkd::Spamd::Configuration->of($self->{sa}, $options->{'verify-restore'});
    $self->{users} = Preforkd::Spamd::Users->new(@$self{qw(sa configuration options)});
    $self->{sa}->call_plugins('prefork_init');
    info('spamd: the engine is loaded, SpamAssassin %s', Mail::SpamAssassin::Version());
    Preforkd::Spamd::Log::leave_stderr() if $options->{daemonize};
    return $self;
}

sub load_tls {
    my ($self) = @_;
    require Preforkd::Spamd::Tls;
    return Preforkd::Spamd::Tls->new($self->{options}, "$self->{sa}{LOCAL_RULES_DIR}/certs");
}

# What spamd gives to the engine.
sub settings {
    my ($self) = @_;
    my $options = $self->{options};
    return {
        dont_copy_prefs      => !$options->{'create-prefs'},
        rules_filename       => absolute($options->{configpath}) || 0,
        site_rules_filename  => absolute($options->{siteconfigpath}) || 0,
        pre_config_text      => join("\n", @{ $options->{pre} }) . "\n",
        post_config_text     => join("\n", @{ $options->{cf} }) . "\n",
        force_ipv4           => $options->{'ipv4-only'},
        local_tests_only     => $options->{local},
        debug                => $options->{debug} || 'info',
        paranoid             => $options->{paranoid},
        require_rules        => 1,
        skip_prng_reseeding  => 1,    # a child does so itself
        home_dir_for_helpers => $self->take_home,
    };
}

# Of a path; what is empty stays so.
sub absolute { my ($path) = @_; return $path ? untaint_file_path(File::Spec->rel2abs($path)) : $path }

# The home of helpers: --helper-home-dir, --home, that of --username, or ours. The environment keeps none, as users' files
# must never be looked for there.
sub take_home {
    my ($self) = @_;
    my ($helpers, $home, $user) = @{ $self->{options} }{qw(helper-home-dir home username)};
    my $ours = delete $ENV{HOME};
    return absolute($helpers // $home) // (defined $user ? (getpwnam $user)[7] : $ours);
}

# Compiles the rules, as the user that scans, so that what is created is his; HOME is a directory that goes away.
sub compile {
    my ($self) = @_;
    my $user = $self->{options}{username} // $self->{options}{'default-user'};
    my $uid  = $> == 0 ? getpwnam $user : $>;
    defined $uid or die "there is no user '$user' to load the rules as\n";
    Preforkd::Spamd::Account::take_on($uid, $user) if $> == 0;
    $self->compile_in(File::Temp->newdir(CLEANUP => 1));
    Preforkd::Spamd::Account::give_back();
    # It may be that Bayes is open now; a child opens its own.
    $self->{sa}->init_learner({ opportunistic_expire_check_only => 1 });
    $self->{sa}->finish_learner;
}

sub compile_in {
    my ($self, $home) = @_;
    mkdir "$home/.spamassassin", 0700 or die "cannot create $home/.spamassassin: $!\n";
    local $ENV{HOME} = untaint_file_path("$home");
    $self->{sa}->compile_now(0, 1);
    $/ = "\n";    # Razor sets it
}

# ---- in a child -----------------------------------------------------------------------------------

# The first thing that a child does with it.
sub begin_child {
    my ($self) = @_;
    my $options = $self->{options};
    srand;
    Preforkd::Spamd::Account::drop_to(@$options{qw(username groupname)}) if defined $options->{username} && $> == 0;
    $0 = 'spamd child';
    $self->{sa}->call_plugins('spamd_child_init');
}

# The last one: what is open of Bayes is closed.
sub end_child { $_[0]{sa}->finish_learner }

# After each connection. Only if the engine was let loose is there something to put back.
sub end_connection {
    my ($self, $has_worked) = @_;
    my $sa = $self->{sa};
    $sa->call_plugins('spamd_child_post_connection_close');
    if ($has_worked) {
        $self->{users}->leave;
        $self->{configuration}->restore;
    }
    if    ($self->{options}{timing})                                     { info('timing: ' . $sa->timer_report) }
    elsif (Mail::SpamAssassin::Logger::would_log('dbg', 'timing'))       { dbg('timing: ' . $sa->timer_report) }
}

1;
