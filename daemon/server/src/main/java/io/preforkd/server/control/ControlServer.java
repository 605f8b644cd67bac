package io.preforkd.server.control;

import io.preforkd.config.Control;
import io.preforkd.config.ListenSettings;
import io.preforkd.server.control.Refusal.Kind;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.listen.ListenerOpener;
import io.preforkd.server.listen.ListenerState;
import io.preforkd.server.listen.SocketListener;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.LocalStream;
import io.preforkd.server.sys.PeerIds;
import io.preforkd.server.sys.Privileges;
import io.preforkd.server.sys.Users;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The control socket. One thread accepts, and at most {@link #MOST_CLIENTS} others answer a client
 * each, no more than {@link #MOST_READERS} of them somebody who may only ask: those must not keep
 * an operator out. The event loop hears of a command only once it has been read and understood.
 */
public final class ControlServer implements AutoCloseable {
  static final int MOST_CLIENTS = 16;
  static final int MOST_READERS = 12;

  private static final Logger LOG = LoggerFactory.getLogger("preforkd");
  private static final int BACKLOG = 64;
  private static final int REFUSAL_MS = 100;
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

  private final Listener listener;
  private final OptionalInt group;
  private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0, MOST_CLIENTS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), ControlServer::thread);
  private final Semaphore readers = new Semaphore(MOST_READERS);
  private Thread acceptor;

  private ControlServer(Listener listener, OptionalInt group) {
    this.listener = listener;
    this.group = group;
  }

  /**
   * Makes the socket; clients are answered from {@link #start} on.
   *
   * @param settings of a control socket that is not off
   * @param user the user that the daemon will be, if it does not stay what it is
   * @throws IOException if the socket cannot be made; the message names it
   */
  public static ControlServer open(Control settings, Optional<String> user) throws IOException {
    ListenSettings socket =
        new ListenSettings(
            "control",
            settings.listen().orElseThrow(),
            BACKLOG,
            false,
            user,
            settings.group(),
            settings.mode());
    Listener listener = new ListenerOpener(List.of()).open(List.of(socket)).get(0);
    return new ControlServer(listener, group(settings));
  }

  /**
   * Answers somebody who has asked the program that this process was before for an upgrade.
   *
   * @param fd the connection, which is closed
   * @param failure why it has failed, if it has
   * @param done what was done otherwise
   */
  public static void answer(int fd, Optional<String> failure, String done) {
    ObjectNode answer =
        failure
            .map(why -> Answer.of(new Refusal(Refusal.Kind.FAILED, why)))
            .orElseGet(() -> Answer.ok().put("done", done));
    try (LocalStream client = LocalStream.of(fd)) {
      client.write(Answer.line(answer), REFUSAL_MS);
    } catch (KernelException e) {
      LOG.debug("control: a client is lost: {}", e.getMessage());
    }
  }

  /** Goes on with the socket of the program that this process was before. */
  public static ControlServer goOnWith(ListenerState socket, Control settings)
      throws KernelException {
    return new ControlServer(SocketListener.goOnWith(socket), group(settings));
  }

  /** As another program can go on with it. */
  public ListenerState state() {
    return listener.state();
  }

  private static OptionalInt group(Control settings) throws KernelException {
    return settings.group().isPresent()
        ? OptionalInt.of(Users.group(settings.group().get()))
        : OptionalInt.empty();
  }

  /** Begins to answer; the user that this process is now is its own. */
  public void start(Controls controls) {
    int uid = Privileges.uid();
    start(controls, peer -> Role.of(peer, uid, group));
  }

  /**
   * @param roles what somebody may do
   */
  void start(Controls controls, Function<PeerIds, Role> roles) {
    acceptor = thread(() -> accept(controls, roles));
    acceptor.start();
  }

  private void accept(Controls controls, Function<PeerIds, Role> roles) {
    boolean isOpen = true;
    while (isOpen) {
      try {
        Optional<LocalStream> client = LocalStream.accept(listener.fd());
        isOpen = client.isPresent();
        client.ifPresent(stream -> admit(stream, controls, roles));
      } catch (KernelException e) {
        LOG.error("control socket: {}; it is tried again in a second", e.getMessage());
        LockSupport.parkNanos(PAUSE);
      }
    }
  }

  /** Who calls is known before anything is read. */
  private void admit(LocalStream client, Controls controls, Function<PeerIds, Role> roles) {
    try {
      PeerIds peer = client.peer();
      Role role = roles.apply(peer);
      switch (role) {
        case NOBODY -> refuse(client, stranger(peer));
        case READER -> serveReader(new Session(client, controls, role, peer), client);
        case OPERATOR -> serve(new Session(client, controls, role, peer), client, () -> {});
      }
    } catch (KernelException e) {
      LOG.debug("control: a client is lost: {}", e.getMessage());
      client.close();
    }
  }

  private static Refusal stranger(PeerIds peer) {
    return new Refusal(
        Kind.PERMISSION,
        peer
            + " may not use this socket: it is for root, the daemon's user and the group of control");
  }

  private void serveReader(Session session, LocalStream client) {
    if (readers.tryAcquire()) {
      serve(session, client, readers::release);
    } else {
      refuse(client, others(MOST_READERS));
    }
  }

  private static Refusal others(int number) {
    return new Refusal(Kind.TIMEOUT, number + " others use the control socket; try again");
  }

  private void serve(Session session, LocalStream client, Runnable atEnd) {
    sessions.add(session);
    try {
      threads.execute(
          () -> {
            try {
              session.run();
            } finally {
              sessions.remove(session);
              atEnd.run();
            }
          });
    } catch (RejectedExecutionException e) {
      notServed(session, client, atEnd, others(MOST_CLIENTS));
    } catch (OutOfMemoryError e) { // among others if the system has no thread for us
      String why = "the daemon cannot start a thread: " + e.getMessage();
      notServed(session, client, atEnd, new Refusal(Kind.TIMEOUT, why));
    }
  }

  private void notServed(Session session, LocalStream client, Runnable atEnd, Refusal why) {
    sessions.remove(session);
    atEnd.run();
    refuse(client, why);
  }

  /** One line that fits the socket's buffer, so that the acceptor does not wait. */
  private static void refuse(LocalStream client, Refusal why) {
    try (client) {
      client.write(Answer.line(Answer.of(why)), REFUSAL_MS);
    } catch (KernelException e) {
      LOG.debug("control: a client is lost: {}", e.getMessage());
    }
  }

  /** Removes the socket; answers to commands that are done are still sent. */
  @Override
  public void close() {
    LocalStream.end(listener.fd());
    try {
      if (acceptor != null) {
        acceptor.join();
      }
      listener.close();
      threads.shutdown();
      sessions.forEach(Session::finish);
      boolean ignored = threads.awaitTermination(LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread thread(Runnable body) {
    Thread thread = new Thread(body, "control");
    thread.setDaemon(true);
    return thread;
  }
}
