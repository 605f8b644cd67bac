package Preforkd::Spamd::Configuration;
# Brings the engine back to what it was before a request. Who the user is, is put back always; the configuration, which
# costs more than ten milliseconds of CPU, only where preferences have changed it. Most users' have never been written
# to: they are the template's copy, comments only.
use strict;
use warnings;
use Errno ();
use Mail::SpamAssassin::Logger qw(info);
use Preforkd::Spamd::Difference ();

my @USER = qw(username user_dir userstate_dir learn_to_journal);
my $LONGEST = 20;    # seconds a restoration may take, as in spamd

# Of an engine that has compiled its rules. If it verifies, each restoration that was saved is checked.
sub of {
    my ($class, $sa, $verifies) = @_;
    my $self = bless { sa => $sa, verifies => $verifies, changed => 0, backup => {} }, $class;
    $self->{user} = { map { $_ => $sa->{$_} } grep { exists $sa->{$_} } @USER };
    $sa->copy_config(undef, $self->{backup}) or die "the configuration cannot be copied\n";
    return $self;
}

# To be called before whatever may change it.
sub will_change { $_[0]{changed} = 1 }

# Reads a user's preferences, unless that would change nothing.
sub read_preferences {
    my ($self, $file) = @_;
    return if says_nothing($file);
    $self->will_change;
    $self->{sa}->read_scoreonly_config($file);
}

# Whether it is a file of comments only, or not there. "# UPDATE version" is a comment that counts. Whatever cannot be
# read, or is no plain file, is left to the engine and its messages.
sub says_nothing {
    my ($file) = @_;
    open my $in, '<', $file or return $!{ENOENT};
    -f $in or return 0;
    local $/;
    my $text = <$in>;
    return defined $text && $text !~ /^\s*[^\s#]/m && $text !~ /^# UPDATE version \d/m;
}

sub restore {
    my ($self) = @_;
    $self->restore_user;
    return $self->restore_all if $self->{changed};
    $self->verify if $self->{verifies};
}

# The set of scores is the user's, too: it depends on whether there is a Bayes database that knows enough.
sub restore_user {
    my ($self) = @_;
    my $sa = $self->{sa};
    for my $key (@USER) {
        if (exists $self->{user}{$key}) { $sa->{$key} = $self->{user}{$key} }
        else                            { delete $sa->{$key} }
    }
    $sa->{conf}->set_score_set($self->{backup}{scoreset_current});
    delete $sa->{conf}{sed_path_cache};
}

# A child whose configuration cannot be trusted must not scan.
sub restore_all {
    my ($self) = @_;
    my $timer = Mail::SpamAssassin::Timeout->new({ secs => $LONGEST });
    $timer->run(sub { $self->{sa}->copy_config($self->{backup}, undef) or die "spamd: error returned from copy_config\n" });
    if ($timer->timed_out) {
        info('spamd: copy_config timeout, respawning child process');
        exit 0;
    }
    $self->{changed} = 0;
}

sub verify {
    my ($self) = @_;
    my %now;
    $self->{sa}->copy_config(undef, \%now);
    my @keys = Preforkd::Spamd::Difference::of($self->{backup}, \%now);
    info("spamd: configuration not restored, and changed: $_") for @keys;
    $self->restore_all if @keys;
}

1;
