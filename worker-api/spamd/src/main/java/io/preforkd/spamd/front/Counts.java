package io.preforkd.spamd.front;

import io.preforkd.spamd.protocol.Command;
import io.preforkd.worker.Metrics;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Counts connections, under the names that the engine in Perl has, too. For any number of threads.
 */
final class Counts implements Consumer<Tally> {
  private static final String NONE = "none";
  private static final List<String> CODES = List.of("0", "69", "76", "79", NONE);
  private static final List<String> VERDICTS = List.of("spam", "ham");
  private static final List<String> LEARNED =
      List.of("spam", "ham", "forgotten", "reported", "revoked");

  private static final double[] SECONDS = {
    0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300
  };

  /** From 1 KiB to 256 MiB. */
  private static final double[] BYTES = {
    1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24, 1 << 26, 1 << 28
  };

  private final Metrics metrics;
  private final Metrics.Counter unanswered;
  private final Metrics.Counter refused;
  private final Metrics.Histogram bytes;

  /** Kept, since the metrics check names and labels whenever they are asked. */
  private final Map<List<String>, Metrics.Counter> counters = new ConcurrentHashMap<>();

  private final Map<String, Metrics.Histogram> seconds = new ConcurrentHashMap<>();

  Counts(Metrics metrics) {
    this.metrics = metrics;
    unanswered =
        metrics.counter("spamd_unanswered", "Requests of a known command that got no reply");
    refused =
        metrics.counter(
            "spamd_refused", "Connections not let in, or beyond a limit", "reason", "limit");
    bytes = metrics.histogram("spamd_message_bytes", "Length of messages", BYTES);
    beginAtZero();
  }

  /** A rate would not see the first event of a series that comes with it. */
  private void beginAtZero() {
    unanswered.add(0);
    refused.add(0);
    List.of("76", "79", NONE).forEach(code -> requests(NONE, code).add(0));
    requests(word(Command.SKIP), NONE).add(0);
    for (Command command : EnumSet.complementOf(EnumSet.of(Command.SKIP))) {
      CODES.forEach(code -> requests(word(command), code).add(0));
    }
    VERDICTS.forEach(verdict -> verdicts(verdict).add(0));
    LEARNED.forEach(what -> learned(what).add(0));
  }

  @Override
  public void accept(Tally tally) {
    countRequest(tally);
    if (tally.isBeyondLimit()) {
      refused.increment();
    }
    tally.bytes().ifPresent(bytes::observe);
    tally.learned().forEach(what -> learned(what).increment());
    tally.seconds().ifPresent(after -> countVerdict(tally, after));
  }

  private void countRequest(Tally tally) {
    String code = tally.code().isPresent() ? Integer.toString(tally.code().getAsInt()) : NONE;
    requests(command(tally), code).increment();
    if (tally.isUnanswered()) {
      unanswered.increment();
    }
  }

  private void countVerdict(Tally tally, double after) {
    verdicts(tally.isSpam() ? "spam" : "ham").increment();
    seconds.computeIfAbsent(command(tally), this::histogram).observe(after);
  }

  private Metrics.Histogram histogram(String command) {
    return metrics.histogram(
        "spamd_scan_seconds", "Time from the accept to the verdict", SECONDS, "command", command);
  }

  private Metrics.Counter requests(String command, String code) {
    String help = "Requests by command and code of the reply";
    return counter("spamd_requests", help, "command", command, "code", code);
  }

  private Metrics.Counter verdicts(String verdict) {
    return counter("spamd_verdicts", "Messages judged", "verdict", verdict);
  }

  private Metrics.Counter learned(String what) {
    String help = "Messages learned, forgotten, reported and revoked by TELL";
    return counter("spamd_learned", help, "what", what);
  }

  private Metrics.Counter counter(String name, String help, String... labels) {
    return counters.computeIfAbsent(
        List.of(labels), unknown -> metrics.counter(name, help, labels));
  }

  private static String command(Tally tally) {
    return tally.command().map(Counts::word).orElse(NONE);
  }

  private static String word(Command command) {
    return command.name().toLowerCase(Locale.ROOT);
  }
}
