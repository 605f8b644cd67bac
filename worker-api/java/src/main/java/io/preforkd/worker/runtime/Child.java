package io.preforkd.worker.runtime;

import io.preforkd.worker.BadSettingsException;
import io.preforkd.worker.Handler;
import io.preforkd.worker.protocol.ChildHello;
import io.preforkd.worker.protocol.ParentHello;
import io.preforkd.worker.protocol.Verb;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One child from its exec to its exit: takes the inheritance over, starts the handler, serves. */
final class Child {
  private final Inheritance inheritance;
  private final InheritedSockets sockets;
  private final BackChannel channel;
  private final PassedSockets passed;
  private final Tally tally;
  private final Listeners listeners;

  private Child(Inheritance inheritance) throws StartFault, IOException {
    this.inheritance = inheritance;
    BoardMapping mapping = hasBoard() ? BoardMapping.begin(inheritance) : null;
    this.sockets = new InheritedSockets();
    this.channel = new BackChannel(sockets, inheritance.channel());
    this.passed = inheritance.pass() ? new PassedSockets(sockets, inheritance.channel()) : null;
    this.tally = new Tally(mapping == null ? Board.privateRecord() : mapping.await());
    this.listeners = new Listeners(sockets, inheritance.listeners());
  }

  /** A {@link Handler}; returns when the child has served its time. */
  static void run(String handlerClass) throws StartFault, IOException {
    Child child = new Child(Inheritance.of(System.getenv()));
    if (child.inheritance.many()) {
      child.serveMany(
          handlerClass,
          name ->
              new ThreadedServer(
                  HandlerLoader.load(name, Handler.class),
                  child.sockets,
                  child.listeners,
                  child.passed));
    } else {
      child.serveOne(handlerClass);
    }
  }

  /**
   * A worker of another kind, with many connections; returns when the child has served its time.
   */
  static void runMany(String workerClass, ManyServer.Loader loader) throws StartFault, IOException {
    new Child(Inheritance.of(System.getenv())).serveMany(workerClass, loader);
  }

  private void serveOne(String handlerClass) throws StartFault, IOException {
    greet(handlerClass, ChildHello.SELF);
    Orders orders = new Orders(channel, listeners, passed, tally, hasBoard());
    Watcher watcher = watch(orders);
    Handler handler = HandlerLoader.load(handlerClass, Handler.class); // while the parent answers
    ParentHello hello = orders.awaitHello();
    if (hello == null) {
      return;
    }
    Place place = new Place(hello, orders);
    start(handler::start, handlerClass, place);
    watcher.end();
    if (orders.started()) {
      TimeLimits times = new TimeLimits(hello.limits(), tally, channel);
      watcher.tellOfSlow(new SlowLog(times, Thread.currentThread(), place.identity()));
      FirstByte first = new FirstByte(sockets, hello.limits());
      Server server = new Server(orders, tally, watcher, handler, place, times, first, passed);
      serve(orders, server::run, handler::stop);
    }
  }

  private void serveMany(String workerClass, ManyServer.Loader loader)
      throws StartFault, IOException {
    greet(workerClass, ChildHello.MULTI);
    ManyOrders orders = new ManyOrders(channel, listeners, passed, tally, inheritance.listeners());
    Watcher watcher = watch(orders);
    ManyServer server = loader.load(workerClass); // while the parent answers
    ParentHello hello = orders.awaitHello();
    if (hello == null) {
      return;
    }
    Place place = new Place(hello, orders);
    start(server::start, workerClass, place);
    watcher.end();
    if (orders.started()) {
      serve(orders, () -> server.run(orders, hello.limits(), place), server::stop);
    }
  }

  private void greet(String name, String kind) {
    List<String> features = new ArrayList<>();
    features.add(kind);
    features.add(ChildHello.PONG);
    features.add(ChildHello.ASYNC);
    features.add(ChildHello.FREE);
    if (hasBoard()) {
      features.add(ChildHello.BOARD);
    }
    if (inheritance.pass()) {
      features.add(ChildHello.PASS);
    }
    channel.send(Verb.HELLO, new ChildHello(1, features, name).toJson());
  }

  private static Watcher watch(Conversation conversation) {
    Watcher watcher = new Watcher(conversation);
    watcher.start();
    watcher.begin();
    return watcher;
  }

  /** After an Error the author's code is not to be trusted with a stop. */
  private static void serve(Conversation orders, Serving serving, Runnable stop)
      throws IOException {
    try {
      serving.run();
    } catch (IOException | RuntimeException e) {
      orders.leave();
      stop(stop, e);
      throw e;
    }
    stop.run();
    orders.metrics.tellNow();
  }

  private static void stop(Runnable stop, Exception after) {
    try {
      stop.run();
    } catch (RuntimeException e) {
      after.addSuppressed(e);
    }
  }

  private static void start(Start start, String name, Place place) throws StartFault {
    try {
      start.start(place);
    } catch (BadSettingsException e) {
      throw new StartFault(StartFault.CONFIG, place.identity() + " " + e.getMessage(), e);
    } catch (Exception e) {
      String what = place.identity() + " start of " + name + " failed";
      throw new StartFault(StartFault.SOFTWARE, StackText.of(what, e));
    }
  }

  private boolean hasBoard() {
    return inheritance.board() != Inheritance.NO_BOARD;
  }

  /** The author's start. */
  private interface Start {
    void start(Place place) throws Exception;
  }

  /** All that is between start and stop. */
  private interface Serving {
    void run() throws IOException;
  }
}
