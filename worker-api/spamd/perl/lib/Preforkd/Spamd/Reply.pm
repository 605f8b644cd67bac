package Preforkd::Spamd::Reply;
# The bytes of every reply. Pure.
use strict;
use warnings;

my $PROTOCOL    = 76;
my $UNAVAILABLE = 69;
my $TIMEOUT     = 79;
my $OK          = "SPAMD/1.1 0 EX_OK\r\n";

sub pong { return "SPAMD/1.5 0 PONG\r\n" }

sub bad_protocol { my ($why) = @_; return "SPAMD/1.0 $PROTOCOL Bad header line: $why\r\n" }
sub unavailable  { my ($why) = @_; return "SPAMD/1.0 $UNAVAILABLE Service Unavailable: $why\r\n" }
sub timeout      { my ($why) = @_; return "SPAMD/1.0 $TIMEOUT Timeout: $why\r\n" }

# The code of a reply.
sub code { my ($reply) = @_; return $reply =~ m{\ASPAMD/\S+ ([0-9]+) } ? $1 : die "no reply\n" }

# The verdict: is_spam, and score and threshold as texts; what comes with it depends on the command.
sub verdict {
    my ($command, $verdict, $text) = @_;
    return rewritten($command, $verdict, $text) if gives_message($command);
    my $spam = spam_line($command, $verdict);
    return "$OK$spam\r\n" if $command->{name} eq 'CHECK';
    return $OK . length_line($text) . "$spam\r\n$text" if $command->{version} >= 1.3;
    return "$OK$spam\r\n$text" . ($command->{name} eq 'SYMBOLS' ? "\r\n" : '');
}

sub gives_message { my ($command) = @_; return $command->{name} =~ /\A(?:PROCESS|HEADERS)\z/ }

# Clients before 1.3 bear one header, those before 1.2 none.
sub rewritten {
    my ($command, $verdict, $message) = @_;
    $message = head_of($message) if $command->{name} eq 'HEADERS';
    return $OK . length_line($message) . spam_line($command, $verdict) . "\r\n$message" if $command->{version} >= 1.3;
    return $OK . length_line($message) . "\r\n$message" if $command->{version} >= 1.2;
    return "SPAMD/1.0 0 EX_OK\r\n$message";
}

sub head_of { my ($message) = @_; $message =~ s/(\015?\012\015?\012).*\z/$1/s; return $message }

sub length_line { my ($text) = @_; return 'Content-length: ' . length($text) . "\r\n" }

sub spam_line {
    my ($command, $verdict) = @_;
    my ($yes, $no) = $command->{name} eq 'REPORT_IFSPAM' ? qw(Yes No) : qw(True False);
    return 'Spam: ' . ($verdict->{is_spam} ? $yes : $no) . " ; $verdict->{score} / $verdict->{threshold}\r\n";
}

# What a TELL has done: where it has set, and removed, the mail's class.
sub told {
    my ($set, $removed) = @_;
    my $lines = '';
    $lines .= 'DidSet: ' . join(',', @$set) . "\r\n"       if @$set;
    $lines .= 'DidRemove: ' . join(',', @$removed) . "\r\n" if @$removed;
    return "$OK$lines\r\n\r\n";
}

1;
