# Reads command lines as getopt.pl does, and has the spamd that is installed make sense of them: its own text, from its
# defaults to its sockets, is cut out and run, a process for each line. Says the exit code, or "refused" where it dies,
# and what the text has come to. What lies around it - users, services, hosts, homes - is made up, as FakeSurroundings.
use strict;
use warnings;

my (@loggers, %scaling, @sockets);

BEGIN {
    no warnings 'once';
    *CORE::GLOBAL::sleep         = sub { };
    *CORE::GLOBAL::getservbyname = sub { return $_[0] eq 'spamd' ? ('spamd', '', 783, 'tcp') : () };
    *CORE::GLOBAL::getpwnam      = sub { return $_[0] eq 'filter' ? ('filter', 'x', 999, 999, '', '', '', '/home/filter', '') : () };
}
use Cwd ();
use File::Spec ();
use Getopt::Long;
use List::Util qw(max min);
use POSIX ();
use Mail::SpamAssassin::Logger qw(:DEFAULT log_message);
use Mail::SpamAssassin::Util qw(untaint_var untaint_file_path am_running_on_windows);

{
    no warnings qw(redefine once);
    *Cwd::cwd = *Cwd::getcwd = sub { '/caller' };
    *Mail::SpamAssassin::Logger::remove         = sub { 1 };
    *Mail::SpamAssassin::Logger::add            = sub { push @loggers, {@_}; 1 };
    *Mail::SpamAssassin::Logger::add_facilities = sub { 1 };
    *Mail::SpamAssassin::SpamdForkScaling::new  = sub { %scaling = %{ $_[1] }; return bless {}, $_[0] };
    *Mail::SpamAssassin::SubProcBackChannel::new = *Mail::SpamAssassin::NetSet::new = sub { return bless {}, $_[0] };
    *IO::Socket::SSL::new = sub { my ($class, %how) = @_; push @sockets, "tls $how{LocalAddr} " . ($how{LocalPort} + 0); return bless {}, 'Made' };
    *Made::new     = sub { my ($class, %how) = @_; push @sockets, "tcp $how{LocalAddr} " . ($how{LocalPort} + 0); return bless {}, 'Made' };
    *Made::VERSION = *Made::fileno = sub { 1 };
    $INC{'IO/Socket/SSL.pm'} = __FILE__;
    *Net::SSLeay::VERIFY_PEER = *Net::SSLeay::VERIFY_NONE = *Net::SSLeay::VERIFY_FAIL_IF_NO_PEER_CERT = sub { 0 };
}
sub prepare_for_sighup_restart { }
sub set_allowed_ip             { }
sub print_version              { }
sub print_usage_and_exit { my ($text, $code) = @_; exit($code ? 0 : 64) }
sub ip_or_name_to_ip_addresses {
    my ($host, $family) = (lc $_[0], $_[1]);
    my @all = $host eq 'mail.example' ? qw(192.0.2.1 2001:db8::1) : $host =~ /\A(?:127\.0\.0\.1|::1)\z/ ? $host : ();
    return (undef, grep { $family == Socket::AF_UNSPEC() || $family == (/:/ ? Socket::AF_INET6() : Socket::AF_INET()) } @all);
}

# The text between two others, without the second.
sub cut {
    my ($text, $from, $to) = @_;
    my $at = index $text, $from;
    my $end = index $text, $to, $at;
    $at >= 0 && $end > $at or die "spamd has no text from '$from' to '$to'\n";
    return substr $text, $at, $end - $at;
}

open my $in, '<', $ARGV[0] or die "$ARGV[0]: $!\n";
my $spamd = do { local $/; <$in> };
my $code = join "\n", 'no strict; no warnings; use Socket qw(:DEFAULT :addrinfo); sub run_stock {',
    'my ($have_inet4, $have_inet6, $io_socket_module_name, $LOCAL_RULES_DIR) = (1, 1, "Made", "/etc/spamassassin");',
    'my ($have_getaddrinfo_in_core, $have_getaddrinfo_legacy, $getaddrinfo_flags) = (1, 0, 0);',
    cut($spamd, 'my %resphash = (', 'sub print_version'),
    cut($spamd, "# defaults\nmy %opt", '# Check for server certs'),
    cut($spamd, 'my $backchannel =', 'sub compose_listen_info_string'),
    'return (\%opt, $childlimit, $clients_per_child, $timeout_tcp, $timeout_child, $orighome);',
    cut($spamd, 'sub server_sock_setup {', '# Create the sockets'),
    cut($spamd, 'sub server_sock_setup_inet {', '# for select() purposes'),
    'sub server_sock_setup_unix { push @listen_sockets, {}; push @sockets, "unix $_[1]"; 1 }',
    '}';
