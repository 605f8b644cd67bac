package io.preforkd.spamd.front;

import io.preforkd.spamd.protocol.Command;
import io.preforkd.worker.Metrics;
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
    unanswered = metrics.counter("spamd_unanswered", "Connections let in that got no reply");
    refused =
        metrics.counter(
            "spamd_refused", "Connections not let in, or beyond a limit", "reason", "limit");
    bytes = metrics.histogram("spamd_message_bytes", "Length of messages", BYTES);
  }

  @Override
  public void accept(Tally tally) {
    countRequest(tally);
    if (tally.isBeyondLimit()) {
      refused.increment();
    }
    tally.bytes().ifPresent(bytes::observe);
    tally.learned().forEach(this::countLearned);
    tally.seconds().ifPresent(after -> countVerdict(tally, after));
  }

  private void countRequest(Tally tally) {
    String code = tally.code().isPresent() ? Integer.toString(tally.code().getAsInt()) : NONE;
    counter(
            "spamd_requests",
            "Requests by command and code of the reply",
            "command",
            command(tally),
            "code",
            code)
        .increment();
    if (tally.isUnanswered()) {
      unanswered.increment();
    }
  }

  private void countVerdict(Tally tally, double after) {
    String verdict = tally.isSpam() ? "spam" : "ham";
    counter("spamd_verdicts", "Messages judged", "verdict", verdict).increment();
    seconds.computeIfAbsent(command(tally), this::histogram).observe(after);
  }

  private Metrics.Histogram histogram(String command) {
    return metrics.histogram(
        "spamd_scan_seconds", "Time from the accept to the verdict", SECONDS, "command", command);
  }

  private void countLearned(String what) {
    counter(
            "spamd_learned",
            "Messages learned, forgotten, reported and revoked by TELL",
            "what",
            what)
        .increment();
  }

  private Metrics.Counter counter(String name, String help, String... labels) {
    return counters.computeIfAbsent(
        List.of(labels), unknown -> metrics.counter(name, help, labels));
  }

  private static String command(Tally tally) {
    return tally.command().map(Command::name).orElse(NONE).toLowerCase(Locale.ROOT);
  }
}
