package io.preforkd.server.child;

import io.preforkd.worker.protocol.Frame;
import io.preforkd.worker.protocol.ProtocolException;
import io.preforkd.worker.protocol.Verb;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Cuts a stream into frames and the bodies that follow some of them, wherever the reads happened to
 * end. By length, never by line: a byte of a payload can be a newline.
 */
final class FrameParser {
  /** Takes what was cut out. */
  interface Sink {
    void frame(byte verb, int payload) throws ProtocolException;

    void message(byte verb, String json) throws ProtocolException;
  }

  private final byte[] frame = new byte[Frame.SIZE];
  private int inFrame;
  private byte[] body;
  private int inBody;

  /** Passes on what {@code bytes} complete, and keeps the rest for the next call. */
  void feed(ByteBuffer bytes, Sink sink) throws ProtocolException {
    while (bytes.hasRemaining()) {
      if (body == null) {
        feedFrame(bytes, sink);
      } else {
        feedBody(bytes, sink);
      }
    }
  }

  /** What has been fed and is not yet complete: to be fed to whoever goes on. */
  byte[] rest() {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    rest.write(frame, 0, body == null ? inFrame : Frame.SIZE);
    if (body != null) {
      rest.write(body, 0, inBody);
    }
    return rest.toByteArray();
  }

  private void feedFrame(ByteBuffer bytes, Sink sink) throws ProtocolException {
    int n = Math.min(bytes.remaining(), Frame.SIZE - inFrame);
    bytes.get(frame, inFrame, n);
    inFrame += n;
    if (inFrame < Frame.SIZE) {
      return;
    }
    inFrame = 0;
    Frame.check(frame);
    if (Verb.hasBody(Frame.verb(frame))) {
      body = new byte[Frame.bodyLength(frame)];
      inBody = 0;
      feedBody(bytes, sink); // an empty body is complete already
    } else {
      sink.frame(Frame.verb(frame), Frame.payload(frame));
    }
  }

  private void feedBody(ByteBuffer bytes, Sink sink) throws ProtocolException {
    int n = Math.min(bytes.remaining(), body.length - inBody);
    bytes.get(body, inBody, n);
    inBody += n;
    if (inBody == body.length) {
      String json = new String(body, StandardCharsets.UTF_8);
      body = null;
      sink.message(Frame.verb(frame), json);
    }
  }
}
