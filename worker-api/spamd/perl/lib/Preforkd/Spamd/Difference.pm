package Preforkd::Spamd::Difference;
# Where two structures differ: deep, and by value. Pure.
use strict;
use warnings;
use Scalar::Util qw(refaddr reftype);

# The paths at which they differ, such as "headers_spam[0]{name}". An empty hash is as good as none: looking into one that
# is not there makes it.
sub of {
    my ($one, $other) = @_;
    return differences('', $one, $other, {});
}

sub differences {
    my ($path, $one, $other, $seen) = @_;
    return $path unless same_kind($one, $other);
    return same_text($one, $other) ? () : $path unless ref $one;
    return if refaddr($one) == refaddr($other) || $seen->{ refaddr($one) }++;
    my $kind = reftype($one);
    return in_hash($path, $one, $other, $seen)  if $kind eq 'HASH';
    return in_array($path, $one, $other, $seen) if $kind eq 'ARRAY';
    return "$one" eq "$other" ? () : $path      if $kind =~ /\A(?:REGEXP|CODE|GLOB)\z/;
    return differences("\$$path", $$one, $$other, $seen);
}

sub same_kind { my ($one, $other) = @_; return (reftype($one) // '') eq (reftype($other) // '') }

sub same_text {
    my ($one, $other) = @_;
    return !defined $other if !defined $one;
    return defined $other && $one eq $other;
}

sub in_hash {
    my ($path, $one, $other, $seen) = @_;
    my %keys = (%$one, %$other);
    return map {
        exists $one->{$_} && exists $other->{$_} ? differences("$path\{$_}", $one->{$_}, $other->{$_}, $seen)
            : is_empty($one->{$_} // $other->{$_}) ? ()
            : "$path\{$_}"
    } sort keys %keys;
}

sub is_empty { my ($value) = @_; return (reftype($value) // '') eq 'HASH' && !%$value }

sub in_array {
    my ($path, $one, $other, $seen) = @_;
    return $path if @$one != @$other;
    return map { differences("$path\[$_]", $one->[$_], $other->[$_], $seen) } 0 .. $#$one;
}

1;
