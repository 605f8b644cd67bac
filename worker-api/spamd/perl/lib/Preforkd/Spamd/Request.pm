package Preforkd::Spamd::Request;
# What a client says, line by line. Pure: no connection, no engine. Where spamd is lenient, or strict, so are we.
use strict;
use warnings;
use re 'taint';    # a user's name stays suspect to whoever uses it

my $MOST_HEADERS = 255;

# The command and its protocol's version, or nothing.
sub command {
    my ($line) = @_;
    return $line =~ m{(PROCESS|CHECK|SYMBOLS|REPORT|HEADERS|REPORT_IFSPAM) SPAMC/(.*)}
        || $line =~ m{(TELL) SPAMC/(.*)}
        || $line =~ m{(SKIP|PING) SPAMC/(.*)} ? { name => $1, version => number($2) } : undef;
}

# spamd compares versions as numbers, and takes what is none for 0.
sub number { my ($text) = @_; no warnings 'numeric'; return $text + 0 }

# Whether header lines follow the command.
sub has_headers {
    my ($command) = @_;
    return 1 if $command->{name} eq 'TELL';
    return $command->{version} >= 1.5 if $command->{name} =~ /\A(?:PING|SKIP)\z/;
    return $command->{version} > 1.0;
}

sub new { my ($class) = @_; return bless { count => 0 }, $class }

# Takes one more line, undef at the end of the input. The result: 'end' at the blank line, 'user' if it named one,
# 'more', or an error and its text.
sub take {
    my ($self, $line) = @_;
    return error('(EOF during headers)') unless defined $line;
    $line =~ s/\r\n\z//;
    return 'end' if $line eq '';
    my ($name, $value) = split /:\s*/, $line, 2;
    return error(q{(header not in 'Name: value' format)}) unless defined $value;
    my ($result, $why) = $self->header($name, $value);
    return ($result, $why) if $result eq 'error';
    $self->{count}++;
    return $self->are_too_many ? error('(too many headers)') : $result;
}

sub are_too_many { my ($self) = @_; return $self->{count} > $MOST_HEADERS }

sub error { my ($why) = @_; return ('error', $why) }

my %HEADERS = (
    'Content-length' => \&content_length,
    'User'           => \&user,
    'Message-class'  => \&message_class,
    'Set'            => sub { my ($self, $value) = @_; $self->{set} = places($value); return 'more' },
    'Remove'         => sub { my ($self, $value) = @_; $self->{remove} = places($value); return 'more' },
    'Compress'       => \&compress,
);

sub header {
    my ($self, $name, $value) = @_;
    my $take = $HEADERS{$name} or return 'more';
    return $take->($self, $value);
}

# Lines that end without a carriage return have their newline still; $ steps over it.
sub content_length {
    my ($self, $value) = @_;
    $value =~ /^(\d*)$/ or return error('(Content-Length contains non-numeric bytes)');
    $self->{length} = $1;
    return 'more';
}

sub user {
    my ($self, $value) = @_;
    $value =~ /^([\x20-\xFF]*)$/ or return error('(User header contains control chars)');
    $self->{user} = $1;
    return 'user';
}

# spamd learns whatever is not 'spam' as ham; a class that is misspelt must not.
sub message_class {
    my ($self, $value) = @_;
    $value =~ /^(spam|ham)$/ or return error('(Message-class header contains invalid class)');
    $self->{class} = $1;
    return 'more';
}

sub places {
    my ($value) = @_;
    return { local => scalar $value =~ /local/i, remote => scalar $value =~ /remote/i };
}

sub compress {
    my ($self, $value) = @_;
    $value =~ /zlib/i or return error("(compression type not supported: $value)");
    $self->{zlib} = 1;
    return 'more';
}

# Why the headers of a TELL cannot be obeyed, or nothing. spamd takes a mail without a class for ham.
sub contradiction {
    my ($self) = @_;
    for my $place (qw(local remote)) {
        next unless $self->{set}{$place} && $self->{remove}{$place};
        return "Unable to set $place and remove $place in the same operation.";
    }
    return '(Message-class header contains invalid class)' if $self->{set}{local} && !defined $self->{class};
    return;
}

1;
