package Preforkd::Spamd::Peer;
# Who is at the other end, as the log and the rewritten mail name him.
use strict;
use warnings;
use Socket qw(AF_UNIX NI_NUMERICHOST NI_NUMERICSERV NIx_NOHOST NIx_NOSERV getnameinfo sockaddr_family unpack_sockaddr_un);

# A client of the listener; nothing if he has gone already.
sub of {
    my ($class, $socket, $listener) = @_;
    my $local = getsockname $listener or return;
    return $class->over_path(unpack_sockaddr_un($local)) if sockaddr_family($local) == AF_UNIX;
    my $remote = getpeername $socket or return;
    my (undef, $address, $port) = getnameinfo($remote, NI_NUMERICHOST | NI_NUMERICSERV);
    my (undef, $host) = getnameinfo($remote, 0, NIx_NOSERV);
    my (undef, undef, $local_port) = getnameinfo(getsockname($socket), NI_NUMERICSERV, NIx_NOHOST);
    return bless {
        address => $address, host => $host || $address, port => $port,
        local_port => $local_port, listener => fileno $listener,
    }, $class;
}

# spamd has the path where others have a port.
sub over_path {
    my ($class, $path) = @_;
    return bless { host => 'localhost', address => '127.0.0.1', port => $path, is_local => 1 }, $class;
}

sub is_local { return $_[0]{is_local} }
sub host     { return $_[0]{host} }
sub address  { return $_[0]{address} }
sub port     { return $_[0]{port} }

sub description {
    my ($self) = @_;
    return sprintf 'connection from %s [%s]:%s to port %d, fd %d', @$self{qw(host address port local_port listener)};
}

1;
