package io.preforkd.server.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.worker.protocol.Frame;
import io.preforkd.worker.protocol.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameParserTest {
  private static final int NEWLINES = 0x0a0a0a0a;

  private final List<String> seen = new ArrayList<>();
  private final FrameParser parser = new FrameParser();
  private final FrameParser.Sink sink =
      new FrameParser.Sink() {
        @Override
        public void frame(byte verb, int payload) {
          seen.add((char) verb + " " + payload);
        }

        @Override
        public void message(byte verb, String json) {
          seen.add((char) verb + " " + json);
        }
      };

  @Test
  void givesTheSameFramesWhereverTheStreamIsCut() throws Exception {
    byte[] stream = stream();
    for (int first = 0; first <= stream.length; first++) {
      for (int second = first; second <= stream.length; second++) {
        seen.clear();
        FrameParser fresh = new FrameParser();
        fresh.feed(ByteBuffer.wrap(stream, 0, first), sink);
        fresh.feed(ByteBuffer.wrap(stream, first, second - first), sink);
        fresh.feed(ByteBuffer.wrap(stream, second, stream.length - second), sink);
        assertEquals(wanted(), seen, "cut at " + first + " and " + second);
      }
    }
  }

  @Test
  void anotherGoesOnWhereverTheStreamIsCut() throws Exception {
    byte[] stream = stream();
    for (int cut = 0; cut <= stream.length; cut++) {
      seen.clear();
      FrameParser first = new FrameParser();
      first.feed(ByteBuffer.wrap(stream, 0, cut), sink);
      FrameParser second = new FrameParser();
      second.feed(ByteBuffer.wrap(first.rest()), sink);
      second.feed(ByteBuffer.wrap(stream, cut, stream.length - cut), sink);
      assertEquals(wanted(), seen, "cut at " + cut);
    }
  }

  @Test
  void givesTheSameFramesByteByByte() throws Exception {
    for (byte b : stream()) {
      feed(new byte[] {b});
    }
    assertEquals(wanted(), seen);
  }

  @Test
  void holdsAFrameBackUntilItIsWhole() throws Exception {
    byte[] frame = Frame.of((byte) 'I', 7);
    parser.feed(ByteBuffer.wrap(frame, 0, Frame.SIZE - 1), sink);
    assertEquals(List.of(), seen);
    parser.feed(ByteBuffer.wrap(frame, Frame.SIZE - 1, 1), sink);
    assertEquals(List.of("I 7"), seen);
  }

  @Test
  void passesOnAnEmptyBodyAtOnce() throws Exception {
    feed(Frame.of((byte) 'h', 0));
    assertEquals(List.of("h "), seen);
  }

  @Test
  void takesTheLongestBody() throws Exception {
    String body = "x".repeat(Frame.MAX_BODY);
    feed(Frame.withBody((byte) 'h', body));
    assertEquals(List.of("h " + body), seen);
  }

  @Test
  void refusesABodyThatIsTooLongBeforeItComes() {
    byte[] frame = Frame.of((byte) 'h', Frame.MAX_BODY + 1);
    ProtocolException e = assertThrows(ProtocolException.class, () -> feed(frame));
    assertEquals("body of 'h' is said to have 65537 bytes, more than 65536", e.getMessage());
  }

  @Test
  void takesABodyLengthForUnsigned() {
    byte[] frame = Frame.of((byte) 'h', -1);
    ProtocolException e = assertThrows(ProtocolException.class, () -> feed(frame));
    assertTrue(e.getMessage().contains("4294967295 bytes"), e.getMessage());
  }

  @Test
  void refusesAFrameWithoutItsNewline() {
    byte[] frame = Frame.of((byte) 'I', 0);
    frame[Frame.SIZE - 1] = 'x';
    ProtocolException e = assertThrows(ProtocolException.class, () -> feed(frame));
    assertEquals("frame with verb byte 73 ends with byte 120, not with a newline", e.getMessage());
  }

  private void feed(byte[] bytes) throws ProtocolException {
    parser.feed(ByteBuffer.wrap(bytes), sink);
  }

  private static byte[] stream() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Frame.withBody((byte) 'h', "{\n\u00fc}"));
    out.writeBytes(Frame.of((byte) 'I', 0));
    out.writeBytes(Frame.withBody((byte) 'h', ""));
    out.writeBytes(Frame.of((byte) 'B', NEWLINES));
    out.writeBytes(Frame.of((byte) '\n', NEWLINES));
    return out.toByteArray();
  }

  private static List<String> wanted() {
    return List.of("h {\n\u00fc}", "I 0", "h ", "B " + NEWLINES, "\n " + NEWLINES);
  }
}
