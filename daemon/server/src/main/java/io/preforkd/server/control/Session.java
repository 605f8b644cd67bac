package io.preforkd.server.control;

import io.preforkd.server.control.Refusal.Kind;
import io.preforkd.server.sys.LocalClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** One client of the control socket: reads requests and answers them, one after the other. */
final class Session implements Runnable {
  static final int LONGEST_REQUEST = 65_536;

  /** For a whole request, from the end of the answer before it. */
  static final int PATIENCE_MS = 10_000;

  /** Whoever changed what stands in the log, whatever its level. */
  private static final Logger LOG = LoggerFactory.getLogger("preforkd.control");

  private final LocalClient client;
  private final Controls controls;
  private final Role role;
  private final String who;
  private final byte[] buffer = new byte[LONGEST_REQUEST];
  private int length;
  private volatile boolean isWorking;
  private volatile boolean isLast;

  /**
   * @param role what {@code who}, at the other end, may do
   */
  Session(LocalClient client, Controls controls, Role role, String who) {
    this.client = client;
    this.controls = controls;
    this.role = role;
    this.who = who;
  }

  @Override
  public void run() {
    try {
      serve();
    } catch (IOException e) {
      LOG.debug("control: a client is lost: {}", e.getMessage());
    } finally {
      close();
    }
  }

  /**
   * Whoever waits for the daemon's end waits for that of the process, which ends the connection,
   * unless that is another program's.
   */
  private void close() {
    if (controls.end().isEmpty() || controls.isGuest()) {
      client.close();
    }
  }

  private void serve() throws IOException {
    try {
      for (Optional<String> line = readLine(); line.isPresent(); line = nextLine()) {
        isWorking = true;
        send(answer(line.get()));
        isWorking = false;
      }
    } catch (Refusal e) {
      send(Answer.of(e));
    }
  }

  private Optional<String> nextLine() throws Refusal, IOException {
    return isLast ? Optional.empty() : readLine();
  }

  /** No further request; the answer to one that is under way is still sent. */
  void finish() {
    isLast = true;
    if (!isWorking) {
      client.end();
    }
  }

  private ObjectNode answer(String line) {
    try {
      Request request = Request.parse(line);
      Command command = Commands.of(request, role);
      if (!command.isQuestion()) {
        LOG.info("control: {} by {}", request, who);
      }
      return command.run(request, controls, new Waiting(client));
    } catch (Refusal e) {
      return Answer.of(e);
    } catch (RuntimeException e) {
      LOG.error("a fault in preforkd itself; the daemon goes on", e);
      return Answer.of(new Refusal(Kind.SOFTWARE, "a fault in preforkd itself: " + e));
    }
  }

  private void send(ObjectNode answer) throws IOException {
    client.write(Answer.line(answer), PATIENCE_MS);
  }

  /** The next line; empty when the client has sent its last. */
  private Optional<String> readLine() throws Refusal, IOException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
    for (int end = lineEnd(); ; end = lineEnd()) {
      if (end >= 0) {
        return Optional.of(take(end));
      }
      if (length == buffer.length) {
        throw new Refusal(Kind.USAGE, "a request is longer than " + LONGEST_REQUEST + " bytes");
      }
      if (!readMore(deadline)) {
        return Optional.empty();
      }
    }
  }

  private boolean readMore(long deadline) throws Refusal, IOException {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    byte[] chunk = new byte[Math.min(4096, buffer.length - length)];
    int count = left <= 0 ? -1 : client.read(chunk, (int) left);
    if (count < 0 && left <= 0) {
      throw new Refusal(Kind.TIMEOUT, "no request within " + PATIENCE_MS + " ms");
    }
    System.arraycopy(chunk, 0, buffer, length, Math.max(0, count));
    length += Math.max(0, count);
    return count != 0;
  }

  private int lineEnd() {
    for (int i = 0; i < length; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private String take(int end) {
    String line = new String(buffer, 0, end, StandardCharsets.UTF_8);
    byte[] rest = Arrays.copyOfRange(buffer, end + 1, length);
    System.arraycopy(rest, 0, buffer, 0, rest.length);
    length = rest.length;
    return line;
  }
}
