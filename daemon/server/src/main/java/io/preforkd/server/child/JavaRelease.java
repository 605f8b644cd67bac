package io.preforkd.server.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which Java a JDK is, by the file beside its programs: asking a JVM would take 40 ms. */
final class JavaRelease {
  private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"([0-9]+)");

  private JavaRelease() {}

  /** The number of its feature release; 0 if the JDK does not say. */
  static int of(Path home) {
    try {
      Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
      return version.find() ? Integer.parseInt(version.group(1)) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
