package io.preforkd.worker.runtime;

import io.preforkd.worker.Handler;
import io.preforkd.worker.protocol.ChildHello;
import io.preforkd.worker.protocol.Limits;
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
  private final Tally tally;
  private final Orders orders;
  private final Watcher watcher;

  private Child(Inheritance inheritance) throws StartFault, IOException {
    this.inheritance = inheritance;
    BoardMapping mapping = hasBoard() ? BoardMapping.begin(inheritance) : null;
    this.sockets = new InheritedSockets();
    this.channel = new BackChannel(sockets, inheritance.channel());
    this.tally = new Tally(mapping == null ? Board.privateRecord() : mapping.await());
    Listeners listeners = new Listeners(sockets, inheritance.listeners());
    this.orders = new Orders(channel, listeners, tally, hasBoard());
    this.watcher = new Watcher(orders);
  }

  /** Returns when the child has served its time. */
  static void run(String handlerClass) throws StartFault, IOException {
    Child child = new Child(Inheritance.of(System.getenv()));
    child.greet(handlerClass);
    child.watcher.start();
    child.watcher.begin();
    Handler handler = HandlerLoader.load(handlerClass); // while the parent answers
    ParentHello hello = child.orders.awaitHello();
    if (hello != null) {
      child.serve(handler, new Place(hello, child.channel), hello.limits());
    }
  }

  private void greet(String handlerClass) {
    List<String> features = new ArrayList<>();
    features.add(ChildHello.SELF);
    features.add(ChildHello.PONG);
    features.add(ChildHello.ASYNC);
    features.add(ChildHello.FREE);
    if (hasBoard()) {
      features.add(ChildHello.BOARD);
    }
    channel.send(Verb.HELLO, new ChildHello(1, features, handlerClass).toJson());
  }

  private void serve(Handler handler, Place place, Limits limits) throws StartFault, IOException {
    start(handler, place);
    watcher.end();
    if (orders.started()) {
      TimeLimits times = new TimeLimits(limits, tally, channel);
      watcher.tellOfSlow(new SlowLog(times, Thread.currentThread(), place.identity()));
      FirstByte first = new FirstByte(sockets, limits);
      serve(handler, new Server(orders, tally, watcher, handler, place, times, first));
    }
  }

  /** After an Error the handler is not to be trusted with a stop. */
  private void serve(Handler handler, Server server) throws IOException {
    try {
      server.run();
    } catch (IOException | RuntimeException e) {
      orders.leave();
      stop(handler, e);
      throw e;
    }
    handler.stop();
  }

  private static void stop(Handler handler, Exception after) {
    try {
      handler.stop();
    } catch (RuntimeException e) {
      after.addSuppressed(e);
    }
  }

  private static void start(Handler handler, Place place) throws StartFault {
    try {
      handler.start(place);
    } catch (Exception e) {
      String what = place.identity() + " start of " + handler.getClass().getName() + " failed";
      throw new StartFault(StartFault.SOFTWARE, StackText.of(what, e));
    }
  }

  private boolean hasBoard() {
    return inheritance.board() != Inheritance.NO_BOARD;
  }
}
