package io.preforkd.spamd.front;

import io.preforkd.spamd.protocol.BodyEnd;
import io.preforkd.spamd.protocol.BodyLength;
import io.preforkd.spamd.protocol.Refusal;
import io.preforkd.spamd.protocol.RequestHeaders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads a message from the input into a spool. */
final class Body {
  private static final int CHUNK = 16_384;

  private final Input input;
  private final Settings.Limits limits;

  Body(Input input, Settings.Limits limits) {
    this.input = input;
    this.limits = limits;
  }

  /**
   * All of it. The caller has to compare its length with what the client said, unless it came
   * compressed, and to close it.
   *
   * @throws Refusal if it is too large, or is no zlib stream where it should be one
   */
  Spool read(RequestHeaders headers) throws IOException, Refusal {
    Optional<BodyLength> length = headers.length();
    if (headers.compressed()) {
      return inflated(
          length.orElseThrow(() -> Refusal.unavailable("Compress requires Content-length header")));
    }
    Spool spool = new Spool(limits.message());
    return filled(spool, () -> plain(length, spool));
  }

  private void plain(Optional<BodyLength> length, Spool spool) throws IOException, Refusal {
    if (length.isPresent() && length.get().bytes() > limits.message()) {
      throw spool.tooLarge();
    }
    BodyEnd end = new BodyEnd(length);
    while (!end.isReached() && input.hasMore()) {
      ByteBuffer bytes = input.buffered();
      int n = end.take(bytes);
      spool.add(bytes.slice().limit(n));
      bytes.position(bytes.position() + n);
    }
  }

  /** The stream ends with the input; bytes beyond the length that the client said do not count. */
  private Spool inflated(BodyLength length) throws IOException, Refusal {
    Spool spool = new Spool(limits.inflated());
    Inflater inflater = new Inflater();
    try {
      return filled(spool, () -> inflate(inflater, length, spool));
    } finally {
      inflater.end();
    }
  }

  private void inflate(Inflater inflater, BodyLength length, Spool spool)
      throws IOException, Refusal {
    long taken = 0;
    while (input.hasMore()) {
      ByteBuffer bytes = input.buffered();
      taken += bytes.remaining();
      if (taken > limits.message()) {
        throw Refusal.unavailable("message of more than " + limits.message() + " bytes").ofLimit();
      }
      long beyond = Math.max(0, Math.min(bytes.remaining(), taken - length.bytes()));
      inflate(inflater, bytes.slice().limit((int) (bytes.remaining() - beyond)), spool);
      bytes.position(bytes.limit());
    }
    if (!inflater.finished()) {
      throw broken();
    }
  }

  private static void inflate(Inflater inflater, ByteBuffer bytes, Spool spool) throws Refusal {
    byte[] chunk = new byte[CHUNK];
    try {
      inflater.setInput(bytes);
      for (int n = inflater.inflate(chunk); n > 0; n = inflater.inflate(chunk)) {
        spool.add(ByteBuffer.wrap(chunk, 0, n));
      }
    } catch (DataFormatException e) {
      throw broken();
    }
  }

  /** In spamd's words, with its line feed. */
  private static Refusal broken() {
    return Refusal.unavailable("zlib: failed to find end of zlib stream\n");
  }

  private static Spool filled(Spool spool, Filling filling) throws IOException, Refusal {
    boolean whole = false;
    try {
      filling.run();
      whole = true;
      return spool;
    } finally {
      if (!whole) {
        spool.close();
      }
    }
  }

  /** What fills a spool. */
  private interface Filling {
    void run() throws IOException, Refusal;
  }
}
