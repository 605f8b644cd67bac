package io.preforkd.server.journal;

import io.preforkd.config.JournalSettings;
import io.preforkd.server.sys.OlderFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The file that is being written, and those before it. Whatever fails, what was there stays as it
 * was, down to the last whole line.
 */
final class JournalFile {
  private static final int BUFFER = 1 << 16;

  private final JournalSettings settings;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(BUFFER);
  private FileChannel channel;
  private long written;
  private long least;

  JournalFile(JournalSettings settings) {
    this.settings = settings;
  }

  /** Writes a snapshot's line, in another file if this one is full or there is none yet. */
  void begin(String line) throws IOException {
    if (channel == null || isFull()) {
      end();
      open();
      least = 2L * line.length();
    }
    append(line);
    flush();
  }

  /** Writes a line, some time before the next {@link #flush}. */
  void append(String line) throws IOException {
    buffer.writeBytes(line.getBytes(StandardCharsets.UTF_8));
    if (buffer.size() >= BUFFER) {
      flush();
    }
  }

  void flush() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(buffer.toByteArray());
    buffer.reset();
    long position = written;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
    written = position;
  }

  /** Removes what a failure has left of a line. */
  void cutOff() throws IOException {
    buffer.reset();
    if (channel != null) {
      channel.truncate(written);
    }
  }

  /** One whose snapshot alone is larger than it should be holds some entries all the same. */
  boolean isFull() {
    long size = written + buffer.size();
    return settings.size() > 0 && size >= Math.max(settings.size(), least);
  }

  /** Writes what is left, and closes it; after a failure call {@link #cutOff} before. */
  void end() throws IOException {
    if (channel != null) {
      flush();
      channel.close();
      channel = null;
    }
  }

  private void open() throws IOException {
    if (Files.exists(settings.file(), LinkOption.NOFOLLOW_LINKS)) {
      requireNobodysElse();
      OlderFiles.shift(settings.file(), settings.keep());
    }
    channel =
        FileChannel.open(
            settings.file(),
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    written = 0;
    lock(channel);
  }

  private void requireNobodysElse() throws IOException {
    if (!Files.isRegularFile(settings.file(), LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("it is there, and not a regular file");
    }
    try (FileChannel present = FileChannel.open(settings.file(), StandardOpenOption.WRITE)) {
      lock(present);
    }
  }

  /** Until the channel is closed. */
  private static void lock(FileChannel file) throws IOException {
    if (file.tryLock() == null) {
      throw new IOException("another process writes it; give each daemon its own");
    }
  }
}
