package Preforkd::Spamd::Vpopmail;
# Where vpopmail keeps a user's files: asked of its own programs, in the account that spamd runs as.
use strict;
use warnings;
use Mail::SpamAssassin::Logger qw(dbg);
use Mail::SpamAssassin::Timeout ();
use Mail::SpamAssassin::Util qw(untaint_var);
use POSIX ();

my $LONGEST = 5;     # seconds, as aliases may go in circles
my $ALARM   = POSIX::SigSet->new(POSIX::SIGALRM());
my $SAFE    = qr/\A[-:,.=+A-Za-z0-9_\@~]+\z/;

# The directory, or nothing.
sub home_of {
    my ($name, $account) = @_;
    $name =~ $SAFE or return;
    my $home = ask(untaint_var($account), 'vuserinfo', '-d', untaint_var($name));
    return $home if defined $home;
    my $timer = Mail::SpamAssassin::Timeout->new({ secs => $LONGEST });
    $home = $timer->run(sub { resolve(untaint_var($account), untaint_var($name)) });
    dbg("spamd: failed to resolve vpopmail user/alias '%s'", $name) unless defined $home;
    return $home;
}

# What a program of vpopmail prints, without its last newline; nothing if it fails. No shell is between. Whoever throws
# while it is waited for, a timer, must not wait for it, as a close does and the end of the handle's life: an alarm is held
# back until it is known whom to kill.
sub ask {
    my ($account, $program, @arguments) = @_;
    my ($pid, $out, $text, $is_good);
    POSIX::sigprocmask(POSIX::SIG_BLOCK(), $ALARM, my $mask = POSIX::SigSet->new);
    my $has_ended = eval {
        $pid = open $out, '-|', "$account/bin/$program", @arguments;
        POSIX::sigprocmask(POSIX::SIG_SETMASK(), $mask);
        $text    = do { local $/; <$out> } // '' if $pid;
        $is_good = $pid && close $out;
        1;
    };
    my $why = $@;
    if (!$has_ended && $pid) { kill KILL => $pid; waitpid $pid, 0 }
    POSIX::sigprocmask(POSIX::SIG_SETMASK(), $mask);
    die $why if !$has_ended;
    return if !$is_good;
    chomp $text;
    return $text;
}

# An alias leads to a mailbox, or to another address.
sub resolve {
    my ($account, $name) = @_;
    my @lines = aliases($account, $name);
    while (defined(my $line = shift @lines)) {
        $line =~ /-> &?(.+)\z/ or next;
        my $target = untaint_var($1);
        return $1 if $target =~ m{\A(/.+)/Maildir/\z};
        next if $target !~ $SAFE || $target !~ /\@/;
        my $home = ask($account, 'vuserinfo', '-d', $target);
        return untaint_var($home) if length($home // '');
        unshift @lines, aliases($account, $target);
    }
    return;
}

sub aliases { my ($account, $name) = @_; return split /\n/, ask($account, 'valias', $name) // '' }

1;
