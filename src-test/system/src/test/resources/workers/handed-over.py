# handed-over.py NAME COMMAND.. - starts the command as systemd does: with all that manager.py at NAME has kept.
import fcntl, os, socket, sys

if len(sys.argv) < 3:
    sys.exit("usage: handed-over.py NAME COMMAND..")
name = sys.argv[1].replace("@", "\0", 1) if sys.argv[1].startswith("@") else sys.argv[1]
with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as manager:
    manager.connect(name + ".store")
    names, fds, _, _ = socket.recv_fds(manager, 65536, 64)
if not fds:
    sys.exit("handed-over.py: nothing has been kept")
# First out of the way of each other: they may have these numbers already. Python hands them on as they came, to be inherited.
high = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 3 + len(fds)) for fd in fds]
for fd in fds:
    os.close(fd)
for number, fd in enumerate(high, 3):
    os.dup2(fd, number)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(fds)), LISTEN_FDNAMES=names.decode())
os.execvp(sys.argv[2], sys.argv[2:])
