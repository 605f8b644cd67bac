package io.preforkd.server.journal;

import io.preforkd.pool.journal.Entry;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the entries of a journal. */
public final class JournalReader {
  private static final int BUFFER = 1 << 16;

  private JournalReader() {}

  /**
   * Gives each entry of a file to somebody, who may refuse it by an IllegalArgumentException; a
   * last line that was cut short is left out.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it is no journal, or an entry was refused; it names the
   *     line
   */
  public static void read(Path file, Consumer<Entry> to) throws IOException {
    try (BufferedInputStream from = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      Lines lines = new Lines(from);
      EntryReader reader = new EntryReader();
      for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
        try {
          to.accept(reader.read(line.get()));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              file + ":" + lines.number() + ": " + e.getMessage(), e);
        }
      }
    }
  }
}
