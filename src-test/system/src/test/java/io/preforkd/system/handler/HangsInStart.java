package io.preforkd.system.handler;

import io.preforkd.worker.Connection;
import io.preforkd.worker.Handler;
import io.preforkd.worker.WorkerContext;
import java.util.concurrent.locks.LockSupport;

/** Says that it is in its start, and never comes out of it. */
public final class HangsInStart implements Handler {
  @Override
  public void start(WorkerContext context) {
    System.out.println("in my start");
    while (true) {
      LockSupport.park();
    }
  }

  @Override
  public void serve(Connection connection) {}

  @Override
  public void stop() {
    System.out.println("stop was called");
  }
}
