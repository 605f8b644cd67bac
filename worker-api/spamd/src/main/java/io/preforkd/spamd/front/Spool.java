package io.preforkd.spamd.front;

import io.preforkd.spamd.protocol.Refusal;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A message while it is worked on: in the heap, or beyond {@value #IN_MEMORY} bytes in a nameless
 * file in the temporary folder, so that the size of messages says nothing of the size of the heap.
 * spamc sends up to 500 KiB unless it is told otherwise.
 */
final class Spool implements Closeable {
  static final int IN_MEMORY = 524_288;

  private static final int FIRST = 16_384;

  private final long most;
  private byte[] memory = new byte[FIRST];
  private long size;
  private FileChannel file;

  /** An empty one for so many bytes at most. */
  Spool(long most) {
    this.most = most;
  }

  /**
   * Adds bytes.
   *
   * @throws Refusal if the message becomes too large, or the file cannot be written
   */
  void add(ByteBuffer bytes) throws Refusal {
    if (size + bytes.remaining() > most) {
      throw tooLarge();
    }
    try {
      if (file == null && size + bytes.remaining() > IN_MEMORY) {
        moveToFile();
      }
      append(bytes);
    } catch (IOException e) {
      throw Refusal.unavailable("message cannot be stored: " + e.getMessage());
    }
  }

  /** The refusal of a message that is, or says that it is, too large. */
  Refusal tooLarge() {
    return Refusal.unavailable("message of more than " + most + " bytes").ofLimit();
  }

  long most() {
    return most;
  }

  long size() {
    return size;
  }

  /** All of it; valid until {@link #close}. */
  ByteBuffer bytes() throws Refusal {
    if (file == null) {
      return ByteBuffer.wrap(memory, 0, (int) size).slice();
    }
    try {
      return file.map(FileChannel.MapMode.READ_ONLY, 0, size);
    } catch (IOException e) {
      throw Refusal.unavailable("message cannot be read: " + e.getMessage());
    }
  }

  /** Gives the disk's space back at once; the mapping goes when the collector finds it. */
  @Override
  public void close() throws IOException {
    if (file != null) {
      file.truncate(0);
      file.close();
    }
  }

  private void append(ByteBuffer bytes) throws IOException {
    int n = bytes.remaining();
    if (file == null) {
      makeRoom((int) size + n);
      bytes.get(memory, (int) size, n);
    } else {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    }
    size += n;
  }

  private void makeRoom(int length) {
    if (length > memory.length) {
      memory = Arrays.copyOf(memory, Math.max(length, Math.min(IN_MEMORY, 2 * memory.length)));
    }
  }

  private void moveToFile() throws IOException {
    Path name = Files.createTempFile("preforkd-spamd-", ".eml");
    try {
      file = FileChannel.open(name, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } finally {
      Files.delete(name);
    }
    ByteBuffer begin = ByteBuffer.wrap(memory, 0, (int) size);
    while (begin.hasRemaining()) {
      file.write(begin);
    }
    memory = new byte[0];
  }
}
