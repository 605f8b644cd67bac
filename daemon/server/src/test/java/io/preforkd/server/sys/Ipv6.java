package io.preforkd.server.sys;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Some machines, and most containers of some hosts, have IPv6 switched off. */
final class Ipv6 {

  private Ipv6() {}

  static void assumeAvailable() {
    Assumptions.assumeTrue(
        Files.exists(Path.of("/proc/net/if_inet6")), "IPv6 is switched off here");
  }
}
