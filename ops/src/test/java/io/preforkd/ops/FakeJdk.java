package io.preforkd.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A JAVA_HOME whose java prints how it was started, one thing a line: what the launcher decided.
 */
final class FakeJdk {
  private static final String JAVA =
      """
      #!/bin/sh
      if [ "$1" = -version ]; then echo 'openjdk version "VERSION" 2026-01-01' >&2; exit; fi
      echo "pid=$$"
      echo "run=$PREFORKD_RUN"
      printf '%s\\n' "$@"
      """;

  private final Path home;

  private FakeJdk(Path home) {
    this.home = home;
  }

  /** A JDK that says its version in its file "release", as real ones do. */
  static FakeJdk ofVersion(String version, Path home) throws IOException {
    FakeJdk jdk = withoutRelease(version, home);
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
    return jdk;
  }

  /** A JDK that must be asked for its version. */
  static FakeJdk withoutRelease(String version, Path home) throws IOException {
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, JAVA.replace("VERSION", version));
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new FakeJdk(home);
  }

  Path home() {
    return home;
  }
}
