package Preforkd::Spamd::Connection;
# One client, from the accept to the close: one request, in phases each of which has its time limit.
use strict;
use warnings;
use Mail::SpamAssassin::Logger qw(info);
use Mail::SpamAssassin::Util ();
use Preforkd::Spamd::Log ();
use Preforkd::Spamd::Mail ();
use Preforkd::Spamd::Peer ();
use Preforkd::Spamd::Reply ();
use Preforkd::Spamd::Request ();
use Preforkd::Spamd::Scan ();
use Preforkd::Spamd::Stream ();
use Preforkd::Spamd::Tell ();
use Time::HiRes qw(clock_gettime time CLOCK_MONOTONIC);

my $FAREWELL = 2;    # seconds that an error's reply may take, when all other time is over

# Of an accepted socket; the ear is Preforkd::Spamd::Worker's.
sub new {
    my ($class, $engine, $socket, $listener, $ear) = @_;
    my $stream = Preforkd::Spamd::Stream->new($socket, $ear);
    return bless { engine => $engine, stream => $stream, listener => $listener, ear => $ear, start => clock(), notes => {} }, $class;
}

sub clock { return clock_gettime(CLOCK_MONOTONIC) }    # others may be set meanwhile

sub engine  { return $_[0]{engine} }
sub peer    { return $_[0]{peer} }
sub command { return $_[0]{command}{name} }
sub user    { return $_[0]{engine}{users}->name }

# What is counted of it once it has ended; see Preforkd::Spamd::Tally.
sub notes { return $_[0]{notes} }

# How long ago it was accepted.
sub seconds { my ($self) = @_; return clock() - $self->{start} }

# Keeps this for that.
sub note { my ($self, %notes) = @_; @{ $self->{notes} }{ keys %notes } = values %notes }

# Whether the engine has been let loose, so that its state is to be put back.
sub has_worked { return $_[0]{has_worked} }

# Serves the client, whatever he does. Patience is how many seconds he may take to his first byte, undef for no limit of
# its own; with TLS he must begin it.
sub serve {
    my ($self, $patience, $uses_tls) = @_;
    eval { $self->converse($patience, $uses_tls); 1 } or $self->failed($@);
    $self->{stream}->finish;
}

# Nobody knows where the engine was.
sub failed {
    my ($self, $why) = @_;
    $self->{engine}{configuration}->will_change if $self->{has_worked};
    warn "spamd: $why";
}

sub converse {
    my ($self, $patience, $uses_tls) = @_;
    my $stream = $self->{stream};
    Preforkd::Spamd::Log::follow_file();
    $self->{engine}{sa}->timer_reset;
    $self->{peer} = Preforkd::Spamd::Peer->of($stream->socket, $self->{listener}) or return;
    return $self->let_go('acl') unless $self->is_welcome;
    return $self->let_go('limit') if defined $patience && !$stream->has_begun(Preforkd::Spamd::Stream::deadline($patience));
    $self->in_time(sub { $self->greet($uses_tls) }) and $self->{command} and $self->obey;
}

# Without a word.
sub let_go {
    my ($self, $why) = @_;
    $self->note(refused => $why);
    $self->{stream}->abandon;
}

sub is_welcome {
    my ($self) = @_;
    my $peer = $self->{peer};
    return 1 if $peer->is_local || $self->{engine}{access}->allows($peer->address);
    warn 'spamd: unauthorized ' . $peer->description . "\n";
    return 0;
}

# Runs what reads from the client; false, and answered, if the client was too late.
sub in_time {
    my ($self, $work) = @_;
    return 1 if eval { $work->(); 1 };
    die $@ if $@ ne $Preforkd::Spamd::Stream::LATE;
    $self->late("($self->{engine}{options}{'timeout-tcp'} second socket timeout reading input from client)");
    return 0;
}

# By when the client must have sent what comes next.
sub deadline { my ($self) = @_; return Preforkd::Spamd::Stream::deadline($self->{engine}{options}{'timeout-tcp'}) }

# TLS, and the request line, each with the time for it.
sub greet {
    my ($self, $uses_tls) = @_;
    my ($peer, $stream) = @$self{qw(peer stream)};
    my $suite = $uses_tls ? ', ' . $self->encrypt : '';
    info('spamd: ' . ($peer->is_local ? 'got connection over ' . $peer->port : $peer->description . $suite));
    my $line = $stream->line($self->deadline);
    return $self->refuse('(closed before headers)') unless defined $line;
    $line =~ s/\r?\n//;
    $self->{command} = Preforkd::Spamd::Request::command($line) or return $self->refuse($line);
    $self->note(command => $self->command);
}

