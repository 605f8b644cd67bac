package io.preforkd.spamd.scan;

import java.io.InputStream;
import java.nio.ByteBuffer;

/** A buffer as a stream; it keeps no lock and has nothing to close. */
final class BufferStream extends InputStream {
  private final ByteBuffer bytes;

  BufferStream(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read() {
    return bytes.hasRemaining() ? bytes.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (length > 0 && !bytes.hasRemaining()) {
      return -1;
    }
    int n = Math.min(length, bytes.remaining());
    bytes.get(into, offset, n);
    return n;
  }

  @Override
  public int available() {
    return bytes.remaining();
  }
}
