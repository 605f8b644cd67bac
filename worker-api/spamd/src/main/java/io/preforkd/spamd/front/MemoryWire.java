package io.preforkd.spamd.front;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** A client in memory, which has sent everything. */
final class MemoryWire implements Wire {
  private final ByteBuffer sent;
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

  MemoryWire(byte[] sent) {
    this.sent = ByteBuffer.wrap(sent);
  }

  @Override
  public void until(long deadline) {}

  @Override
  public int read(ByteBuffer into) {
    if (!sent.hasRemaining()) {
      return -1;
    }
    int n = Math.min(sent.remaining(), into.remaining());
    into.put(sent.slice().limit(n));
    sent.position(sent.position() + n);
    return n;
  }

  @Override
  public void write(ByteBuffer... parts) {
    for (ByteBuffer part : parts) {
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      answer.writeBytes(bytes);
    }
  }

  @Override
  public void endOutput() {}

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}

  /** What the client would have been sent so far. */
  byte[] answer() {
    return answer.toByteArray();
  }
}
