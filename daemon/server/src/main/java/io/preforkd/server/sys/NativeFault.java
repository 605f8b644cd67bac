package io.preforkd.server.sys;

/**
 * Why a native library cannot be loaded, in one line with its remedy. Libraries are unpacked into
 * the folder of temporary files, which may be mounted so that nothing in it can be run, as Docker's
 * is by default.
 */
public final class NativeFault {
  private NativeFault() {}

  /** Whether it is for the folder, and not for this machine or its C library. */
  static boolean isOfFolder(LinkageError e) {
    String message = deepest(e).getMessage();
    return message.contains("noexec") || message.contains("failed to map segment");
  }

  /** The sentence for what loading it threw. */
  public static String text(LinkageError e) {
    return "native libraries cannot be loaded from "
        + System.getProperty("java.io.tmpdir")
        + " (java.io.tmpdir): "
        + reason(e)
        + "; the folder must be writable and not mounted noexec: mount it with exec, as docker run"
        + " --tmpfs /tmp:exec does, or name another by PREFORKD_JAVA_OPTS=-Djava.io.tmpdir=FOLDER";
  }

  /** Without the name of a file that has gone by now, and without advice of the library's own. */
  private static String reason(LinkageError e) {
    String said = deepest(e).getMessage().lines().findFirst().orElse("");
    return said.substring(said.lastIndexOf(": ") + 1).split("\\. ", 2)[0].strip();
  }

  /** What is behind it may be about a detail, such as a second folder that was tried. */
  private static LinkageError deepest(LinkageError e) {
    LinkageError deepest = e;
    while (deepest.getCause() instanceof LinkageError cause && cause.getMessage() != null) {
      deepest = cause;
    }
    return deepest;
  }
}
