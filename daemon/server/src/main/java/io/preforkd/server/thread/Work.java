package io.preforkd.server.thread;

import io.preforkd.server.listen.ChannelListener;
import io.preforkd.worker.Handler;
import io.preforkd.worker.runtime.HandlerLoader;
import io.preforkd.worker.runtime.StartFault;
import java.util.List;
import java.util.Map;

/**
 * What the threads of one edition of a pool do.
 *
 * @param className the author's handler
 * @param classes where it comes from
 * @param settings for the handler
 * @param listeners by their index
 * @param limit how long a connection may take, nanoseconds, 0 for ever
 * @param firstByteMillis how long a client may wait with its first byte, 0 for ever
 */
record Work(
    String pool,
    String className,
    HandlerClasses classes,
    Map<String, String> settings,
    List<ChannelListener> listeners,
    long limit,
    long firstByteMillis) {
  Work {
    settings = Map.copyOf(settings);
    listeners = List.copyOf(listeners);
  }

  /** A handler for one thread. */
  Handler newHandler() throws StartFault {
    return HandlerLoader.load(className, Handler.class, classes.loader(), classes.path());
  }
}
