package io.preforkd.server.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest, and what it runs on. */
public final class Version implements IVersionProvider {

  /** The version that was built, {@code development} for classes outside a jar. */
  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "preforkd " + text() + " (Java " + System.getProperty("java.version") + ")"
    };
  }
}
