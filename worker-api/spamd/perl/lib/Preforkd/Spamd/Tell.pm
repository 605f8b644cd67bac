package Preforkd::Spamd::Tell;
# TELL: a mail is learnt or forgotten here, or reported to and revoked from others.
use strict;
use warnings;
use Mail::SpamAssassin::Logger qw(info);
use Mail::SpamAssassin::Reporter ();
use Preforkd::Spamd::Reply ();

# Whether the request may do so: false if it has been refused.
sub is_allowed {
    my ($connection) = @_;
    my $engine = $connection->engine;
    if (!$engine->{options}{'allow-tell'}) {
        $connection->deny('TELL commands are not enabled, set the --allow-tell switch.');
        return 0;
    }
    my $why = $connection->{headers}->contradiction;
    return 1 if !defined $why;
    $connection->refuse($why);
    return 0;
}

# Does with the mail what the headers say, and answers. Dies as the engine does.
sub run {
    my ($connection, $mail) = @_;
    my $engine = $connection->engine;
    $mail->strip_markup($engine->{sa});
    my $why = $mail->mismatch;
    return $connection->refuse($why) if defined $why;
    my ($set, $removed) = (done($connection, $mail, 'set'), done($connection, $mail, 'remove'));
    $connection->note(learned => [ learned($connection->{headers}{class}, $set, $removed) ]);
    $connection->answer(Preforkd::Spamd::Reply::told($set, $removed));
    $connection->end_answer;
    info('spamd: Tell:' . words($set, $removed) . 'for ' . $connection->user . ":$> in "
        . sprintf('%.1f', $connection->seconds) . ' seconds, ' . $mail->size . ' bytes');
}

# What has become of the mail, for the metrics.
sub learned {
    my ($class, $set, $removed) = @_;
    return (
        (map { $_ eq 'local' ? $class : 'reported' } @$set),
        (map { $_ eq 'local' ? 'forgotten' : 'revoked' } @$removed),
    );
}

sub words {
    my ($set, $removed) = @_;
    my $words = '';
    $words .= ' Setting ' . join(',', @$set) . ' '      if @$set;
    $words .= ' Removing ' . join(',', @$removed) . ' ' if @$removed;
    return $words || ' Did nothing ';
}

# The places where it has been set, or removed.
sub done {
    my ($connection, $mail, $what) = @_;
    my $places = $connection->{headers}{$what} || {};
    return [
        $places->{local}  && learn($connection, $mail, $what)  ? 'local'  : (),
        $places->{remote} && report($connection, $mail, $what) ? 'remote' : (),
    ];
}

sub learn {
    my ($connection, $mail, $what) = @_;
    my $sa = $connection->engine->{sa};
    return 0 unless defined $sa->{bayes_scanner} && $sa->{conf}{bayes_learn_during_report};
    my $is_spam = $what eq 'set' ? $connection->{headers}{class} eq 'spam' || 0 : undef;
    my $status  = $sa->learn($mail->parsed, undef, $is_spam, $what eq 'remove');
    my $learnt  = $status->did_learn;
    $status->finish;
    return $learnt;
}

sub report {
    my ($connection, $mail, $what) = @_;
    my $reporter = Mail::SpamAssassin::Reporter->new($connection->engine->{sa}, $mail->parsed);
    return $what eq 'set' ? $reporter->report : $reporter->revoke;
}

1;
