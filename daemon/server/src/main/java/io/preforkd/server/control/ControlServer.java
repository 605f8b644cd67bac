package io.preforkd.server.control;

import io.preforkd.config.Control;
import io.preforkd.config.ListenAddress;
import io.preforkd.config.ListenSettings;
import io.preforkd.server.background.Helpers;
import io.preforkd.server.control.Refusal.Kind;
import io.preforkd.server.listen.ChannelListener;
import io.preforkd.server.listen.ChannelOpener;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.listen.ListenerOpener;
import io.preforkd.server.listen.ListenerState;
import io.preforkd.server.listen.SocketListener;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.LocalClient;
import io.preforkd.server.sys.LocalStream;
import io.preforkd.server.sys.Users;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
  private static final ThreadFactory FACTORY = Helpers.named("control");
  private static final int BACKLOG = 64;
  private static final int REFUSAL_MS = 100;
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

  private final Entrance entrance;
  private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0, MOST_CLIENTS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), FACTORY);
  private final Semaphore readers = new Semaphore(MOST_READERS);
  private Thread acceptor;

  private ControlServer(Entrance entrance) {
    this.entrance = entrance;
  }

  /**
   * Makes the socket; clients are answered from {@link #start} on.
   *
   * @param settings of a control socket that is not off
   * @param user the user that the daemon will be, if it does not stay what it is
   * @throws IOException if the socket cannot be made; the message names it
   */
  public static ControlServer open(Control settings, Optional<String> user) throws IOException {
    Listener listener = new ListenerOpener(List.of()).open(List.of(socket(settings, user))).get(0);
    return new ControlServer(new SocketEntrance(listener, group(settings)));
  }

  /** As {@link #open}, on any system, where its file is for the daemon's user alone. */
  public static ControlServer openOverNio(Control settings) throws IOException {
    ListenSettings socket = socket(settings, Optional.empty());
    Listener listener = ChannelOpener.open(List.of(socket)).get(0);
    try {
      Path file = ((ListenAddress.UnixPath) socket.address()).path();
      return new ControlServer(new ChannelEntrance((ChannelListener) listener, file));
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  private static ListenSettings socket(Control settings, Optional<String> user) {
    return new ListenSettings(
        "control",
        settings.listen().orElseThrow(),
        BACKLOG,
        false,
        user,
        settings.group(),
        settings.mode());
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
    return new ControlServer(new SocketEntrance(SocketListener.goOnWith(socket), group(settings)));
  }

  /** As another program can go on with it. */
  public ListenerState state() {
    return entrance.state();
  }

  private static OptionalInt group(Control settings) throws KernelException {
    return settings.group().isPresent()
        ? OptionalInt.of(Users.group(settings.group().get()))
        : OptionalInt.empty();
  }

  /** What somebody may do. */
  interface Roles {
    Role of(LocalClient client) throws IOException;
  }

  /** Begins to answer. */
  public void start(Controls controls) {
    start(controls, entrance::role);
  }

  /**
   * @param roles what somebody may do
   */
  void start(Controls controls, Roles roles) {
    acceptor = FACTORY.newThread(() -> accept(controls, roles));
    acceptor.start();
  }

  private void accept(Controls controls, Roles roles) {
    boolean isOpen = true;
    while (isOpen) {
      try {
        Optional<LocalClient> client = entrance.accept();
        isOpen = client.isPresent();
        client.ifPresent(stream -> admit(stream, controls, roles));
      } catch (IOException e) {
        rest(e.getMessage());
      } catch (RuntimeException | OutOfMemoryError e) {
        rest(e.toString());
      }
    }
  }

  private static void rest(String why) {
    LOG.error("control socket: {}; it is tried again in a second", why);
    LockSupport.parkNanos(PAUSE);
  }

  /** Who calls is known before anything is read. */
  private void admit(LocalClient client, Controls controls, Roles roles) {
    try {
      String who = client.who();
      Role role = roles.of(client);
      switch (role) {
        case NOBODY -> refuse(client, stranger(who));
        case READER -> serveReader(new Session(client, controls, role, who), client);
        case OPERATOR -> serve(new Session(client, controls, role, who), client, () -> {});
      }
    } catch (IOException e) {
      LOG.debug("control: a client is lost: {}", e.getMessage());
      client.close();
    } catch (RuntimeException | OutOfMemoryError e) { // the next one may find the memory
      client.close();
      LOG.error("control: a client is lost", e);
    }
  }

  private static Refusal stranger(String who) {
    return new Refusal(
        Kind.PERMISSION,
        who
            + " may not use this socket: it is for root, the daemon's user and the group of control");
  }

  private void serveReader(Session session, LocalClient client) {
    if (readers.tryAcquire()) {
      serve(session, client, readers::release);
    } else {
      refuse(client, others(MOST_READERS));
    }
  }

  private static Refusal others(int number) {
    return new Refusal(Kind.TIMEOUT, number + " others use the control socket; try again");
  }

  private void serve(Session session, LocalClient client, Runnable atEnd) {
    try {
      sessions.add(session);
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

  private void notServed(Session session, LocalClient client, Runnable atEnd, Refusal why) {
    sessions.remove(session);
    atEnd.run();
    refuse(client, why);
  }

  /** One line that fits the socket's buffer, so that the acceptor does not wait. */
  private static void refuse(LocalClient client, Refusal why) {
    try (client) {
      boolean ignored = client.write(Answer.line(Answer.of(why)), REFUSAL_MS);
    } catch (IOException e) {
      LOG.debug("control: a client is lost: {}", e.getMessage());
    }
  }

  /** Removes the socket; answers to commands that are done are still sent. */
  @Override
  public void close() {
    entrance.end();
    try {
      if (acceptor != null) {
        acceptor.join();
      }
      entrance.close();
      threads.shutdown();
      sessions.forEach(Session::finish);
      boolean ignored = threads.awaitTermination(LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
