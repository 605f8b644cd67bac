package io.preforkd.worker.runtime;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Hides what a file stream knows of files, such as positions, which a socket has not. */
final class SocketInput extends InputStream {
  private final FileInputStream in;

  SocketInput(FileDescriptor socket) {
    this.in = new FileInputStream(socket);
  }

  @Override
  public int read() throws IOException {
    return in.read();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return in.read(bytes, offset, length);
  }

  @Override
  public int available() throws IOException {
    return in.available();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
