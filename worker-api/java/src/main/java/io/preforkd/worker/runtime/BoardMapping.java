package io.preforkd.worker.runtime;

import java.io.InterruptedIOException;
import java.nio.ByteBuffer;

/**
 * Maps the board on a thread of its own while the main thread readies the sockets: each loads its
 * own part of the JDK, and neither needs the other, which shortens every start.
 */
final class BoardMapping extends Thread {
  private final Inheritance inheritance;
  private ByteBuffer record;
  private Throwable failure;

  private BoardMapping(Inheritance inheritance) {
    super("preforkd-board");
    setDaemon(true);
    this.inheritance = inheritance;
  }

  static BoardMapping begin(Inheritance inheritance) {
    BoardMapping mapping = new BoardMapping(inheritance);
    mapping.start();
    return mapping;
  }

  @Override
  public void run() {
    try {
      record = Board.record(inheritance);
    } catch (StartFault | RuntimeException | Error e) {
      failure = e;
    }
  }

  /** The slot's record, once it is mapped. */
  ByteBuffer await() throws StartFault, InterruptedIOException {
    try {
      join();
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted while the board is mapped");
    }
    if (failure instanceof StartFault fault) {
      throw fault;
    }
    if (failure != null) {
      throw new IllegalStateException("cannot map the board", failure);
    }
    return record;
  }
}
