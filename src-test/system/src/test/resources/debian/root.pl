# root.pl FOLDER SHARED - this machine once more, for tests that install things: what is changed there is kept in memory, and
# nothing of the machine itself changes. FOLDER is an empty one, in which it is put together.
#
# To be started in a mount, a network and a process namespace of its own, whose init it is: it reaps whoever is left to it, plays
# the system logger (/var/log/mail.log), and at the end of its input it ends, and with it everything there.
# SHARED is /mnt there. It says "ready".
use strict;
use warnings;
use IO::Select;
use Socket;

my ($folder, $shared) = @ARGV;
defined $shared or die "usage: root.pl FOLDER SHARED\n";
my $root = "$folder/root";

sub run {
    system(@_) == 0 or die "@_: " . ($? == -1 ? $! : $?) . "\n";
}

sub mount_memory {
    run(qw(mount -t tmpfs tmpfs), @_);
}

sub lay_over {
    mount_memory($folder);
    mkdir "$folder/$_" or die "$folder/$_: $!\n" for qw(upper work root);
    run(qw(mount -t overlay overlay), '-o', "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work", $root);
    mount_memory("$root/$_") for qw(run tmp dev);
    chmod 01777, "$root/tmp";
    run(qw(mount -t proc proc), "$root/proc");
    run(qw(mount --rbind /sys), "$root/sys");
    run(qw(mount --bind), $shared, "$root/mnt");
}

sub make_devices {
    for my $name (qw(null zero full random urandom tty)) {
        open my $made, '>', "$root/dev/$name" or die "$root/dev/$name: $!\n";
        run(qw(mount --bind), "/dev/$name", "$root/dev/$name");
    }
    symlink '/proc/self/fd', "$root/dev/fd";
    mkdir "$root/dev/shm";
}

# A mere chroot would be known for one, and services are not started there.
sub move_in {
    chdir $root or die "$root: $!\n";
    mkdir 'machine' or die "machine: $!\n";
    run(qw(pivot_root . machine));
    chdir '/';
    run(qw(umount -l /machine));
    rmdir '/machine';
}

# Stock spamd turns a client away whose address nobody knows a name of.
sub know_localhost {
    open my $hosts, '>', '/etc/hosts' or die "/etc/hosts: $!\n";
    print $hosts "127.0.0.1 localhost\n::1 localhost ip6-localhost\n";
}

# Containers and build machines forbid that packages start services.
sub allow_services {
    open my $policy, '>', '/usr/sbin/policy-rc.d' or die "policy-rc.d: $!\n";
    print $policy "#!/bin/sh\nexit 0\n";
    chmod 0755, '/usr/sbin/policy-rc.d';
}

sub logger {
    socket my $socket, AF_UNIX, SOCK_DGRAM, 0 or die "socket: $!\n";
    bind $socket, pack_sockaddr_un('/dev/log') or die "/dev/log: $!\n";
    chmod 0666, '/dev/log';
    return $socket;
}

sub keep_log {
    my ($socket) = @_;
    open my $log, '>>', '/var/log/mail.log' or die "mail.log: $!\n";
    $log->autoflush;
    my $ears = IO::Select->new($socket, \*STDIN);
    while (1) {
        for my $ear ($ears->can_read) {
            if ($ear != $socket) { sysread $ear, my $input, 512 or exit }
            elsif (defined recv $socket, my $line, 65536, 0) { print $log $line =~ s/[\0\n]*\z/\n/r }
        }
    }
}

lay_over();
make_devices();
move_in();
allow_services();
know_localhost();
run(qw(ip link set lo up));
my $socket = logger();
$SIG{CHLD} = 'IGNORE';
$| = 1;
print "ready\n";
keep_log($socket);
