package io.preforkd.system.handler;

import io.preforkd.worker.Connection;
import io.preforkd.worker.Handler;

/** Never lets a connection go, not even one whose client has gone. */
public final class Forever implements Handler {
  @Override
  public void serve(Connection connection) throws InterruptedException {
    System.out.println("has a connection");
    Thread.currentThread().join();
  }
}
