package Preforkd::Spamd::Access;
# Who may connect: networks as spamd's -A takes them.
use strict;
use warnings;
use Mail::SpamAssassin::NetSet ();

my @LOOPBACK = ('127.0.0.1', '::1');

# Lists of addresses and networks, separated by commas; none is the loopback addresses. Dies at what is no network.
sub new {
    my ($class, @lists) = @_;
    my $networks = Mail::SpamAssassin::NetSet->new('allowed-ips');
    local $SIG{__WARN__} = sub { my ($why) = @_; chomp $why; die "$why\n" };
    add($networks, $_) for @lists ? (grep { length } map { split /,/ } @lists) : @LOOPBACK;
    return bless { networks => $networks }, $class;
}

sub add {
    my ($networks, $network) = @_;
    (my $bare = $network) =~ s{\A \[ (.*) \] ( / \d+ )? \z}{ $1 . ($2 // '') }xse;
    $networks->add_cidr($bare) or die "'$network' is no address and no network such as 10.0.0.0/8\n";
}

sub allows { my ($self, $address) = @_; return $self->{networks}->contains_ip($address) }

1;
