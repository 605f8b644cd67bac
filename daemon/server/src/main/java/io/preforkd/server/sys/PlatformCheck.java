package io.preforkd.server.sys;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether this machine has what the daemon needs; to be asked before anything else of this package
 * is used.
 */
public final class PlatformCheck {

  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");

  private PlatformCheck() {}

  /** What is missing on this machine, one sentence each; empty if all is well. */
  public static List<String> faults() {
    try {
      return faultsWith(Libc.CALLS.gnu_get_libc_version());
    } catch (LinkageError e) {
      return NativeFault.isOfFolder(e)
          ? List.of(NativeFault.text(e))
          : faultsWith("another C library (" + e.getMessage() + ")");
    }
  }

  private static List<String> faultsWith(String glibc) {
    return faults(
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        System.getProperty("os.arch"),
        glibc);
  }

  static List<String> faults(String system, String kernel, String processor, String glibc) {
    List<String> faults = new ArrayList<>();
    if (!system.equals("Linux")) {
      faults.add(
          "this system is "
              + system
              + "; preforkd needs Linux, but for pools whose worker is of the kind thread");
    }
    // 5.9 has close_range, 5.11 epoll_pwait2; glibc 2.34 is the first with
    // posix_spawn_file_actions_addclosefrom_np.
    atLeast("Linux", kernel, 5, 11).ifPresent(faults::add);
    atLeast("glibc", glibc, 2, 34).ifPresent(faults::add);
    if (!List.of("amd64", "aarch64").contains(processor)) {
      faults.add("this processor is " + processor + "; preforkd needs x86-64 or aarch64");
    }
    return faults;
  }

  private static Optional<String> atLeast(String what, String version, int major, int minor) {
    Matcher matcher = VERSION.matcher(version);
    if (!matcher.matches()) {
      return Optional.of(
          what + " " + major + "." + minor + " or newer is needed; found: " + version);
    }
    int foundMajor = Integer.parseInt(matcher.group(1));
    int foundMinor = Integer.parseInt(matcher.group(2));
    boolean enough = foundMajor > major || (foundMajor == major && foundMinor >= minor);
    return enough
        ? Optional.empty()
        : Optional.of(what + " " + major + "." + minor + " or newer is needed; found: " + version);
  }
}
