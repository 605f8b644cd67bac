package io.preforkd.server.sys;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import jnr.ffi.Pointer;

/**
 * Looks users and groups up where the system keeps them: files, LDAP or what else its name service
 * switch asks.
 */
public final class Users {

  // struct passwd and struct group of glibc, 64 bit
  private static final int ENTRY_BYTES = 64;
  private static final int PASSWD_UID = 16;
  private static final int PASSWD_GID = 20;
  private static final int PASSWD_HOME = 32;
  private static final int GROUP_GID = 16;

  /** For the texts of one entry; a group lists its members, and may be long. */
  private static final int TEXT_BYTES = 1 << 20;

  private static final int MAX_GROUPS = 65536;

  private Users() {}

  /**
   * Finds a user by name or number. A number that nobody has stands for itself, with the group of
   * the same number: containers run as such users.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static UserIds user(String name) throws KernelException {
    return isNumber(name) ? byNumber(name) : byName(name);
  }

  /** The home of the user of this name; empty if there is none. */
  public static Optional<Path> home(String name) throws KernelException {
    Pointer entry = Libc.memory(ENTRY_BYTES);
    Pointer found = Libc.memory(Long.BYTES);
    Pointer texts = Libc.memory(TEXT_BYTES);
    Libc.checkZero(Libc.CALLS.getpwnam_r(name, entry, texts, TEXT_BYTES, found), "getpwnam", name);
    return found.getLong(0) == 0
        ? Optional.empty()
        : Optional.of(Path.of(entry.getPointer(PASSWD_HOME).getString(0)));
  }

  private static UserIds byName(String name) throws KernelException {
    Pointer entry = Libc.memory(ENTRY_BYTES);
    Pointer found = Libc.memory(Long.BYTES);
    Pointer texts = Libc.memory(TEXT_BYTES);
    Libc.checkZero(Libc.CALLS.getpwnam_r(name, entry, texts, TEXT_BYTES, found), "getpwnam", name);
    requireFound(found, "user", name);
    int gid = entry.getInt(PASSWD_GID);
    return new UserIds(name, entry.getInt(PASSWD_UID), gid, groups(name, gid));
  }

  private static UserIds byNumber(String number) throws KernelException {
    int uid = Integer.parseUnsignedInt(number);
    Pointer entry = Libc.memory(ENTRY_BYTES);
    Pointer found = Libc.memory(Long.BYTES);
    Pointer texts = Libc.memory(TEXT_BYTES);
    Libc.checkZero(Libc.CALLS.getpwuid_r(uid, entry, texts, TEXT_BYTES, found), "getpwuid", number);
    return found.getLong(0) == 0
        ? new UserIds(number, uid, uid, List.of(uid))
        : byName(entry.getPointer(0).getString(0));
  }

  /**
   * Finds a group's number; a number stands for itself.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static int group(String name) throws KernelException {
    if (isNumber(name)) {
      return Integer.parseUnsignedInt(name);
    }
    Pointer entry = Libc.memory(ENTRY_BYTES);
    Pointer found = Libc.memory(Long.BYTES);
    Pointer texts = Libc.memory(TEXT_BYTES);
    Libc.checkZero(Libc.CALLS.getgrnam_r(name, entry, texts, TEXT_BYTES, found), "getgrnam", name);
    requireFound(found, "group", name);
    return entry.getInt(GROUP_GID);
  }

  private static boolean isNumber(String name) {
    return name.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static void requireFound(Pointer found, String kind, String name) {
    if (found.getLong(0) == 0) {
      throw new IllegalArgumentException(
          "there is no " + kind + " named " + name + " on this system: create it or name another");
    }
  }

  private static List<Integer> groups(String name, int gid) {
    int[] groups = new int[MAX_GROUPS];
    int[] count = {MAX_GROUPS};
    if (Libc.CALLS.getgrouplist(name, gid, groups, count) < 0) {
      throw new IllegalStateException(
          name + " is in more than " + MAX_GROUPS + " groups, the most that Linux allows");
    }
    return Arrays.stream(groups, 0, count[0]).boxed().toList();
  }
}
