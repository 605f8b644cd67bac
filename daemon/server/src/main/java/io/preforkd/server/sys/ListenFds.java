package io.preforkd.server.sys;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The listening sockets that a service manager opened for us, as sd_listen_fds(3) describes:
 * numbered from 3 on, with LISTEN_FDS, LISTEN_PID and LISTEN_FDNAMES in the environment.
 */
public final class ListenFds {

  private static final int FIRST = 3;
  private static final String NO_NAME = "unknown";
  private static final String OF_POOLS = "preforkd.pool.";

  private ListenFds() {}

  /**
   * One inherited socket.
   *
   * @param name as FileDescriptorName= of the socket unit has it, or {@code unknown}
   */
  public record Inherited(String name, int fd) {

    /** The pool that had it kept; empty for a socket of a socket unit. */
    public Optional<String> pool() {
      return poolOf(name);
    }
  }

  /** The name by which the sockets of a pool are kept, which no socket unit of a user has. */
  public static String nameFor(String pool) {
    return OF_POOLS + pool;
  }

  /** The pool whose sockets are kept by this name; empty if it is another's. */
  public static Optional<String> poolOf(String name) {
    return name.startsWith(OF_POOLS)
        ? Optional.of(name.substring(OF_POOLS.length()))
        : Optional.empty();
  }

  /**
   * Takes the sockets over: each moves to {@link Descriptors#FLOOR} or above and becomes
   * close-on-exec, and non-blocking, as children rely on: a service manager hands sockets over that
   * block, on which a child that finds nobody would wait for ever. Once only: afterwards the old
   * numbers belong to others.
   *
   * @param environment this process's
   * @return none if the variables are absent or meant for another process
   * @throws IllegalArgumentException if the variables make no sense or a descriptor is no listening
   *     stream socket
   */
  public static List<Inherited> take(Map<String, String> environment) throws KernelException {
    return take(environment, ProcessHandle.current().pid(), FIRST);
  }

  /**
   * The numbers of those that have not been taken, for another program in this process's place;
   * none if they are not meant for it.
   *
   * @throws IllegalArgumentException if the variables make no sense
   */
  public static List<Integer> descriptors(Map<String, String> environment) {
    int count =
        isFor(ProcessHandle.current().pid(), environment)
            ? count(environment.get("LISTEN_FDS"))
            : 0;
    return IntStream.range(FIRST, FIRST + count).boxed().toList();
  }

  /**
   * The names of those that this process was started with, taken or not; none if they are not meant
   * for it.
   *
   * @throws IllegalArgumentException if the variables make no sense
   */
  public static List<String> names(Map<String, String> environment, long pid) {
    return isFor(pid, environment)
        ? names(environment.get("LISTEN_FDNAMES"), count(environment.get("LISTEN_FDS")))
        : List.of();
  }

  static List<Inherited> take(Map<String, String> environment, long pid, int first)
      throws KernelException {
    List<Inherited> taken = new ArrayList<>();
    if (!isFor(pid, environment)) {
      return taken;
    }
    int count = count(environment.get("LISTEN_FDS"));
    List<String> names = names(environment.get("LISTEN_FDNAMES"), count);
    for (int i = 0; i < count; i++) {
      requireListening(first + i, names.get(i));
      Descriptors.nonBlocking(first + i);
      taken.add(new Inherited(names.get(i), Descriptors.raise(first + i)));
    }
    return taken;
  }

  /** The variables may be inherited, too, by a process that has no such sockets. */
  private static boolean isFor(long pid, Map<String, String> environment) {
    return Long.toString(pid).equals(environment.get("LISTEN_PID"));
  }

  private static int count(String value) {
    try {
      return Integer.parseUnsignedInt(String.valueOf(value));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "LISTEN_PID is set, but LISTEN_FDS is " + value + "; it must be a number", e);
    }
  }

  private static List<String> names(String value, int count) {
    if (value == null) {
      return Collections.nCopies(count, NO_NAME);
    }
    List<String> names = List.of(value.split(":", -1));
    if (names.size() != count) {
      throw new IllegalArgumentException(
          "LISTEN_FDNAMES is "
              + value
              + ": "
              + names.size()
              + " names for "
              + count
              + " descriptors");
    }
    return names;
  }

  private static void requireListening(int fd, String name) {
    if (!Sockets.isListeningStream(fd)) {
      throw new IllegalArgumentException(
          "descriptor "
              + fd
              + " ("
              + name
              + "), inherited by LISTEN_FDS, is no listening stream socket: "
              + "the socket unit needs ListenStream= and Accept=no");
    }
  }
}
