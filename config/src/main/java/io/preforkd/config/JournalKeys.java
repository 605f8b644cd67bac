package io.preforkd.config;

import java.nio.file.Path;
import java.util.Optional;

/** The table of keys: the journal on disk. */
final class JournalKeys {
  private static final long LEAST = 64L << 10;
  private static final long MOST = 1L << 40;
  private static final long USUAL = 64L << 20;
  private static final int MOST_FILES = 1000;

  static final Key<Optional<Path>> FILE =
      Key.of(
          "file",
          new JournalFileType(),
          Optional.empty(),
          "The file, for preforkd replay, in a folder that the daemon may write to; each daemon needs its own.");

  static final Key<Long> SIZE =
      Key.derived(
          "size",
          new SizeType(LEAST, MOST),
          "64MiB",
          journal -> ofAFile(journal, USUAL),
          "The size at which the file is renamed to FILE.1 and another one is begun; 0 for never.");

  static final Key<Integer> KEEP =
      Key.derived(
          "keep",
          new WholeNumber(0, MOST_FILES),
          "2",
          journal -> ofAFile(journal, 2),
          "How many older files are kept, FILE.1 being the youngest.");

  static final Section SECTION = Section.of("journal", FILE, SIZE, KEEP).withShorthand(FILE);

  private JournalKeys() {}

  /** Applies to a journal on disk alone. */
  private static <T> Optional<Setting<T>> ofAFile(Values journal, T value) {
    return journal.value(FILE).flatMap(file -> file).map(file -> Setting.constant(value));
  }
}