$code =~ s/Mail::SpamAssassin::Util::(?:am_running_in|clean_path_in)_taint_mode\(\);//g;
eval "$code; 1" or die "spamd cannot be cut: $@";

sub absolute { my ($path) = @_; return File::Spec->rel2abs($path) }

# What the text has come to, a name and a value each, as StockOptionsTest finds it in what ops/spamd makes of the same.
sub effect {
    my ($opt, $floor, $connections, $tcp, $child, $home) = @_;
    my $most = max($floor, $scaling{max_children} // 0);    # a pool has at least as many as it starts
    my @all = ("connections=$connections", 'timeout-tcp=' . ($tcp // 0), 'timeout-child=' . ($child // 0));
    push @all, $opt->{'round-robin'} ? "round-robin=$most"
        : "sizes=$floor $most $scaling{min_idle} " . min($most, $scaling{max_idle});
    push @all, map { "listen=$_" } @sockets;
    push @all, map { "$_=1" } grep { $opt->{$_} }
        qw(create-prefs daemonize ldap-config local paranoid setuid-with-ldap setuid-with-sql sql-config timing vpopmail);
    push @all, 'allow-tell=1' if $opt->{tell};
    push @all, 'nouser-config=1' if !$opt->{'user-config'};
    push @all, 'ipv4-only=1' if $opt->{force_ipv4};
    push @all, 'ipv6=1' if $opt->{force_ipv6};
    push @all, "debug=$opt->{debug}", "default-user=$opt->{'default-user'}";
    push @all, map { "$_=$opt->{$_}" } grep { $opt->{username} && $opt->{$_} } qw(username groupname);
    push @all, "log-timestamp-fmt=$opt->{'log-timestamp-fmt'}" if defined $opt->{'log-timestamp-fmt'};
    push @all, map { "$_=" . absolute($opt->{$_}) } grep { $opt->{$_} } qw(configpath siteconfigpath pidfile ssl-ca-file ssl-ca-path virtual-config-dir);
    push @all, 'home=' . ($opt->{home_dir_for_helpers} // $home // '');
    push @all, map { "allowed-ips=$_" } @{ $opt->{'allowed-ip'} };
    for my $name (qw(cf pre)) { push @all, map { "$name=$_" } @{ $opt->{$name} } }
    push @all, map { "$_=" . absolute($opt->{$_}) } qw(server-key server-cert) if grep { /^tls/ } @sockets;
    push @all, 'ssl-verify=1' if $opt->{'ssl-verify'} && grep { /^tls/ } @sockets;
    my ($log) = grep { $_->{method} ne 'stderr' } @loggers;
    push @all, 'log=' . (!$log ? 'none' : $log->{filename} ? absolute($log->{filename}) : "$log->{facility} by $log->{socket}");
    return sort @all;
}

sub answer {
    my @values = eval { run_stock() } or return 'refused';
    return join ' ', 0, map { unpack 'H*', $_ } effect(@values);
}

$| = 1;
$SIG{__WARN__} = sub { };
%ENV = (PATH => '/bin', HOME => '/root', LANG => 'C', LISTEN_PID => 1);
while (my $line = <STDIN>) {
    chomp $line;
    pipe my $from, my $to or die "pipe: $!\n";
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        close $_ for $from, *STDOUT, *STDIN;
        @ARGV = map { pack 'H*', $_ } split /,/, $line =~ s/\A;//r, -1;
        syswrite $to, answer();
        POSIX::_exit(0);
    }
    close $to;
    my $said = do { local $/; <$from> };
    waitpid $pid, 0;
    print length($said // '') ? $said : $? >> 8, "\n";
}
