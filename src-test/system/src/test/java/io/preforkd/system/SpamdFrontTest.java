package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The protocol of spamd over real sockets, with clients that do not behave. */
class SpamdFrontTest {
  private static final String PING = "PING SPAMC/1.5\r\n\r\n";
  private static final String PONG = "SPAMD/1.5 0 PONG\r\n";
  private static final String HAM = "SPAMD/1.1 0 EX_OK\r\nSpam: False ; 0.0 / 5.0\r\n\r\n";
  private static final int CONFIG = 78;

  @RegisterExtension final Stage stage = new Stage();

  @ParameterizedTest
  @CsvSource({
    "'PING SPA', '1 second socket timeout reading input from client'",
    "'PING SPAMC/1.5\r\n', '1 second socket timeout reading input from client'",
    "'CHECK SPAMC/1.5\r\nUser: x\r\n', '2 second timeout while trying to CHECK'",
    "'SYMBOLS SPAMC/1.5\r\nContent-length: 9\r\n\r\nx', '2 second timeout while trying to SYMBOLS'",
  })
  void slowClientsAreTold(String sent, String reply) throws IOException {
    Preforkd daemon = stage.start(spamd("timeout-tcp: 1s, timeout-child: 2s"));
    try (Client client = Client.to(daemon.port())) {
      assertEquals("SPAMD/1.0 79 Timeout: (" + reply + ")\r\n", client.send(sent).readAll());
    }
    assertEquals(PONG, Client.to(daemon.port()).send(PING).readAll());
  }

  @Test
  void aClientThatStillSendsGetsItsAnswer() throws IOException {
    Preforkd daemon = stage.start(spamd(""));
    String more = "x".repeat(100_000) + "\r\n";
    try (Client client = Client.to(daemon.port())) {
      client.send("FOO SPAMC/1.2\r\n" + more);
      String answer = "SPAMD/1.0 76 Bad header line: FOO SPAMC/1.2\r\n";
      assertEquals(answer, client.read(answer.length()));
      for (int i = 0; i < 20; i++) {
        client.send(more);
      }
      assertEquals("", client.end().readAll());
    }
  }

  @Test
  void aClientThatGoesOnForEverIsCutOff() throws IOException {
    Preforkd daemon = stage.start(spamd("drain-time: 1s"));
    try (Client client = Client.to(daemon.port())) {
      assertTrue(client.send("FOO\r\n").readAll().startsWith("SPAMD/1.0 76 "));
      daemon.awaitFinished("spamd", "served", 1);
    }
  }

  @Test
  void clientsThatLeaveCostNothing() throws IOException {
    Preforkd daemon = stage.start(spamd(""));
    Child child = daemon.idleChild("spamd", 0);
    for (String sent : List.of("", "PING", "CHECK SPAMC/1.5\r\n", PING, "PROCESS SPAMC/1.0\r\nx")) {
      Client.to(daemon.port()).send(sent).close();
      Client.to(daemon.port()).send(sent).reset();
    }
    assertEquals(PONG, Client.to(daemon.port()).send(PING).readAll());
    assertEquals(child.pid(), daemon.idleChild("spamd", 0).pid());
    assertEquals(0, daemon.log().count("connection failed"));
  }

  @Test
  void aBombIsDefused() throws IOException {
    Preforkd daemon = stage.start(spamd("inflated-size: 10MiB"));
    byte[] bomb = zeros(50_000_000);
    String head =
        "CHECK SPAMC/1.5\r\nCompress: zlib\r\nContent-length: " + bomb.length + "\r\n\r\n";
    assertEquals(
        "SPAMD/1.0 69 Service Unavailable: message of more than 10485760 bytes\r\n",
        exchange(daemon, head, bomb));
    assertEquals(HAM, exchange(daemon, "CHECK SPAMC/1.0\r\n", new byte[] {'x'}));
  }

  @Test
  void messagesLargerThanTheHeapAreServed() throws IOException {
    Preforkd daemon = stage.start(spamd("timeout-child: 1h"));
    byte[] packed = zeros(100_000_000);
    String head =
        "CHECK SPAMC/1.5\r\nCompress: zlib\r\nContent-length: " + packed.length + "\r\n\r\n";
    assertEquals(HAM, exchange(daemon, head, packed));
  }

