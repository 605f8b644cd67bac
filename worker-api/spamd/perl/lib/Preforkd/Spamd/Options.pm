package Preforkd::Spamd::Options;
# The engine's command line: spamd's own long options, those that are the engine's business. Pure.
use strict;
use warnings;
use Getopt::Long ();
use Preforkd::Spamd::Access ();

# What Getopt::Long is told, and the value where nothing is said. Seconds are whole ones, 0 is no limit.
my @TABLE = (
    ['allow-tell!'           => 0],
    ['allowed-ips=s@'        => []],        # none: 127.0.0.1 and ::1
    ['cf=s@'                 => []],
    ['configpath=s'          => undef],
    ['create-prefs!'         => 0],
    ['daemonize!'            => 0],         # log lines go to --syslog alone
    ['debug:s'               => undef],
    ['default-user=s'        => 'nobody'],
    ['groupname=s'           => undef],
    ['helper-home-dir:s'     => undef],
    ['home=s'                => undef],     # what HOME is in spamd's place
    ['ipv4-only|ipv4!'       => 0],
    ['ipv6!'                 => 0],
    ['ldap-config!'          => 0],
    ['local!'                => 0],
    ['log-timestamp-fmt:s'   => undef],
    ['paranoid!'             => 0],
    ['pre=s@'                => []],
    ['server-cert=s'         => undef],     # certs/server-cert.pem where the local rules are
    ['server-key=s'          => undef],
    ['setuid-with-ldap!'     => 0],
    ['setuid-with-sql!'      => 0],
    ['siteconfigpath=s'      => undef],
    ['sql-config!'           => 0],
    ['ssl-ca-file=s'         => undef],
    ['ssl-ca-path=s'         => undef],
    ['ssl-verify!'           => 0],
    ['syslog=s'              => 'mail'],
    ['syslog-socket=s'       => 'unix'],
    ['timeout-child=i'       => 300],
    ['timeout-tcp=i'         => 30],
    ['timing!'               => 0],
    ['tls=s@'                => []],
    ['user-config!'          => 1],
    ['username=s'            => undef],
    ['verify-restore!'       => 0],         # for tests
    ['virtual-config-dir=s'  => undef],
    ['vpopmail!'             => 0],
);

# The options by their names, or dies with every fault, a line each.
sub parse {
    my (@arguments) = @_;
    my %options = map { name_of($_->[0]) => ref $_->[1] ? [] : $_->[1] } @TABLE;
    my @faults  = read_into(\%options, @arguments);
    push @faults, faults_of(\%options) unless @faults;
    die map({ "$_\n" } @faults) if @faults;
    $options{debug} = 'all' if defined $options{debug} && $options{debug} eq '';
    return \%options;
}

sub name_of { my ($entry) = @_; return $entry =~ /\A([a-z0-9-]+)/ ? $1 : die "table: $entry\n" }

# Only whole names, and after -- nothing: what is abbreviated today may be ambiguous tomorrow.
sub read_into {
    my ($options, @arguments) = @_;
    my @faults;
    local $SIG{__WARN__} = sub { my ($line) = @_; chomp $line; push @faults, lcfirst $line };
    my $parser = Getopt::Long::Parser->new(config => [qw(no_auto_abbrev no_ignore_case no_permute)]);
    $parser->getoptionsfromarray(\@arguments, $options, map { $_->[0] } @TABLE);
    push @faults, "unexpected argument '$arguments[0]': options are written --name=value" if !@faults && @arguments;
    return @faults;
}

sub faults_of {
    my ($options) = @_;
    my @faults;
    for my $name (qw(timeout-tcp timeout-child)) {
        push @faults, "--$name=$options->{$name}: seconds from 0, which is no limit" if $options->{$name} < 0;
    }
    push @faults, '--ipv4-only and --ipv6 exclude each other' if $options->{'ipv4-only'} && $options->{ipv6};
    push @faults, "--$_ needs --username" for grep { !defined $options->{username} } needs_username($options);
    push @faults, '--groupname needs --username' if defined $options->{groupname} && !defined $options->{username};
    eval { Preforkd::Spamd::Access->new(@{ $options->{'allowed-ips'} }); 1 } or push @faults, "--allowed-ips: $@";
    s/\n\z// for @faults;
    return @faults;
}

# Options whose users share one account.
sub needs_username {
    my ($options) = @_;
    my @names = grep { $options->{$_} } qw(vpopmail virtual-config-dir);
    push @names, map { "$_-config" } grep { $options->{"$_-config"} && !$options->{"setuid-with-$_"} } qw(sql ldap);
    return @names;
}

1;
