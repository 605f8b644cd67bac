package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.ProcessView;
import io.preforkd.system.harness.Stage;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every reply, byte for byte, beside the one of spamd itself with the same rules. */
@Timeout(600)
class EngineAgainstStockTest {
  private static final List<String> COMMANDS =
      List.of("CHECK", "SYMBOLS", "REPORT", "REPORT_IFSPAM", "PROCESS", "HEADERS");
  private static final List<String> MAILS =
      List.of(Engine.HAM, Engine.SPAM, "", "no header\n\n\u0001 binary\r\r\n\nand no end");

  @RegisterExtension final Stage stage = new Stage();

  @BeforeEach
  void needsTheEngine() throws IOException {
    Engine.assumeThere();
  }

  @Test
  void saysWhatSpamdSays() throws IOException {
    Preforkd daemon = Engine.start(stage, Engine.pool("--nouser-config", "--cf=use_bayes 0"));
    int port = freePort();
    Process stock = stock(port);
    try {
      for (String request : requests()) {
        String expected = masked(Engine.ask(port, request));
        assertEquals(expected, masked(Engine.ask(daemon.port(), request)), request);
      }
    } finally {
      new ProcessView(stock.pid()).signal("TERM");
      stock.onExit().join();
    }
  }

  /** Of the environment that a test's processes are known by, and of nobody else's home. */
  private Process stock(int port) throws IOException {
    Path log = stage.folder().resolve("stock.log");
    List<String> command = new ArrayList<>(List.of(Engine.STOCK, "-L", "-x", "--syslog=null"));
    command.addAll(List.of("--helper-home-dir=" + stage.folder().resolve("home")));
    command.addAll(List.of("--cf=use_bayes 0", "-m1", "--max-conn-per-child=10000", "-p" + port));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectInput(new File("/dev/null")).redirectOutput(log.toFile());
    builder.environment().clear();
    String path = stage.folder().resolve("bin") + File.pathSeparator + System.getenv("PATH");
    builder
        .environment()
        .putAll(Map.of("PATH", path, "PERL_HASH_SEED", "0", "PERL_PERTURB_KEYS", "0"));
    Process process = builder.start();
    Patience.until("spamd to serve", () -> says(log, "server pid:"));
    return process;
  }

  private static boolean says(Path log, String text) {
    try {
      return Files.readString(log).contains(text);
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static List<String> requests() {
    List<String> requests = new ArrayList<>();
    for (String command : COMMANDS) {
      MAILS.forEach(mail -> requests.add(Engine.request(command + " SPAMC/1.5", "", mail)));
      for (String version : List.of("1.0", "1.1", "1.2", "1.3")) {
        String headers = version.equals("1.0") ? "" : "User: games\r\n\r\n";
        requests.add(command + " SPAMC/" + version + "\r\n" + headers + Engine.SPAM);
      }
    }
    requests.addAll(odd());
    List<String> lengths = List.of("", "0", "x", "-1", "1.5", "5", "1000", "00150", "+150");
    lengths.forEach(n -> requests.add(check("Content-length: " + n + "\r\n\r\n" + Engine.HAM)));
    List<Integer> counts = List.of(254, 255, 256);
    counts.forEach(n -> requests.add(check("X: y\r\n".repeat(n) + "\r\n" + Engine.HAM)));
    List<String> users = List.of("", "games", "no such user", "a\tb", "a\u0001b", "root", "a:b");
    users.forEach(name -> requests.add(check("User: " + name + "\r\n\r\n" + Engine.HAM)));
    return requests;
  }

  private static String check(String rest) {
    return "CHECK SPAMC/1.2\r\n" + rest;
  }

  private static List<String> odd() {
    return List.of(
        "",
        "\r\n",
        "PING SPAMC/1.2\r\n",
        "PING SPAMC/1.2",
        "PING SPAMC/1.5\r\n\r\n",
        "PING SPAMC/1.5\r\n",
        "PING SPAMC/1.2\r\n\r\nPING SPAMC/1.2\r\n\r\n",
        "xxPING SPAMC/1.2\n",
        "ping SPAMC/1.2\r\n",
        "SKIP SPAMC/1.2\r\n",
        "FOO SPAMC/1.2\r\n\r\n",
        "CHECK\r\n",
        "CHECK SPAMC/1.2",
        check("no colon\r\n\r\n"),
        check("X: y\r\n"),
        check("X: y\n\n" + Engine.HAM),
        check("Compress: gzip\r\n\r\n"),
        check("Compress: zlib\r\n\r\n" + Engine.HAM),
        check("Compress: zlib\r\nContent-length: 10\r\n\r\nnot zlib at all"),
        "TELL SPAMC/1.5\r\nMessage-class: spam\r\nSet: local\r\n\r\n" + Engine.SPAM,
        "TELL SPAMC/1.0\r\n");
  }

  /** Without what differs between two replies of spamd itself: a MIME boundary, and the time. */
  private static String masked(String reply) {
    return reply
        .replaceAll("----------=_[0-9A-F.]+", "BOUNDARY")
        .replaceAll("(with SpamAssassin \\([^)]*\\);)\\s+[^\r\n]*", "$1 DATE")
        .replaceAll("Content-length: \\d+", "Content-length: N");
  }
}
