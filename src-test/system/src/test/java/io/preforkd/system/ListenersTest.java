package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Admin;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ListenersTest {
  @RegisterExtension final Stage stage = new Stage();

  @Test
  void onePoolServesSeveralAddresses() throws IOException {
    Preforkd daemon =
        stage.start(
            on(
                "[127.0.0.1:@PORT@, 127.0.0.1:@SECOND@, \"unix:@DIR@/web.sock\"]",
                "mode: static",
                "max: 1"));
    for (int round = 0; round < 3; round++) {
      assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
      assertTrue(Client.get(daemon.port("SECOND")).endsWith("hello\n"));
      try (Client client = Client.to(daemon.file("web.sock"))) {
        assertTrue(client.finish().endsWith("hello\n"));
      }
    }
    daemon.awaitFinished("web", "served", 9);
  }

  @Test
  void everyAddressIsIpv6AndIpv4() throws IOException {
    assumeTrue(Files.exists(Path.of("/proc/net/if_inet6")), "this machine has no IPv6");
    Preforkd daemon = stage.start(on("\"*:@PORT@\"", "mode: static", "max: 1"));
    for (String host : new String[] {"127.0.0.1", "[::1]"}) {
      Finished curl =
          Finished.run("curl", "-sS", "--max-time", "20", "http://" + host + ":" + daemon.port());
      assertEquals("hello", curl.output().strip(), host);
    }
  }

  @Test
  void anAbstractNameLeavesNoFile() throws IOException {
    Preforkd daemon = stage.start(on("\"unix:@preforkd-test-@PORT@\"", "mode: static", "max: 1"));
    Finished curl =
        Finished.run(
            "curl",
            "-sS",
            "--max-time",
            "20",
            "--abstract-unix-socket",
            "preforkd-test-" + daemon.port(),
            "http://x/");
    assertEquals("hello", curl.output().strip());
  }

  @Test
  void aSocketFileHasTheModeAndTheOwnerOfItsListener() throws IOException {
    assumeTrue(Finished.run("id", "-u").output().strip().equals("0"), "only root gives files away");
    Preforkd daemon =
        stage.start(
            on(
                "{address: \"unix:@DIR@/web.sock\", mode: \"0620\", owner: nobody}",
                "mode: static",
                "max: 1"));
    Path socket = daemon.file("web.sock");
    assertEquals("rw--w----", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
    assertEquals("nobody", Files.getOwner(socket).getName());
    assertEquals(0, daemon.stop());
    assertFalse(Files.exists(socket));
  }

  @Test
  void aStaleSocketFileIsReplaced() throws IOException {
    Path path = stage.folder().resolve("web.sock");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    assertTrue(Files.exists(path));
    Preforkd daemon = stage.start(on("\"unix:@DIR@/web.sock\"", "mode: static", "max: 1"));
    try (Client client = Client.to(daemon.file("web.sock"))) {
      assertTrue(client.finish().endsWith("hello\n"));
    }
  }

  @Test
  void aBacklogThatTheSystemCapsIsWarnedOf() throws IOException {
    int cap = Integer.parseInt(Files.readString(Path.of("/proc/sys/net/core/somaxconn")).strip());
    assumeTrue(cap < 65_535, "somaxconn is as high as a backlog can be");
    Preforkd daemon =
        stage.start(
            on("{address: \"127.0.0.1:@PORT@\", backlog: 65535}", "mode: static", "max: 1"));
    daemon.log().await("WARN .*backlog 65535 is capped at " + cap + ".*net.core.somaxconn");
  }

  @Test
  void anInheritedSocketIsServedAndLeftOpen() throws IOException {
    stage.by("perl", stage.worker("socket-unit.pl"), stage.folder() + "/unit.sock", "web");
    Preforkd daemon = stage.start(on("\"systemd:web\"", "mode: static", "max: 1"));
    try (Client client = Client.to(daemon.file("unit.sock"))) {
      assertTrue(client.finish().endsWith("hello\n"));
    }
    assertEquals(0, daemon.stop());
    assertTrue(Files.exists(stage.folder().resolve("unit.sock")), "the file is its starter's");
  }

  @Test
  void aSocketThatNobodyHandedOverIsNamed() throws IOException {
    stage.by("perl", stage.worker("socket-unit.pl"), stage.folder() + "/unit.sock", "web");
    Finished refused = stage.refused(on("\"systemd:other\"", "max: 4"));
    assertEquals(69, refused.exitCode(), refused.output());
    assertTrue(refused.output().contains("systemd:other"), refused.output());
  }

  @Test
  void theDaemonsUserDropsRootAfterBinding() throws IOException {
    assumeTrue(Finished.run("id", "-u").output().strip().equals("0"), "only root can drop root");
    Preforkd daemon =
        stage.start(
            "user: nobody\n"
                + Workers.ADMIN
                + "pools:\n"
                + Workers.pool(
                    "web", "127.0.0.1:@LOWPORT@", Workers.JAVA, "mode: static", "max: 1"));
    String nobody = Finished.run("id", "-u", "nobody").output().strip();
    assertTrue(
        daemon.process().status("Uid").matches(nobody + "(\\s+" + nobody + "){3}"),
        daemon.process().status("Uid"));
    assertTrue(daemon.idleChild("web", 0).process().status("Uid").startsWith(nobody));
    assertTrue(Client.get(daemon.port("LOWPORT")).endsWith("hello\n"));
    assertEquals(200, Admin.at(daemon.port("ADMIN")).get("/readyz").status());
  }

  @Test
  void whoeverWaitsForAnAddressIsToldToStop() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      Preforkd daemon = stage.begin("bind-retry: 1h\n" + on(address));
      daemon.log().await("it is tried again for");
      daemon.signal("TERM");
      assertEquals(69, daemon.exitCode());
      daemon.log().await(address + ".*Address already in use");
    }
  }

  private static String on(String listen, String... keys) {
    return Workers.ADMIN + "pools:\n" + Workers.pool("web", listen, Workers.JAVA, keys);
  }
}
