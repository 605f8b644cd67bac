package Preforkd::Spamd::Scan;
# A mail's verdict: CHECK, SYMBOLS, REPORT, REPORT_IFSPAM, PROCESS and HEADERS.
use strict;
use warnings;
use Mail::SpamAssassin::Logger qw(dbg info);
use Mail::SpamAssassin::PerMsgStatus ();
use Mail::SpamAssassin::Util ();
use Preforkd::Spamd::Reply ();

my $most_recent = '(none)';

# The id of the mail that this child scans, or has scanned last.
sub most_recent { return $most_recent }

# Scans the mail of a request and answers it. Dies as the engine does.
sub run {
    my ($connection, $mail) = @_;
    my $sa = $connection->engine->{sa};
    my $name = $connection->user;
    my ($id, $resent) = ($mail->message_id, $mail->resent_message_id);
    $most_recent = $id;
    info('spamd: ' . ($connection->command eq 'PROCESS' ? 'processing' : 'checking')
        . " message $id" . ($resent ? " aka $resent" : '') . " for $name:$>");
    my $why = $mail->mismatch;
    return $connection->refuse($why) if defined $why;
    $sa->init(1);
    my $status = Mail::SpamAssassin::PerMsgStatus->new($sa, $mail->parsed);
    $status->check;
    my $verdict = verdict($status);
    $connection->note(verdict => $verdict->{is_spam} ? 'spam' : 'ham', seconds => $connection->seconds);
    $connection->answer(Preforkd::Spamd::Reply::verdict($connection->{command}, $verdict, text($connection, $status)));
    $connection->end_answer;    # the client need not wait for what follows
    log_result($connection, $mail, $verdict, $status);
    expire($sa) if $status->{bayes_expiry_due};
    $status->finish;
}

sub verdict {
    my ($status) = @_;
    my $threshold = $status->get_required_score;
    my $is_spam   = $status->is_spam;
    return {
        is_spam   => $is_spam,
        score     => Mail::SpamAssassin::Util::get_tag_value_for_score($status->get_score, $threshold, $is_spam),
        threshold => sprintf('%2.1f', $threshold),
    };
}

# What the reply holds besides the verdict.
sub text {
    my ($connection, $status) = @_;
    my $command = $connection->command;
    return rewritten($connection->peer, $status) if Preforkd::Spamd::Reply::gives_message($connection->{command});
    return $status->get_names_of_tests_hit    if $command eq 'SYMBOLS';
    return $status->get_report if $command eq 'REPORT' || $command eq 'REPORT_IFSPAM' && $status->is_spam;
    return '';
}

sub rewritten {
    my ($peer, $status) = @_;
    $status->set_tag('REMOTEHOSTNAME', $peer->host);
    $status->set_tag('REMOTEHOSTADDR', $peer->address);
    return $status->rewrite_mail;
}

# Two lines of the log, the second of which programs read.
sub log_result {
    my ($connection, $mail, $verdict, $status) = @_;
    my $seconds = sprintf '%.1f', $connection->seconds;
    my $name = $connection->user;
    info('spamd: ' . ($verdict->{is_spam} ? 'identified spam' : 'clean message')
        . " ($verdict->{score}/$verdict->{threshold}) for $name:$> in $seconds seconds, " . $mail->size . ' bytes.');
    my $line = sprintf 'spamd: result: %s %2d - %s %s', $status->is_spam ? 'Y' : '.', $status->get_score,
        join(',', sort grep { length } $status->get_names_of_tests_hit),
        join(',', items($connection, $mail, $verdict, $status, $seconds));
    info($line);
    $connection->engine->{sa}->call_plugins('log_scan_result', { result => $line });
}

sub items {
    my ($connection, $mail, $verdict, $status, $seconds) = @_;
    my $peer   = $connection->peer;
    my $resent = $mail->resent_message_id;
    return (
        "scantime=$seconds", 'size=' . $mail->size, 'user=' . $connection->user, "uid=$>",
        "required_score=$verdict->{threshold}",
        'rhost=' . $peer->host, 'raddr=' . $peer->address, 'rport=' . $peer->port,
        'mid=' . bare($mail->message_id),
        $resent ? 'rmid=' . bare($resent) : (),
        defined $status->{bayes_score} ? sprintf('bayes=%06f', $status->{bayes_score}) : (),
        'autolearn=' . $status->get_autolearn_status,
        $status->get_spamd_result_log_items,
    );
}

sub bare { my ($id) = @_; return $id =~ s/[\x00-\x20\s,]/_/gr }

sub expire {
    my ($sa) = @_;
    dbg('spamd: bayes expiry was marked as due, running post-check');
    $sa->rebuild_learner_caches;
    $sa->finish_learner;
}

1;
