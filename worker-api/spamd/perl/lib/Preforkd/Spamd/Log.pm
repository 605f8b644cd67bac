package Preforkd::Spamd::Log;
# The engine's own logger, with spamd's --syslog, --syslog-socket and --log-timestamp-fmt.
use strict;
use warnings;
use Mail::SpamAssassin::Logger qw(log_message);

my $file;     # the log file, if there is one
my $format;

# Begins to log; what the engine has to say while it loads is on stderr in any case.
sub open_for {
    my ($options) = @_;
    $format = $options->{'log-timestamp-fmt'};
    undef $format if defined $format && lc $format eq 'default';
    if (defined $format) {
        Mail::SpamAssassin::Logger::remove('stderr');
        Mail::SpamAssassin::Logger::add(method => 'stderr', timestamp_fmt => $format, escape => 1);
    }
    Mail::SpamAssassin::Logger::add_facilities($options->{debug} || 'info');
    my %place = place($options->{syslog}, $options->{'syslog-socket'}) or return;
    Mail::SpamAssassin::Logger::add(%place, timestamp_fmt => $format, escape => 1) or return;
    $file = $place{filename};
}

# Where lines go beside stderr: a file, syslog, or nothing. Pure. A facility with anything but a-z and 0-9 in its name
# is a file's.
sub place {
    my ($facility, $socket) = @_;
    $socket = lc $socket;
    return (method => 'file', filename => $facility)   if $facility =~ /[^a-z0-9]/;
    return (method => 'file', filename => 'spamd.log') if $facility eq 'file' || $socket eq 'file';
    return if $facility =~ /\A(?:stderr|null)\z/ || $socket eq 'none';
    return (method => 'syslog', socket => $socket || 'unix', facility => $facility, ident => 'spamd');
}

# Once the engine has loaded: warnings and errors of any module are log lines, too.
sub take_warnings {
    $SIG{__WARN__} = sub { log_message('warn', $_[0]) };
    $SIG{__DIE__}  = sub { log_message('error', $_[0]) unless $^S };
}

sub leave_stderr { Mail::SpamAssassin::Logger::remove('stderr') }

# Follows a log file that was moved away, if we may. As one look at it per connection is cheap, nobody need tell us.
sub follow_file {
    return unless defined $file && was_moved();
    open my $new, '>>', $file or return;
    Mail::SpamAssassin::Logger::remove('file');
    Mail::SpamAssassin::Logger::add(method => 'file', filename => $file, timestamp_fmt => $format, escape => 1);
}

sub was_moved {
    no warnings 'once';
    my @open = stat *Mail::SpamAssassin::Logger::File::STDLOG or return 0;
    my @now  = stat $file or return 1;
    return $open[0] != $now[0] || $open[1] != $now[1];
}

1;
