package Preforkd::Spamd::Facts;
# What the template has loaded, as metrics of the pool: the engine, its rules, the certificate.
use strict;
use warnings;
use Mail::SpamAssassin ();
use Preforkd::Spamd::Metrics ();

my %METRICS = map { $_->{name} => $_ } (
    { name => 'spamd_engine_info',             help => 'Version of SpamAssassin' },
    { name => 'spamd_rules_info',              help => 'Version of the rules that are loaded' },
    { name => 'spamd_rules_timestamp_seconds', help => 'When the rules that are loaded were last changed' },
    { name => 'spamd_certificate_expiry_timestamp_seconds', help => 'When the certificate for TLS expires' },
);

# The report of an engine that has been loaded.
sub report_of {
    my ($engine) = @_;
    return Preforkd::Spamd::Metrics::report(
        gauge('spamd_engine_info', 1, version => Mail::SpamAssassin::Version()),
        (map { rules(@$_) } channels($engine->{sa})),
        $engine->{tls} ? gauge('spamd_certificate_expiry_timestamp_seconds', $engine->{tls}->expiry) : (),
    );
}

sub gauge { my ($name, $value, @labels) = @_; return Preforkd::Spamd::Metrics::gauge($METRICS{$name}, $value, @labels) }

sub rules {
    my ($channel, $version, $time) = @_;
    return (
        gauge('spamd_rules_info',              1,     channel => $channel, version => $version),
        gauge('spamd_rules_timestamp_seconds', $time, channel => $channel),
    );
}

# Name, version and time of each channel of sa-update; of the distribution's own rules if there has been no update.
sub channels {
    my ($sa) = @_;
    my $versions = $sa->{conf}{update_version} || {};
    my @channels = map { [ m{([^/]+)\.cf\z} ? $1 : $_, $versions->{$_}, time_of($_) ] } sort keys %$versions;
    return @channels ? @channels : ([ 'none', Mail::SpamAssassin::Version(), time_of(files($sa)) ]);
}

# The rules' files as the engine looks for them.
sub files {
    my ($sa) = @_;
    my $place = $sa->{rules_filename} || $sa->first_existing_path(@Mail::SpamAssassin::default_rules_path);
    return map { -d $_ ? $sa->get_cf_files_in_dir($_) : $_ } split /\0/, $place;
}

# The time of the latest of these files; 0 if there is none.
sub time_of {
    my (@files) = @_;
    my $latest = 0;
    for my $time (map { (stat $_)[9] // 0 } @files) { $latest = $time if $time > $latest }
    return $latest;
}

1;
