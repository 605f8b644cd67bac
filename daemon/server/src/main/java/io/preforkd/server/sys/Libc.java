package io.preforkd.server.sys;

import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/** The loaded C library, and how its answers become values or {@link KernelException}s. */
final class Libc {

  /** glibc's name for itself since 1997; musl has another, which {@link PlatformCheck} reports. */
  private static final String SONAME = "libc.so.6";

  static final Calls CALLS = LibraryLoader.create(Calls.class).load(SONAME);
  static final Runtime RUNTIME = Runtime.getRuntime(CALLS);

  private Libc() {}

  /** Zeroed memory outside the heap; freed with the pointer. */
  static Pointer memory(int bytes) {
    return Memory.allocateDirect(RUNTIME, bytes, true);
  }

  /** For calls that answer -1 and set errno. */
  static int check(int result, String call, Object detail) throws KernelException {
    if (result == -1) {
      throw failure(call, detail);
    }
    return result;
  }

  /** For calls that answer the error number itself, as the posix_spawn family does. */
  static void checkZero(int errno, String call, Object detail) throws KernelException {
    if (errno != 0) {
      throw new KernelException(call, errno, detail.toString());
    }
  }

  static KernelException failure(String call, Object detail) {
    return new KernelException(call, errno(), detail.toString());
  }

  static int errno() {
    return LastError.getLastError(RUNTIME);
  }

  /**
   * The functions of glibc that the daemon uses, under their own names (manual pages, sections 2
   * and 3).
   *
   * <p>Public because jnr implements it in a class loader of its own. Variadic functions are
   * declared with the arguments we pass: on x86-64 and aarch64 Linux integers and pointers travel
   * the same way in both.
   */
  public interface Calls {
    int socket(int domain, int type, int protocol);

    int socketpair(int domain, int type, int protocol, int[] pair);

    int bind(int fd, Pointer address, int length);

    int listen(int fd, int backlog);

    int connect(int fd, Pointer address, int length);

    int accept4(int fd, Pointer address, int[] length, int flags);

    int poll(Pointer descriptors, long count, int millis);

    int shutdown(int fd, int how);

    int getsockname(int fd, Pointer address, int[] length);

    int setsockopt(int fd, int level, int name, Pointer value, int length);

    int getsockopt(int fd, int level, int name, Pointer value, int[] length);

    long send(int fd, Pointer data, long length, int flags);

    long recv(int fd, Pointer data, long length, int flags);

    long sendmsg(int fd, Pointer message, int flags);

    int close(int fd);

    int dup2(int fd, int target);

    void openlog(Pointer ident, int options, int facility);

    void syslog(int priority, String format, String message);

    void closelog();

    int pipe2(int[] pair, int flags);

    int open(String path, int flags, int mode);

    int fcntl(int fd, int command, int argument);

    int getrlimit(int resource, Pointer limit);

    int setrlimit(int resource, Pointer limit);

    int prlimit(int pid, int resource, Pointer limit, Pointer former);

    int umask(int mask);

    int unlink(String path);

    int lchown(String path, int uid, int gid);

    int fchown(int fd, int uid, int gid);

    int fchmodat(int directory, String path, int mode, int flags);

    int memfd_create(String name, int flags);

    int ftruncate(int fd, long length);

    int kill(int pid, int signal);

    int waitpid(int pid, int[] status, int options);

    int waitid(int type, int id, Pointer info, int options);

    int prctl(int option, int[] value);

    int prctl(int option, long value);

    long syscall(long number, long first, long second);

    int posix_spawnp(
        int[] pid, String file, Pointer actions, Pointer attributes, Pointer argv, Pointer envp);

    int posix_spawn_file_actions_init(Pointer actions);

    int posix_spawn_file_actions_destroy(Pointer actions);

    int posix_spawn_file_actions_adddup2(Pointer actions, int fd, int target);

    int posix_spawn_file_actions_addclosefrom_np(Pointer actions, int from);

    int posix_spawn_file_actions_addchdir_np(Pointer actions, String path);

    int posix_spawnattr_init(Pointer attributes);

    int posix_spawnattr_destroy(Pointer attributes);

    int posix_spawnattr_setflags(Pointer attributes, short flags);

    int posix_spawnattr_setpgroup(Pointer attributes, int group);

    int posix_spawnattr_setsigmask(Pointer attributes, Pointer signals);

    int posix_spawnattr_setsigdefault(Pointer attributes, Pointer signals);

    int getpwnam_r(String name, Pointer entry, Pointer buffer, long length, Pointer result);

    int getpwuid_r(int uid, Pointer entry, Pointer buffer, long length, Pointer result);

    int getgrnam_r(String name, Pointer entry, Pointer buffer, long length, Pointer result);

    int getgrouplist(String user, int gid, int[] groups, int[] count);

    int setgroups(long count, int[] groups);

    int setresgid(int real, int effective, int saved);

    int setresuid(int real, int effective, int saved);

    int execve(String path, Pointer argv, Pointer envp);

    int close_range(int first, int last, int flags);

    int pthread_sigmask(int how, Pointer signals, Pointer former);

    int isatty(int fd);

    int tcgetattr(int fd, Pointer modes);

    int tcsetattr(int fd, int when, Pointer modes);

    int ioctl(int fd, long request, Pointer argument);

    String gnu_get_libc_version();
  }
}
