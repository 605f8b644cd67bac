package Preforkd::Spamd::Mail;
# The mail of a request: read, inflated, parsed, and its ids for the log.
use strict;
use warnings;
use Compress::Raw::Zlib ();    # of which Compress::Zlib is a far larger coat

# Reads the mail that the headers promise: its lines, and how long it is and should be. The error's text if it cannot be
# inflated; the result is empty then.
sub read_from {
    my ($class, $stream, $request) = @_;
    my $self = bless { expected => $request->{length} }, $class;
    return $self->read_plain($stream) if !$request->{zlib};
    return ($self, 'Compress requires Content-length header') if !defined $self->{expected};
    my ($text, $why) = inflate($stream->rest(undef), $self->{expected});
    return ($self, "zlib: $why") if defined $why;
    $self->{size} = $self->{expected} = length $text;
    $self->{lines} = lines_of($text);
    undef $text;    # a variable keeps its memory for the next time
    return $self;
}

# Each with its end; as with spamd the empty ones at the end are lost. A split would have all twice. Pure.
sub lines_of {
    local $/ = "\n";
    open my $text, '<', \$_[0] or die "a text cannot be read: $!\n";
    my @lines = <$text>;
    $lines[-1] .= "\n" if @lines && $lines[-1] !~ /\n\z/;
    pop @lines while @lines && $lines[-1] eq "\n";
    return \@lines;
}

sub read_plain {
    my ($self, $stream) = @_;
    @$self{qw(lines size)} = $stream->lines($self->{expected}, undef);
    return $self;
}

# The text, or nothing and why not. Pure but for a warning, which the log gets.
sub inflate {
    my ($bytes, $expected) = @_;
    my $limit = $expected || 0;
    if (length $bytes > $limit) {
        warn 'spamd: zlib read ' . length($bytes) . " > expected_length $expected\n";
        substr($bytes, $limit) = '';
    }
    my ($zlib, $failed) = Compress::Raw::Zlib::Inflate->new;
    return (undef, "inflateInit failed: $failed\n") if !$zlib;
    my $status = $zlib->inflate($bytes, my $text);
    return (undef, "failed to find end of zlib stream\n") if $status != Compress::Raw::Zlib::Z_STREAM_END();
    return $text;
}

# Only the header is parsed now. The deadline, in seconds since 1970, is the engine's for all its work on the mail.
sub parse {
    my ($self, $sa, $deadline) = @_;
    $self->{parsed} = $sa->parse($self->{lines}, 0, defined $deadline ? { master_deadline => $deadline } : ());
    delete $self->{lines};
}

# What another scanner, or we ourselves, have written into it is no part of what is learnt.
sub strip_markup {
    my ($self, $sa) = @_;
    my $marked = $self->{parsed};
    return unless $marked->get_header('X-Spam-Checker-Version');
    $self->{parsed} = $sa->parse($sa->remove_spamassassin_markup($marked), 1);
    $marked->finish;
}

sub parsed { return $_[0]{parsed} }
sub size   { return $_[0]{size} }

# How it differs from what was promised, or nothing.
sub mismatch {
    my ($self) = @_;
    no warnings 'numeric';    # of an empty length, which is 0
    return if !defined $self->{expected} || $self->{size} == $self->{expected};
    return "(Content-Length mismatch: Expected $self->{expected} bytes, got $self->{size} bytes)";
}

sub message_id        { my ($self) = @_; return tidy($self->{parsed}->get_pristine_header('Message-Id')) || '(unknown)' }
sub resent_message_id { my ($self) = @_; return tidy($self->{parsed}->get_pristine_header('Resent-Message-Id')) }

# An id without comments, in brackets, in characters that a log bears. Pure.
sub tidy {
    my ($id) = @_;
    return $id unless $id;
    1 while $id =~ s/\([^()]*\)//;
    $id =~ s/^\s+|\s+$//g;
    $id =~ s/\s+/ /g;
    $id =~ s/^.*?<(.*?)>.*$/$1/;
    $id =~ s/[^\x21-\x7e]/?/g;
    $id =~ s/[<>]/?/g;
    $id =~ s/^(.+)$/<$1>/;
    return $id;
}

sub finish { my ($self) = @_; $self->{parsed}->finish if $self->{parsed} }

1;
