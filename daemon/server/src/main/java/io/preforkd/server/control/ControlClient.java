package io.preforkd.server.control;

import io.preforkd.server.control.Refusal.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Asks a daemon by its control socket. */
public final class ControlClient {
  private static final int CHUNK = 65_536;

  private final Path socket;
  private final Optional<Duration> patience;

  /**
   * @param patience how long to wait for an answer; empty for as long as it takes
   */
  public ControlClient(Path socket, Optional<Duration> patience) {
    this.socket = socket;
    this.patience = patience;
  }

  /**
   * Sends a command and waits for its answer, and for the end of a daemon that says that it ends.
   *
   * @throws Refusal why there is no answer, or what the daemon refused
   */
  public JsonNode ask(ObjectNode request) throws Refusal {
    Timer timer = new Timer("patience", true);
    AtomicBoolean isOver = new AtomicBoolean();
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      patience.ifPresent(time -> timer.schedule(giveUp(channel, isOver), time.toMillis()));
      channel.connect(UnixDomainSocketAddress.of(socket)); // waits while the daemon's queue is full
      send(channel, ByteBuffer.wrap(Answer.line(request)));
      return checked(answer(channel));
    } catch (IOException e) {
      throw isOver.get() ? late() : refusal(e);
    } finally {
      timer.cancel();
    }
  }

  private static TimerTask giveUp(SocketChannel channel, AtomicBoolean isOver) {
    return new TimerTask() {
      @Override
      public void run() {
        isOver.set(true);
        try {
          channel.close();
        } catch (IOException e) {
          throw new IllegalStateException("a socket cannot be closed", e);
        }
      }
    };
  }

  /** Whoever is refused is told so before he has asked: then it is the answer that counts. */
  private static void send(SocketChannel channel, ByteBuffer line) throws IOException {
    try {
      while (line.hasRemaining()) {
        channel.write(line);
      }
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      return; // what stands in the way is read next
    }
  }

  private JsonNode answer(SocketChannel channel) throws IOException, Refusal {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
    boolean isWhole = false;
    while (!isWhole && channel.read(buffer.clear()) >= 0) {
      bytes.write(buffer.array(), 0, buffer.position());
      isWhole = buffer.position() > 0 && buffer.get(buffer.position() - 1) == '\n';
    }
    if (!isWhole) {
      throw new Refusal(
          Kind.UNAVAILABLE, "the daemon at " + socket + " has gone without an answer");
    }
    JsonNode answer = parse(bytes.toString(StandardCharsets.UTF_8));
    if (answer.path(Answer.OK).asBoolean(false) && answer.has(Answer.EXIT)) {
      awaitEnd(channel);
    }
    return answer;
  }

  private static void awaitEnd(SocketChannel channel) throws IOException {
    ByteBuffer nothing = ByteBuffer.allocate(1);
    while (channel.read(nothing.clear()) >= 0) {}
  }

  private JsonNode parse(String line) throws Refusal {
    try {
      return JsonMapper.shared().readTree(line);
    } catch (JacksonException e) {
      throw new Refusal(
          Kind.SOFTWARE, socket + " answers what is no JSON: " + e.getOriginalMessage());
    }
  }

  private static JsonNode checked(JsonNode answer) throws Refusal {
    if (answer.path(Answer.OK).asBoolean(false)) {
      return answer;
    }
    throw new Refusal(
        Kind.of(answer.path(Answer.EXIT).asInt(0)), answer.path(Answer.ERROR).asString("refused"));
  }

  private Refusal late() {
    return new Refusal(
        Kind.TIMEOUT,
        "no answer from " + socket + " within " + patience.orElseThrow().toSeconds() + " s");
  }

  private Refusal refusal(IOException e) {
    if (e instanceof ClosedChannelException) {
      return new Refusal(Kind.UNAVAILABLE, "the daemon at " + socket + " has gone");
    }
    boolean isForbidden = String.valueOf(e.getMessage()).contains("Permission denied");
    if (isForbidden) {
      return new Refusal(Kind.PERMISSION, socket + ": " + e.getMessage());
    }
    return new Refusal(Kind.UNAVAILABLE, "no daemon answers at " + socket + ": " + e.getMessage());
  }
}
