package io.preforkd.worker.runtime;

import io.preforkd.worker.protocol.Frame;
import io.preforkd.worker.protocol.ProtocolException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Frames to and from the parent. Reading belongs to one thread at a time, which {@link Orders} sees
 * to; sending to all.
 */
final class BackChannel {
  private static final Long NOW = 0L;
  private static final Long FOR_EVER = -1L;

  private final InheritedSockets sockets;
  private final int number;
  private final FileDescriptor descriptor;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] frame = new byte[Frame.SIZE];
  private final byte[] report = new byte[Frame.SIZE];

  BackChannel(InheritedSockets sockets, int number) throws IOException {
    this.sockets = sockets;
    this.number = number;
    this.descriptor = sockets.descriptor(number);
    this.in = new FileInputStream(descriptor);
    this.out = new FileOutputStream(descriptor);
  }

  /** Whether a frame, or the end, is there. */
  boolean readable() throws IOException {
    return sockets.readable(descriptor, NOW);
  }

  /** Whether a frame can be sent without waiting for the parent to read. */
  boolean hasRoom() throws IOException {
    return sockets.writable(descriptor);
  }

  /** Waits for a frame or the end without reading it; any thread may. */
  void await() throws IOException {
    sockets.readable(descriptor, FOR_EVER);
  }

  /** Waits so long, -1 for ever; false if nothing has come. */
  boolean await(long millis) throws IOException {
    return sockets.readable(descriptor, millis);
  }

  /**
   * Waits for a frame and reads it.
   *
   * @return false if the parent is gone, or has shut its end
   * @throws ProtocolException if what comes is no frame
   */
  boolean read() throws ProtocolException {
    if (!fill(frame)) {
      return false;
    }
    Frame.check(frame);
    return true;
  }

  /** Verb of the frame read last. */
  byte verb() {
    return Frame.verb(frame);
  }

  /** Payload of the frame read last. */
  int payload() {
    return Frame.payload(frame);
  }

  /** Reads the text that the frame read last announced; empty if it announced none. */
  String body() throws ProtocolException {
    byte[] body = new byte[Frame.bodyLength(frame)];
    return fill(body) ? new String(body, StandardCharsets.UTF_8) : "";
  }

  /**
   * Reads the one byte behind the text read last, and the descriptor that comes with it.
   *
   * @param receiver null if there is none: then the descriptor is lost
   * @return null if none came
   */
  FileDescriptor descriptorBehind(DescriptorReceiver receiver) throws IOException {
    if (receiver == null) {
      fill(new byte[1]);
      return null;
    }
    int received = receiver.receive(number);
    return received < 0 ? null : sockets.descriptor(received);
  }

  /**
   * Sends a frame. A parent that is gone is no error here: the next read says so, and that is where
   * the child takes its leave.
   */
  synchronized void send(byte verb, int payload) {
    Frame.put(report, verb, payload);
    write(report);
  }

  /** Sends a frame and its body. */
  synchronized void send(byte verb, String body) {
    write(Frame.withBody(verb, body));
  }

  private void write(byte[] bytes) {
    try {
      out.write(bytes);
    } catch (IOException e) {
      // EPIPE: the next read finds the end.
    }
  }

  private boolean fill(byte[] bytes) {
    try {
      return in.readNBytes(bytes, 0, bytes.length) == bytes.length;
    } catch (IOException e) {
      return false; // ECONNRESET: the parent died with reports unread, which is an end like
      // another.
    }
  }
}
