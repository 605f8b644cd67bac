package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.ProcessView;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers of the kind {@code inetd}: an unchanged program for each connection. */
class InetdTest {
  private static final int LISTENER = 3;
  private static final int KILLED = 128 + 9;

  private static final String CAT = "{inetd: [cat]}";

  /** Says its pid and sends back what comes; the dollars are those of a configuration. */
  private static final String NAMED_CAT = "{inetd: [sh, -c, 'echo $$$$; exec cat']}";

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void givesEachConnectionToAProgramOfItsOwn() throws IOException {
    Preforkd daemon = start("{inetd: [sed, -u, s/good/fine/]}");
    for (int i = 0; i < 2; i++) {
      try (Client client = Client.to(daemon.port())) {
        assertEquals("fine day\n", client.send("good day\n").read(9));
        assertEquals("fine night\n", client.send("good night\n").end().readAll());
      }
    }
    daemon.awaitFinished("web", "served", 2);
    assertEquals(0, daemon.log().count("inetd.pl"));
  }

  @Test
  void tellsTheProgramOfItsConnectionAndHidesWhatIsOurs() throws IOException {
    Preforkd daemon = start("{inetd: [env]}", "environment: {COLOUR: blue}");
    try (Client client = Client.to(daemon.port())) {
      List<String> variables = client.readAll().lines().toList();
      assertTrue(
          variables.containsAll(
              List.of(
                  "PROTO=TCP",
                  "TCPREMOTEIP=127.0.0.1",
                  "TCPLOCALIP=127.0.0.1",
                  "TCPLOCALPORT=" + daemon.port(),
                  "COLOUR=blue")),
          variables.toString());
      assertTrue(variables.stream().anyMatch(v -> v.matches("TCPREMOTEPORT=[0-9]+")));
      assertTrue(variables.stream().noneMatch(v -> v.matches("(PREFORKD|LISTEN)_.*")));
    }
  }

  @Test
  void servesASocketFile() throws IOException {
    String socket = "\"unix:@DIR@/web.sock\"";
    Preforkd daemon =
        stage.start(Workers.ADMIN + "pools:\n" + Workers.pool("web", socket, "{inetd: [env]}"));
    try (Client client = Client.to(daemon.file("web.sock"))) {
      String variables = client.readAll();
      assertTrue(variables.contains("PROTO=UNIX\n"), variables);
      assertFalse(variables.contains("TCP"), variables);
    }
  }

  @Test
  void namesAnAddressOfIpv4AsSuchOnAListenerForBoth() throws IOException {
    Preforkd daemon =
        stage.start(
            Workers.ADMIN + "pools:\n" + Workers.pool("web", "\"*:@PORT@\"", "{inetd: [env]}"));
    try (Client client = Client.to(daemon.port())) {
      String variables = client.readAll();
      assertTrue(variables.contains("TCPREMOTEIP=127.0.0.1\n"), variables);
    }
  }

  @Test
  void leavesTheProgramABlockingConnectionAndNoDescriptorOfOurs() throws IOException {
    Preforkd daemon =
        start("{inetd: [sh, -c, 'ls /proc/self/fd; grep flags /proc/self/fdinfo/0']}");
    try (Client client = Client.to(daemon.port())) {
      assertEquals("0\n1\n2\n3\nflags:\t02\n", client.readAll()); // 3: the folder that ls reads
    }
  }

  @Test
  void closesTheListenerAndFinishesTheConnectionWhenDrained() throws IOException {
    Preforkd daemon = start(CAT);
    ProcessView child = daemon.idleChild("web", 0).process();
    try (Client client = Client.to(daemon.port())) {
      assertEquals("a", client.send("a").read(1));
      daemon.signal("TERM");
      Patience.until("the listener is closed", () -> !child.descriptors().containsKey(LISTENER));
      assertEquals("b", client.send("b").end().readAll());
    }
    assertEquals(0, daemon.exitCode());
    daemon.log().await("ended: exit code 0 .* connections=1 lost=0");
  }

  @Test
  void finishesTheConnectionWhenTheDaemonIsKilledAndFreesThePort() throws IOException {
    Preforkd daemon = start(CAT);
    try (Client client = Client.to(daemon.port())) {
      assertEquals("a", client.send("a").read(1));
      daemon.signal("KILL");
      assertEquals(KILLED, daemon.exitCode());
      Patience.until("nobody holds the port", () -> isRefused(daemon.port()));
      assertEquals("b", client.send("b").end().readAll());
    }
  }