# The protocol and the cipher agreed upon. Dies if there are none.
sub encrypt {
    my ($self) = @_;
    my ($stream, $tls) = ($self->{stream}, $self->{engine}{tls});
    $self->note(refused => 'tls');    # unless it comes about
    $stream->encrypt($tls, $self->deadline);
    delete $self->{notes}{refused};
    return $tls->description($stream->socket);
}

sub obey {
    my ($self) = @_;
    my $name = $self->command;
    return $self->within_time if $name !~ /\A(?:PING|SKIP)\z/;
    info(sprintf 'spamd: skipped large message in %3.1f seconds', $self->seconds) if $name eq 'SKIP';
    return unless $self->read_headers;
    $self->answer(Preforkd::Spamd::Reply::pong()) if $name eq 'PING';
}

# Lets the engine work, until --timeout-child is over.
sub within_time {
    my ($self) = @_;
    my $seconds = $self->{engine}{options}{'timeout-child'};
    my $is_done = eval {
        Mail::SpamAssassin::Util::trap_sigalrm_fully(sub { die "child processing timeout\n" });
        alarm $seconds if $seconds;
        $self->{ear}->while_busy(sub { $self->work });
        alarm 0;
        1;
    };
    alarm 0;
    return if $is_done;
    my $why = $@;
    die $why if $why !~ /child processing timeout/;
    $self->{engine}{configuration}->will_change;
    $self->late("($seconds second timeout while trying to " . $self->command . ')');
}

sub work {
    my ($self) = @_;
    my ($engine, $name) = ($self->{engine}, $self->command);
    $self->{has_worked} = 1;
    return unless $self->read_headers && $self->settle;
    return if $name eq 'TELL' && !Preforkd::Spamd::Tell::is_allowed($self);
    my ($mail, $why) = Preforkd::Spamd::Mail->read_from($self->{stream}, $self->{headers});
    return $self->deny($why) if defined $why;
    $self->note(bytes => $mail->size);
    my $seconds = $engine->{options}{'timeout-child'};
    $mail->parse($engine->{sa}, $seconds ? time + $seconds - $self->seconds : undef);
    if ($name eq 'TELL') { Preforkd::Spamd::Tell::run($self, $mail) }
    else                 { Preforkd::Spamd::Scan::run($self, $mail) }
    $mail->finish;
}

# The header lines, if the command has such. False if the client was told what is wrong with them.
sub read_headers {
    my ($self) = @_;
    $self->{headers} = Preforkd::Spamd::Request->new;
    return 1 unless Preforkd::Spamd::Request::has_headers($self->{command});
    my $is_good = 0;
    $self->in_time(sub { $is_good = $self->take_headers($self->deadline) });
    return $is_good;
}

# The user of a PING or a SKIP does not matter.
sub take_headers {
    my ($self, $deadline) = @_;
    my $headers = $self->{headers};
    while (1) {
        my ($what, $why) = $headers->take($self->{stream}->line($deadline));
        return 1 if $what eq 'end';
        if ($what eq 'error') { $self->refuse_headers($why); return 0 }
        return 0 if $what eq 'user' && $self->{has_worked} && !$self->become($headers->{user});
    }
}

sub refuse_headers {
    my ($self, $why) = @_;
    $self->note(refused => 'limit') if $self->{headers}->are_too_many;
    $self->refuse($why);
}

sub become {
    my ($self, $name) = @_;
    return $self->{engine}{users}->become($name) || $self->no_preferences;
}

sub settle { my ($self) = @_; return $self->{engine}{users}->settle || $self->no_preferences }

sub no_preferences { my ($self) = @_; $self->deny('Error fetching user preferences via SQL'); return 0 }

# ---- what the client is told ----------------------------------------------------------------------

# The alarm limits how long it takes.
sub answer     { my ($self, $bytes) = @_; $self->say($bytes, undef) }
sub end_answer { my ($self) = @_; $self->{stream}->end_output }

sub refuse {
    my ($self, $why) = @_;
    $self->last_words(Preforkd::Spamd::Reply::bad_protocol($why));
    warn "spamd: bad protocol: header error: $why\n";
    return;
}

sub deny {
    my ($self, $why) = @_;
    $self->last_words(Preforkd::Spamd::Reply::unavailable($why));
    warn "spamd: service unavailable: $why\n";
    return;
}

sub late {
    my ($self, $why) = @_;
    $self->last_words(Preforkd::Spamd::Reply::timeout($why));
    warn "spamd: timeout: $why\n";
    return;
}

sub last_words {
    my ($self, $bytes) = @_;
    eval { $self->say($bytes, Preforkd::Spamd::Stream::deadline($FAREWELL)) };
}

# What was not written to its end, the client has not got.
sub say {
    my ($self, $bytes, $deadline) = @_;
    $self->note(code => Preforkd::Spamd::Reply::code($bytes)) if $self->{stream}->write($bytes, $deadline);
}

1;
