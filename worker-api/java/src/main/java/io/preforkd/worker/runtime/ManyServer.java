package io.preforkd.worker.runtime;

import io.preforkd.worker.WorkerContext;
import io.preforkd.worker.protocol.Limits;
import java.io.IOException;

/**
 * A way to serve many connections at one time. {@link ManyOrders} says when to accept, and calls
 * the methods from {@link #accept} on under its lock.
 */
public interface ManyServer {

  /** Makes one out of the name of the author's class. */
  interface Loader {

    /**
     * The server, whose author's code has been loaded and not yet started.
     *
     * @throws StartFault if there is no such class, or it is not of the right kind
     */
    ManyServer load(String className) throws StartFault;
  }

  /** Has the author's code prepare itself. */
  void start(WorkerContext context) throws Exception;

  /**
   * Serves until the last connection has ended and the child is to leave.
   *
   * @param limits of each connection, and how many of them there may be
   */
  void run(ManyOrders orders, Limits limits, Place place) throws IOException;

  /** Has the author's code tidy up. */
  void stop();

  /**
   * Accepts one connection without waiting, and keeps it aside: nothing is read from it before
   * {@link #begin}.
   *
   * @return false if nobody waits there
   */
  boolean accept(int listener) throws AcceptFailure;

  /** Keeps a connection aside that the parent has accepted, blocking or not. */
  void adopt(Accepted accepted) throws IOException;

  /** Serves whom {@link #accept} and {@link #adopt} have kept aside. */
  void begin();

  /**
   * From now on calls {@link ManyOrders#takeFreely} when somebody comes to a listener, or no more.
   */
  void watch(boolean listeners);

  /** Calls {@link ManyOrders#onTime} so long from now. */
  void later(long nanos);

  /** The parent wants the child to leave: no connection will come any more. */
  void drained();
}
