package io.preforkd.server.child;

import io.preforkd.worker.Connection;
import io.preforkd.worker.Handler;
import java.io.EOFException;

/** What handlers do with a connection that ends without a byte. */
public final class EmptyConnections {
  private EmptyConnections() {}

  /** Sees the end. */
  public static final class Read implements Handler {
    @Override
    public void serve(Connection connection) throws Exception {
      System.err.println("the client said " + connection.in().read());
    }
  }

  /** Fails, which costs the connection. */
  public static final class Fail implements Handler {
    @Override
    public void serve(Connection connection) throws Exception {
      throw new EOFException("no request");
    }
  }

  /** Takes the child along. */
  public static final class Crash implements Handler {
    @Override
    public void serve(Connection connection) {
      throw new AssertionError("no request");
    }
  }

  /** Never comes back. */
  public static final class Hang implements Handler {
    @Override
    public void serve(Connection connection) throws Exception {
      System.err.println("hangs");
      Thread.currentThread().join();
    }
  }
}