  @Test
  void tellsOfAProgramThatFailsAndGoesOn() throws IOException {
    Preforkd daemon = start("{inetd: [sh, -c, 'echo bye; exit 3']}");
    for (int i = 1; i <= 2; i++) {
      try (Client client = Client.to(daemon.port())) {
        assertEquals("bye\n", client.readAll());
      }
      daemon.log().await(i, "\\| inetd.pl: sh \\(pid [0-9]+\\) ended with exit code 3");
    }
    assertEquals(0, daemon.log().count(" ended: "));
  }

  @Test
  void tellsOfAProgramThatIsKilledAndGoesOn() throws IOException {
    Preforkd daemon = start(NAMED_CAT);
    Child child = daemon.idleChild("web", 0);
    try (Client client = Client.to(daemon.port())) {
      ProcessView program = program(client);
      assertEquals(Long.toString(child.pid()), program.stat().get(2), "process group");
      assertEquals("0000000000000000", program.status("SigIgn"));
      program.signal("KILL");
      assertEquals("", client.readAll());
    }
    daemon.log().await("\\| inetd.pl: sh \\(pid [0-9]+\\) was killed by signal 9");
    try (Client client = Client.to(daemon.port())) {
      assertTrue(program(client).isAlive());
    }
    assertEquals(child, daemon.idleChild("web", 0));
  }

  @Test
  void handsATermOnToTheProgram() throws IOException {
    Preforkd daemon = stage.start("stop-timeout: 100ms\n" + web(CAT));
    try (Client client = Client.to(daemon.port())) {
      assertEquals("a", client.send("a").read(1));
      daemon.signal("TERM");
      assertEquals("", client.readAll());
    }
    assertEquals(0, daemon.exitCode());
    daemon.log().await("\\| inetd.pl: cat \\(pid [0-9]+\\) was killed by signal 15");
    daemon.log().await("ended: exit code 0");
  }

  /** What is left of it would be found by the stage. */
  @Test
  void killsAProgramThatDoesNotHearTerm() throws IOException {
    String deaf = "{inetd: [sh, -c, \"trap '' TERM; echo deaf; exec cat\"]}";
    Preforkd daemon = stage.start("stop-timeout: 100ms\n" + web(deaf, "kill-after: 100ms"));
    try (Client client = Client.to(daemon.port())) {
      assertEquals("deaf\n", client.read(5));
      daemon.signal("TERM");
      assertEquals("", client.readAll());
    }
    assertEquals(0, daemon.exitCode());
    daemon.log().await("ended: SIGKILL");
  }

  @Test
  void endsAProgramThatTakesTooLong() throws IOException {
    Preforkd daemon = start(NAMED_CAT, "connection-timeout: 200ms");
    try (Client client = Client.to(daemon.port())) {
      ProcessView program = program(client);
      assertEquals("", client.readAll());
      Patience.until("the end of the program", () -> !program.isAlive());
    }
    daemon.log().await("connection-timeout");
  }

  @Test
  void conforms() throws IOException {
    Finished played =
        stage.preforkd(
            "conformance",
            "--",
            "/usr/bin/perl",
            stage.image() + "/lib/inetd.pl",
            "perl",
            stage.worker("program.pl"));
    assertEquals(0, played.exitCode(), played.output());
    assertTrue(played.output().contains(" passed, 0 failed, "), played.output());
  }

  private Preforkd start(String worker, String... keys) throws IOException {
    return stage.start(web(worker, keys));
  }

  /** One child, so that it is known who serves. */
  private static String web(String worker, String... keys) {
    return Workers.web(worker, "mode: static", "max: 1", String.join("\n    ", keys));
  }

  private static ProcessView program(Client client) throws IOException {
    StringBuilder pid = new StringBuilder();
    String next = client.read(1);
    while (next.matches("[0-9]")) {
      pid.append(next);
      next = client.read(1);
    }
    return new ProcessView(Long.parseLong(pid.toString()));
  }

  private static boolean isRefused(int port) {
    try {
      Client.to(port).close();
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
