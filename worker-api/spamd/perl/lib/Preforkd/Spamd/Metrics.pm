package Preforkd::Spamd::Metrics;
# What a process tells the parent of what it has counted and measured, and how that is written. PROTOCOL.md, "A worker's
# own metrics". Labels are lists of names and values, in which the same series always has the same order.
use strict;
use warnings;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

my $PAUSE = 1;    # seconds between two reports

# Of a child's channel.
sub new {
    my ($class, $channel) = @_;
    return bless { channel => $channel, counters => {}, histograms => {}, told => clock() - $PAUSE }, $class;
}

sub clock { return clock_gettime(CLOCK_MONOTONIC) }

# One more of this. The metric is a name and a help text.
sub count {
    my ($self, $metric, @labels) = @_;
    my $series = $self->{counters}{ join "\0", $metric->{name}, @labels } //= { metric => $metric, labels => \@labels, value => 0 };
    $series->{value}++;
}

# One of this size. The metric has buckets, too.
sub observe {
    my ($self, $metric, $size, @labels) = @_;
    my $series = $self->{histograms}{ join "\0", $metric->{name}, @labels }
        //= { metric => $metric, labels => \@labels, counts => [ (0) x (@{ $metric->{buckets} } + 1) ], sum => 0 };
    $series->{counts}[ bucket($size, @{ $metric->{buckets} }) ]++;
    $series->{sum} += $size;
}

sub bucket {
    my ($size, @bounds) = @_;
    for my $i (0 .. $#bounds) { return $i if $size <= $bounds[$i] }
    return scalar @bounds;
}

sub is_pending { my ($self) = @_; return %{ $self->{counters} } || %{ $self->{histograms} } }

# Seconds until there is something to tell; undef if there is nothing.
sub seconds_left {
    my ($self) = @_;
    return undef unless $self->is_pending;    # not an empty list: it is an argument of select
    my $left = $self->{told} + $PAUSE - clock();
    return $left > 0 ? $left : 0;
}

# Tells what has not been told, unless that was done a moment ago.
sub tell {
    my ($self) = @_;
    my $left = $self->seconds_left;
    $self->tell_now if defined $left && $left == 0;
}

# All of it at once, unless the parent is slow: then another time. It has room in a channel that has any, as labels come
# from short lists.
sub tell_now {
    my ($self) = @_;
    return unless $self->is_pending;
    $self->{told} = clock();
    return unless $self->{channel}->has_room;
    my $text = report(
        (map { counter($_) } sorted($self->{counters})),
        (map { histogram($_) } sorted($self->{histograms})),
    );
    $self->{channel}->say('m', length $text, $text);
    $self->{$_} = {} for qw(counters histograms);
}

sub sorted { my ($all) = @_; return map { $all->{$_} } sort keys %$all }

# ---- the text -------------------------------------------------------------------------------------
# Made by hand, as JSON::PP would take longer than all else that is done of a PING.

sub report { return '{"metrics":[' . join(',', @_) . ']}' }

sub counter { my ($series) = @_; return head('counter', $series) . qq(,"value":$series->{value}}) }

sub histogram {
    my ($series) = @_;
    return head('histogram', $series) . ',"buckets":[' . join(',', @{ $series->{metric}{buckets} }) . '],"counts":['
        . join(',', @{ $series->{counts} }) . sprintf '],"sum":%.6f}', $series->{sum};
}

# What is now: of a template, for the whole pool.
sub gauge {
    my ($metric, $value, @labels) = @_;
    return head('gauge', { metric => $metric, labels => \@labels }) . qq(,"value":$value});
}

sub head {
    my ($kind, $series) = @_;
    my $metric = $series->{metric};
    my @labels = @{ $series->{labels} };
    my @pairs;
    while (my ($name, $value) = splice @labels, 0, 2) { push @pairs, text($name) . ':' . text($value) }
    return '{"name":' . text($metric->{name}) . qq(,"kind":"$kind","help":) . text($metric->{help})
        . ',"labels":{' . join(',', @pairs) . '}';
}

# A label has up to 128 characters. What is not plain ASCII would need escapes.
sub text { my ($text) = @_; return '"' . substr($text, 0, 128) =~ s/[^ !\x23-\x5b\x5d-\x7e]/?/gr . '"' }

1;
