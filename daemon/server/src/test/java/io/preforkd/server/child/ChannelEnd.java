package io.preforkd.server.child;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.server.loop.FdIo;
import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.RawIo;
import io.preforkd.worker.protocol.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The child's end of a back-channel, in the hands of a test. */
final class ChannelEnd implements AutoCloseable {
  private final int fd;
  private final FdIo io;
  private boolean isClosed;

  ChannelEnd(int fd) {
    this.fd = fd;
    this.io = new FdIo(fd);
  }

  void say(char verb, int payload) throws KernelException {
    say(Frame.of((byte) verb, payload));
  }

  void hello(String json) throws KernelException {
    say(Frame.withBody((byte) 'h', json));
  }

  void say(byte[] bytes) throws KernelException {
    ByteBuffer out = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    assertEquals(bytes.length, io.write(out));
  }

  /** The next frame, as the verb and its payload; of one with a body, the body. */
  String hear() throws Exception {
    byte[] frame = read(Frame.SIZE);
    int length = Frame.bodyLength(frame);
    String verb = (char) Frame.verb(frame) + " ";
    return length == 0
        ? verb + Frame.payload(frame)
        : verb + new String(read(length), StandardCharsets.UTF_8);
  }

  /** Takes the byte behind a frame with which a descriptor comes; its value is left to chance. */
  void hearByteOfDescriptor() throws Exception {
    read(1);
  }

  /** Waits for the end of the stream, before which nothing may come. */
  void expectEnd() throws KernelException {
    RawIo.awaitReadable(fd);
    assertEquals(FdIo.END, io.read(ByteBuffer.allocateDirect(1)));
  }

  private byte[] read(int length) throws KernelException {
    ByteBuffer in = ByteBuffer.allocateDirect(length);
    while (in.hasRemaining()) {
      RawIo.awaitReadable(fd);
      if (io.read(in) == FdIo.END) {
        throw new AssertionError("the stream ended after " + in.position() + " of " + length);
      }
    }
    byte[] bytes = new byte[length];
    in.flip().get(bytes);
    return bytes;
  }

  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      Descriptors.close(fd);
    }
  }
}
