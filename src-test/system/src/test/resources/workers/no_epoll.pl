# no_epoll.pl COMMAND ...: runs the command where epoll, memfd, signalfd and pidfd do not exist: the system calls fail
# with ENOSYS in it and in all that it starts. For x86-64 and aarch64.
use strict; use warnings; use POSIX ();

my %numbers = (
    # prctl, then epoll_create, epoll_create1, memfd_create, signalfd, signalfd4, pidfd_open
    x86_64  => [157, 213, 291, 319, 282, 289, 434],
    aarch64 => [167, 20, 279, 74, 434],
);
my ($prctl, @forbidden) = @{ $numbers{ (POSIX::uname())[4] } or die "no_epoll.pl: unknown processor" };
my ($PR_SET_NO_NEW_PRIVS, $PR_SET_SECCOMP, $SECCOMP_MODE_FILTER) = (38, 22, 2);
my ($LOAD_WORD, $JUMP_IF_EQUAL, $RETURN) = (0x20, 0x15, 0x06);
my ($ALLOW, $ERRNO, $ENOSYS) = (0x7fff0000, 0x00050000, 38);

sub instruction { pack 'SCCL', @_ }    # struct sock_filter: code, if true, if false, operand
my $filter = instruction($LOAD_WORD, 0, 0, 0);    # the number of the system call
$filter .= instruction($JUMP_IF_EQUAL, 0, 1, $_) . instruction($RETURN, 0, 0, $ERRNO | $ENOSYS) for @forbidden;
$filter .= instruction($RETURN, 0, 0, $ALLOW);
my $program = pack 'S x![P] P', length($filter) / 8, $filter;    # struct sock_fprog

syscall($prctl, $PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 or die "no_epoll.pl: no_new_privs: $!";
syscall($prctl, $PR_SET_SECCOMP, $SECCOMP_MODE_FILTER, $program, 0, 0) == 0 or die "no_epoll.pl: seccomp: $!";
exec @ARGV or die "no_epoll.pl: $ARGV[0]: $!";
