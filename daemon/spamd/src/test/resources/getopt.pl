# Reads command lines from stdin, a line each, their arguments in hexadecimal with commas between, and says what
# Getopt::Long makes of them, told what spamd 4.0.1 tells it: the exit code, what it complains of, and the values.
use strict;
use warnings;
use Getopt::Long;

my (%opt, %list, $exit, @said);

sub set   { my ($name, $value) = @_; return sub { $opt{$name} = $value // $_[1] } }
sub removed { die "removed\n" }

sub family { my ($four, $six) = @_; return sub { $opt{'ipv4-only'} = $four; $opt{'ipv6-only'} = $six } }

sub table {
    my %special = (
        'c' => \$opt{'create-prefs'}, 'd' => \$opt{daemonize}, 'L' => \$opt{local}, 'l' => \$opt{'allow-tell'},
        'P' => \$opt{paranoid}, 'Q' => \$opt{'setuid-with-sql'}, 'q' => \$opt{'sql-config'}, 'v' => \$opt{vpopmail},
        '4|ipv4only|ipv4-only|ipv4' => family(1, 0), '6' => family(0, 1),
        'nouser-config|x' => set('user-config', 0),
        'F:i' => sub { $exit = 2; die "!FINISH" }, 'add-from!' => sub { $exit = 2; die "!FINISH" },
        'stop-at-threshold|S' => sub { },
    );
    return map { my $name = /\A([\w-]+)/ ? $1 : die; ($_ => $special{$_} // target($name)) } @_;
}

sub target { my ($name) = @_; return $list{$name} if $list{$name}; return \$opt{$name} }

my @specs = map { chomp; $_ } <DATA>;
Getopt::Long::Configure('bundling');
$| = 1;
while (my $line = <STDIN>) {
    chomp $line;
    %opt  = ();
    %list = map { ($_ => []) } qw(allowed-ips listen pre cf);
    $exit = 0;
    @said = ();
    local @ARGV = map { pack 'H*', $_ } split /,/, $line =~ s/\A;//r, -1;
    local $SIG{__WARN__} = sub { my ($text) = @_; chomp $text; push @said, $text if $text !~ / isn.t numeric /};
    my $good = GetOptions(table(@specs));
    # What spamd does by exit in its handler ends the reading here.
    $exit ||= $good ? 0 : 64;
    my @all = map { "$_=$opt{$_}" } grep { defined $opt{$_} } sort keys %opt;
    for my $name (sort keys %list) { push @all, map { "$name\[]=$_" } @{ $list{$name} } }
    print join(' ', $exit, map { unpack 'H*', $_ } ($exit == 0 ? @all : $exit == 64 ? @said : ())), "\n";
}
__DATA__
allow-tell
allowed-ips|A=s
configpath|C=s
c
create-prefs!
daemonize!
debug|D:s
default-user|U=s
d
groupname|g=s
helper-home-dir|H:s
help|h
4|ipv4only|ipv4-only|ipv4
6
ldap-config!
listen|listen-ip|ip-address|i:s
local!
L
l
round-robin!
min-children=i
max-children|m=i
min-spare=i
max-spare=i
max-conn-per-child=i
nouser-config|x
paranoid!
P
pidfile|r=s
port|p=s
Q
q
server-cert=s
server-key=s
setuid-with-ldap
setuid-with-sql
siteconfigpath=s
pre=s
cf=s
socketgroup=s
socketmode=s
socketowner=s
socketpath=s
sql-config!
ssl
ssl-verify
ssl-ca-file=s
ssl-ca-path=s
ssl-port=s
syslog-socket=s
syslog|s=s
log-timestamp-fmt:s
timeout-tcp|T=i
timeout-child|t=i
timing
user-config
username|u=s
version|V
virtual-config-dir=s
v
vpopmail!
F:i
add-from!
stop-at-threshold|S
