package io.preforkd.worker.runtime;

import io.preforkd.worker.protocol.ProtocolException;
import io.preforkd.worker.protocol.SocketReply;
import io.preforkd.worker.protocol.SocketRequest;
import io.preforkd.worker.protocol.Verb;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The listening sockets that the author's code asks the parent for, PROTOCOL.md section 14. The
 * answer is heard by whoever reads the channel when it comes: the main thread, the {@link Watcher},
 * or the thread that waits for it.
 */
final class FurtherSockets {
  /** Between two looks whether somebody else has heard the answer. */
  private static final long TICK_MILLIS = 100;

  /** For another thread to hear what is there, which must not be waited for at the channel. */
  private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(10);

  private final Conversation conversation;
  private final Map<Long, SocketWish> open = new HashMap<>();
  private final List<ServerSocketChannel> granted = new ArrayList<>();
  private long last;

  /** Null before the first request, and if there is none. */
  private SocketOpener opener;

  /** Why there is none. */
  private Throwable lack;

  FurtherSockets(Conversation conversation) {
    this.conversation = conversation;
  }

  /** Asks, and waits for the answer; any thread but the one that can do nothing but listen. */
  ServerSocketChannel listen(String address) throws IOException {
    if (conversation.isHeardHere()) {
      throw new IllegalStateException(
          "the event loop's thread cannot wait for a listening socket; ask for it in start, or on a thread of your own");
    }
    SocketWish wish = ask(address);
    do {
      conversation.listenWhileBusy(TICK_MILLIS);
    } while (!wish.isAnsweredWithin(MOMENT) && !conversation.isDraining());
    if (!wish.isAnswered()) {
      leave();
    }
    return wish.socket();
  }

  /** The parent has answered; its text has been read, and what follows it has not. */
  synchronized void answered(SocketReply reply) throws IOException {
    SocketWish wish = open.remove(reply.number());
    if (wish == null) {
      throw new ProtocolException(
          "an answer to request " + reply.number() + ", which is not waiting for one");
    }
    if (reply.error().isPresent()) {
      wish.refuse(reply.error().get());
    } else {
      receive(wish);
    }
  }

  /** The child leaves; whoever waits in an accept hears of it. */
  synchronized void close() {
    for (ServerSocketChannel socket : granted) {
      try {
        socket.close();
      } catch (IOException e) {
        System.err.println("preforkd worker: closing a further listener: " + e.getMessage());
      }
    }
  }

  private SocketWish ask(String address) {
    SocketWish wish = wish(address);
    conversation.channel.send(Verb.LISTEN, wish.request().toJson());
    return wish;
  }

  private synchronized SocketWish wish(String address) {
    SocketWish wish = new SocketWish(SocketRequest.at(last + 1, address));
    last++;
    prepare();
    open.put(last, wish);
    return wish;
  }

  /**
   * On the thread that asks, since it takes a while. Even without it the parent may have to say no.
   */
  private void prepare() {
    if (opener == null && lack == null) {
      try {
        opener = new SocketOpener();
      } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
        lack = e;
      }
    }
  }

  private void receive(SocketWish wish) throws IOException {
    if (opener == null) {
      conversation.channel.descriptorBehind(null);
      wish.refuse(
          "the socket was granted, but cannot be received: "
              + lack
              + "; put the jars of preforkd's lib/netty-worker on the class path");
      return;
    }
    ServerSocketChannel socket = opener.receive(conversation.channel, wish.family());
    if (socket == null) {
      wish.refuse(
          "the socket was granted, but this process has no descriptor left; raise process: {limits: {nofile: ..}}");
    } else {
      granted.removeIf(old -> !old.isOpen());
      granted.add(socket);
      wish.grant(socket);
    }
  }

  /** As with any drain, a start does not go on. */
  private void leave() throws IOException {
    if (!conversation.hasStarted()) {
      Exit.now(Ending.OK);
    }
    throw new IOException("the child is leaving, and gets no further listening socket");
  }
}
