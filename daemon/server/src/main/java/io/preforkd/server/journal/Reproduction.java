package io.preforkd.server.journal;

import io.preforkd.pool.journal.Difference;
import io.preforkd.pool.journal.Replay;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** A replay of one file of a journal. */
public final class Reproduction {
  private static final double NANOS = 1e9;
  private static final int BUFFER = 1 << 16;

  /** What has become of it. */
  public enum Outcome {
    /** Every decision is the same. */
    SAME,
    /** One is not. */
    DIFFERENT,
    /** The file, or the rest of it, is no journal that this version can read. */
    UNREADABLE
  }

  private final Path file;
  private final String version;
  private final Replay replay = new Replay();
  private final EntryReader reader = new EntryReader();

  /**
   * @param version of this program
   */
  public Reproduction(Path file, String version) {
    this.file = file;
    this.version = version;
  }

  /**
   * What has come of it, for a person.
   *
   * @param words one sentence or several, each a line
   */
  public record Result(Outcome outcome, String words) {}

  /**
   * Replays it to its end, or to the first fault.
   *
   * @throws IOException if the file cannot be read
   */
  public Result run() throws IOException {
    try (BufferedInputStream from = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      return run(new Lines(from));
    }
  }

  private Result run(Lines lines) throws IOException {
    Optional<String> line = lines.next();
    for (; line.isPresent(); line = lines.next()) {
      try {
        Optional<Difference> difference = replay.next(reader.read(line.get()));
        if (difference.isPresent()) {
          return different(lines, difference.get());
        }
      } catch (IllegalArgumentException e) {
        return unreadable(place(lines) + ": " + e.getMessage());
      }
    }
    return lines.number() == 0
        ? unreadable(file + ": it has no snapshot to begin with")
        : new Result(Outcome.SAME, same(lines));
  }

  private String same(Lines lines) {
    StringBuilder words = new StringBuilder();
    words.append(file).append(": ").append(soFar()).append(", all the same");
    if (reader.dropped() > 0) {
      words.append("\n  ").append(reader.dropped()).append(" entries were dropped by the daemon");
    }
    if (lines.isCutShort()) {
      words.append("\n  the last line, ").append(lines.number() + 1);
      words.append(", was cut short and has been left out");
    }
    return words.toString();
  }

  private String soFar() {
    return String.format(
        Locale.ROOT,
        "%d events, %d decisions of %d pools replayed",
        replay.events(),
        replay.decisions(),
        replay.pools());
  }

  private Result different(Lines lines, Difference difference) {
    StringBuilder words = new StringBuilder();
    words.append(place(lines)).append(": pool ").append(difference.pool()).append(" at ");
    words.append(String.format(Locale.ROOT, "%.9f s", difference.now() / NANOS));
    words.append(" decides otherwise on ").append(difference.event());
    words.append("\n  journal: ").append(difference.expected());
    words.append("\n  replay:  ").append(difference.got());
    words.append("\n  ").append(soFar());
    if (!reader.writtenBy().equals(version)) {
      words.append("\n  the journal is of preforkd ").append(reader.writtenBy());
      words
          .append(" and this is ")
          .append(version)
          .append(": replay it by the version that wrote it");
    }
    return new Result(Outcome.DIFFERENT, words.toString());
  }

  private Result unreadable(String why) {
    return new Result(Outcome.UNREADABLE, why + "\n  " + soFar() + " before that");
  }

  private String place(Lines lines) {
    return file + ":" + lines.number();
  }
}
