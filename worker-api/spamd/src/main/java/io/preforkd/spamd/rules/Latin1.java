package io.preforkd.spamd.rules;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Bytes as text, without a copy. Reading it fails once the thread is interrupted, so that a scan
 * ends whose time is over.
 */
final class Latin1 implements CharSequence {
  private static final int BETWEEN_LOOKS = 0xfff;

  private final ByteBuffer bytes;

  /** From 0 to the buffer's limit. */
  Latin1(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  @Override
  public int length() {
    return bytes.limit();
  }

  @Override
  public char charAt(int index) {
    if ((index & BETWEEN_LOOKS) == 0 && Thread.currentThread().isInterrupted()) {
      throw new IllegalStateException("the time for this mail is over");
    }
    return (char) (bytes.get(index) & 0xff);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new Latin1(bytes.slice(start, end - start));
  }

  @Override
  public String toString() {
    byte[] copy = new byte[length()];
    bytes.get(0, copy);
    return new String(copy, StandardCharsets.ISO_8859_1);
  }
}
