package io.preforkd.spamd.front;

import io.preforkd.spamd.scan.MessageScanner;
import io.preforkd.worker.Connection;
import io.preforkd.worker.Metrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Where connections come in. For any number of threads at a time that the scanner can bear. */
public final class Reception {
  private static final byte[] TRIAL =
      "PROCESS SPAMC/1.5\r\nUser: nobody\r\n\r\nSubject: trial\n\nThe first one is slow.\n"
          .getBytes(StandardCharsets.US_ASCII);

  private static final Peer NOBODY = new Peer("localhost", "127.0.0.1", "0", "trial");

  private final Desk desk;
  private final Selectors selectors = new Selectors();

  /**
   * For connections that come later.
   *
   * @param scanner that has been started
   * @param log takes the lines of the log, printable ASCII
   * @param metrics of the worker
   */
  public Reception(Settings settings, MessageScanner scanner, Consumer<String> log, Metrics metrics)
      throws IOException {
    int uid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    desk = new Desk(settings, scanner, new Watchdog(), new Log(log), uid, new Counts(metrics));
  }

  /**
   * Has a mail judged of which nobody hears, so that the first client does not wait for classes to
   * be loaded, and they get into the pool's class-data archive.
   */
  public void warmUp() throws Exception {
    Desk silent =
        new Desk(
            desk.settings(),
            desk.scanner(),
            desk.watchdog(),
            new Log(line -> {}),
            desk.uid(),
            tally -> {});
    new Exchange(silent, new MemoryWire(TRIAL), NOBODY, OptionalLong.empty()).run();
  }

  /**
   * Serves a connection.
   *
   * @throws Exception that of a scanner that has failed
   */
  public void serve(Connection connection) throws Exception {
    Optional<Peer> peer = peer(connection);
    if (peer.isPresent()) {
      try (Wire wire = new SocketWire(connection.channel(), selectors)) {
        new Exchange(desk, wire, peer.get(), connection.deadline()).run();
      }
    }
  }

  /** Empty if it has reset the connection already, and nobody knows any more who it was. */
  private Optional<Peer> peer(Connection connection) {
    try {
      return Optional.of(Peer.of(connection));
    } catch (IOException e) {
      desk.log().line("spamd: connection lost: " + e.getMessage());
      desk.counts().accept(new Tally());
      return Optional.empty();
    }
  }

  /** After the last connection. */
  public void close() throws IOException {
    desk.watchdog().close();
    selectors.close();
  }
}
