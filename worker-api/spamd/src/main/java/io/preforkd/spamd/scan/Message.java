package io.preforkd.spamd.scan;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/**
 * One mail. Valid until {@link MessageScanner#scan} returns and what its verdict promised has been
 * asked for: whoever keeps its bytes longer has to copy them.
 */
public final class Message {
  private final ByteBuffer bytes;
  private final String user;
  private final OptionalLong deadline;
  private MailHead head;

  /**
   * A mail, as the worker makes it, and tests of a scanner.
   *
   * @param bytes from their position to their limit, as the client sent them, decompressed
   * @param user for whom it is; empty if the client does not say
   * @param deadline on the scale of {@link System#nanoTime}
   */
  public Message(ByteBuffer bytes, String user, OptionalLong deadline) {
    this.bytes = bytes.slice().asReadOnlyBuffer();
    this.user = user;
    this.deadline = deadline;
  }

  /** A new view of all of it, without a copy; up to 2 GiB, larger ones outside the heap. */
  public ByteBuffer bytes() {
    return bytes.duplicate();
  }

  /** All of it from its beginning; each call gives a stream of its own. */
  public InputStream stream() {
    return new BufferStream(bytes());
  }

  /** Bytes. */
  public int size() {
    return bytes.limit();
  }

  /** For whom it is; empty if the client did not say. Nobody has checked the name. */
  public String user() {
    return user;
  }

  /**
   * When the client is told that it took too long, on the scale of {@link System#nanoTime}; empty
   * for never. The thread is interrupted then, and what it returns later is of no use.
   */
  public OptionalLong deadline() {
    return deadline;
  }

  /** Its head: the fields before the first empty line. */
  public MailHead head() {
    if (head == null) {
      head = new MailHead(bytes());
    }
    return head;
  }

  /** The values of all fields of a name, in any case, unfolded, in order. */
  public List<String> header(String name) {
    return head().values(name);
  }
}
