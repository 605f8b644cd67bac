package Preforkd::Spamd::Tls;
# TLS for the listeners that speak it. Key and certificate are read once, by root, before anybody is forked.
use strict;
use warnings;
use IO::Socket::SSL qw(SSL_VERIFY_NONE SSL_VERIFY_PEER SSL_VERIFY_FAIL_IF_NO_PEER_CERT SSL_WANT_READ SSL_WANT_WRITE);

# Dies with what is wrong with a file.
sub new {
    my ($class, $options, $directory) = @_;
    my %files = (
        SSL_key_file  => $options->{'server-key'}  // "$directory/server-key.pem",
        SSL_cert_file => $options->{'server-cert'} // "$directory/server-cert.pem",
    );
    -e $files{SSL_key_file}  or die "server key file $files{SSL_key_file} does not exist\n";
    -e $files{SSL_cert_file} or die "server certificate file $files{SSL_cert_file} does not exist\n";
    my $context = IO::Socket::SSL::SSL_Context->new(SSL_server => 1, %files, clients($options))
        or die "TLS with $files{SSL_cert_file} and $files{SSL_key_file}: $IO::Socket::SSL::SSL_ERROR\n";
    return bless { context => $context }, $class;
}

# What is asked of clients.
sub clients {
    my ($options) = @_;
    my ($file, $path) = @$options{qw(ssl-ca-file ssl-ca-path)};
    -e $_->[1] or die "$_->[0] $_->[1] does not exist\n" for grep { defined $_->[1] } [ 'ssl-ca-file', $file ], [ 'ssl-ca-path', $path ];
    return (SSL_verify_mode => SSL_VERIFY_NONE) unless $options->{'ssl-verify'} || defined $file || defined $path;
    return (
        SSL_verify_mode           => SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
        SSL_verifycn_scheme       => 'none',
        SSL_verifycn_publicsuffix => '',
        SSL_check_crl             => 0,
        defined $file ? (SSL_ca_file => $file) : (),
        defined $path ? (SSL_ca_path => $path) : (),
    );
}

# When the server's certificate expires, in seconds since 1970.
sub expiry {
    my ($self) = @_;
    my $ssl = Net::SSLeay::new($self->{context}{context});
    my $end = Net::SSLeay::ASN1_TIME_timet(Net::SSLeay::X509_get_notAfter(Net::SSLeay::get_certificate($ssl)));
    Net::SSLeay::free($ssl);
    return $end;
}

# The socket, not blocking, becomes one of TLS; nothing is sent or read yet.
sub begin {
    my ($self, $socket) = @_;
    IO::Socket::SSL->start_SSL($socket, SSL_server => 1, SSL_startHandshake => 0, SSL_reuse_ctx => $self->{context})
        or die "TLS: $IO::Socket::SSL::SSL_ERROR\n";
}

# A step of the handshake: false if it needs more of the client. Dies if it has failed.
sub accept {
    my ($self, $socket) = @_;
    return 1 if $socket->accept_SSL;
    return 0 if wants_to_read() || wants_to_write();
    die 'TLS handshake failed: ' . ($IO::Socket::SSL::SSL_ERROR || $!) . "\n";
}

sub wants_to_read  { return ($IO::Socket::SSL::SSL_ERROR // 0) == SSL_WANT_READ }
sub wants_to_write { return ($IO::Socket::SSL::SSL_ERROR // 0) == SSL_WANT_WRITE }

# As spamd's log names it.
sub description { my ($self, $socket) = @_; return $socket->get_sslversion . '/' . $socket->get_cipher }

# Says that nothing more comes, and takes TLS off: what the client sends now is thrown away unread.
sub end { my ($self, $socket) = @_; $socket->stop_SSL(SSL_fast_shutdown => 1) }

# Takes TLS off that has not come about; where it has failed by itself it is off.
sub give_up { my ($self, $socket) = @_; $socket->stop_SSL(SSL_no_shutdown => 1) if $socket->can('stop_SSL') }

1;
