package io.preforkd.spamd.front;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A client that sends byte by byte, and then ends, or nothing more, or reads nothing. */
final class SlowWire implements Wire {
  private final ByteBuffer sent;
  private final boolean ends;
  private final boolean reads;
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

  private SlowWire(String sent, boolean ends, boolean reads) {
    this.sent = ByteBuffer.wrap(sent.getBytes(StandardCharsets.ISO_8859_1));
    this.ends = ends;
    this.reads = reads;
  }

  static SlowWire endingAfter(String sent) {
    return new SlowWire(sent, true, true);
  }

  static SlowWire stalledAfter(String sent) {
    return new SlowWire(sent, false, true);
  }

  static SlowWire readingNothing(String sent) {
    return new SlowWire(sent, false, false);
  }

  @Override
  public void until(long deadline) {}

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (!sent.hasRemaining() && ends) {
      return -1;
    }
    if (!sent.hasRemaining()) {
      throw new TimeUp();
    }
    into.put(sent.get());
    return 1;
  }

  @Override
  public void write(ByteBuffer... parts) throws IOException {
    if (!reads) {
      throw new IOException("the client did not read its answer in time");
    }
    for (ByteBuffer part : parts) {
      while (part.hasRemaining()) {
        answer.write(part.get());
      }
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

  String answer() {
    return answer.toString(StandardCharsets.ISO_8859_1);
  }
}