  @Test
  void manyConnectionsAtATimeInOneChild() throws IOException {
    Preforkd daemon = stage.start(spamd("", "concurrency: 16", "mode: static"));
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      clients.add(Client.to(daemon.port()).send("CHECK SPAMC/1.5\r\nContent-length: 3\r\n"));
    }
    for (Client client : clients) {
      assertEquals(HAM, client.send("\r\nhi\n").end().readAll());
      client.close();
    }
  }

  @Test
  void anybodysScannerIsServed() throws IOException {
    Preforkd daemon =
        stage.start(spamd("scanner: io.preforkd.example.LengthScanner, longest: '5'"));
    assertEquals(
        "SPAMD/1.1 0 EX_OK\r\nContent-length: 12\r\nSpam: True ; 10.0 / 5.0\r\n\r\nLONG_SUBJECT",
        exchange(daemon, "SYMBOLS SPAMC/1.5\r\n\r\nSubject: 123456\n\n", new byte[0]));
  }

  @ParameterizedTest
  @CsvSource({
    "scanner: no.Such, settings: handler class no.Such is not on the class path",
    "timeout-tcp: soon, 'settings: timeout-tcp: \"soon\" is wrong; give a time'",
    "colour: blue, settings: there is no setting colour",
    "rules: /no/such, settings: rules: /no/such cannot be read",
  })
  void wrongSettingsEndThePoolWithTheirReason(String setting, String reason) throws IOException {
    Preforkd daemon = stage.launch(spamd(setting));
    daemon.log().await("\\| preforkd worker: pool=spamd .*" + reason);
    assertEquals(CONFIG, daemon.exitCode());
    assertEquals(0, daemon.log().count("\\| \\s+at "));
  }

  @Test
  void aLargeMailLeavesNoFile() throws IOException {
    Path folder = Files.createDirectory(stage.folder().resolve("mails"));
    Preforkd daemon = stage.start(storingIn("@DIR@/mails"));
    String mail = "x".repeat(1_000_000) + "\n";
    String head = "CHECK SPAMC/1.5\r\nContent-length: " + mail.length() + "\r\n\r\n";
    assertEquals(HAM, exchange(daemon, head + mail, new byte[0]));
    try (Client client = Client.to(daemon.port())) {
      client.send(head + mail.substring(1000));
      daemon.idleChild("spamd", 0).signal("KILL");
      Patience.until("a successor", () -> daemon.log().count("idle after") > 1);
    }
    assertEquals(0, folder.toFile().list().length);
  }

  @Test
  void aMailThatCannotBeStoredIsRefused() throws IOException {
    Preforkd daemon = stage.start(storingIn("/no/such/folder"));
    String answer = exchange(daemon, "CHECK SPAMC/1.0\r\n" + "x".repeat(1_000_000), new byte[0]);
    String refused = "SPAMD/1.0 69 Service Unavailable: message cannot be stored: /no/such/folder";
    assertTrue(answer.startsWith(refused), answer);
    assertEquals(HAM, exchange(daemon, "CHECK SPAMC/1.0\r\nx", new byte[0]));
  }

  private static String storingIn(String folder) {
    String options = "options: [-Xmx64m, '-Djava.io.tmpdir=" + folder + "']";
    return spamd("").replace("settings:", options + ", settings:");
  }

  private static String exchange(Preforkd daemon, String head, byte[] body) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), daemon.port())) {
      socket.setSoTimeout((int) Patience.LIMIT.toMillis());
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().write(body);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static byte[] zeros(int length) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] chunk = new byte[1_000_000];
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
      for (int left = length; left > 0; left -= chunk.length) {
        deflater.write(chunk);
      }
    }
    return packed.toByteArray();
  }

  private static String spamd(String settings, String... keys) {
    List<String> all = new ArrayList<>(List.of("max: 1"));
    all.addAll(List.of(keys));
    return Workers.spamd(settings, all.toArray(String[]::new));
  }
}
