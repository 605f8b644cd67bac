package io.preforkd.server.top;

import io.preforkd.server.control.Refusal;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.Signals;
import io.preforkd.server.sys.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The live view. One thread shows and decides, and does what comes to its queue: keys from a thread
 * that reads them, answers from one that asks, so that no answer that is late holds up a key.
 */
public final class Top {
  private final Feed feed;
  private final Duration interval;
  private final Screen screen;
  private final View view = new View();
  private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
  private final ScheduledExecutorService asker = Executors.newScheduledThreadPool(1, Top::thread);

  private volatile Optional<String> chosen = Optional.empty();
  private Optional<Rates> rates = Optional.empty();
  private Optional<Refusal> failure = Optional.empty();
  private boolean isOver;

  private Top(Path socket, Duration interval, Screen screen) {
    this.feed = new Feed(socket);
    this.interval = interval;
    this.screen = screen;
  }

  /**
   * Shows the daemon until the person at the keys has seen enough; the terminal is as it was before
   * then, and at every other end but a SIGKILL.
   *
   * @param mayColour whether some lines may have a colour
   * @throws Refusal if the daemon does not answer, at first or any more
   * @throws KernelException if the terminal cannot be set
   */
  public static void show(Path socket, Duration interval, PrintStream out, boolean mayColour)
      throws Refusal, KernelException, InterruptedException {
    Screen screen = new Screen(Terminal.current(), out, mayColour);
    new Top(socket, interval, screen).run();
  }

  private void run() throws Refusal, KernelException, InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(screen::giveBack, "terminal"));
    screen.take();
    Future<?> asking =
        asker.scheduleWithFixedDelay(this::ask, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    try {
      Signals.on("WINCH", () -> inbox.add(() -> {}));
      Signals.on("CONT", () -> inbox.add(this::resume));
      thread(() -> read(System.in)).start();
      while (!isOver) {
        inbox.take().run();
        rates.ifPresent(now -> screen.draw(Frame.of(now, view, screen.size())));
      }
    } finally {
      asking.cancel(true);
      asker.shutdownNow();
      screen.giveBack();
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  // On the thread that reads keys.

  private void read(InputStream in) {
    Keyboard keyboard = new Keyboard();
    try {
      for (int next = in.read(); next >= 0; next = in.read()) {
        keyboard.next(next).ifPresent(key -> inbox.add(() -> press(key)));
      }
    } catch (IOException e) {
      // A terminal that has been closed fails to be read: the same as its end.
    }
    inbox.add(() -> isOver = true);
  }

  // On the thread that asks.

  private void ask() {
    try {
      Optional<Sample> sample = feed.sample(chosen);
      inbox.add(() -> see(sample));
    } catch (Refusal e) {
      inbox.add(() -> end(e));
    } catch (RuntimeException e) {
      inbox.add(
          () -> {
            throw e;
          });
    }
  }

  private void scale(String pool, String to) {
    try {
      feed.scale(pool, to);
      inbox.add(() -> view.say("scale " + pool + " " + to + ": done as soon as may be"));
    } catch (Refusal e) {
      inbox.add(() -> view.say("scale " + pool + " " + to + ": " + e.getMessage()));
    }
    ask();
  }

  // On the thread that shows.

  private void see(Optional<Sample> sample) {
    if (sample.isEmpty()) {
      view.say("no answer; what is shown is old");
      return;
    }
    rates = Optional.of(new Rates(rates.map(Rates::now), sample.get()));
    view.see(sample.get().pools().map(pool -> pool.path("name").asString()).toList());
    chosen = view.pool();
  }

  private void end(Refusal why) {
    failure = Optional.of(why);
    isOver = true;
  }

  private void press(Key key) {
    view.say("");
    switch (key) {
      case QUIT -> isOver = true;
      case HELP -> view.toggleHelp();
      case UP -> choose(-1);
      case DOWN -> choose(1);
      case MORE -> order("+1");
      case FEWER -> order("-1");
      case FREEZE -> order("freeze");
      case AUTO -> order("auto");
      case BY_SLOT -> view.sort(Order.SLOT);
      case BY_CONNECTIONS -> view.sort(Order.CONNECTIONS);
      case BY_AGE -> view.sort(Order.AGE);
      case BY_STATE -> view.sort(Order.STATE);
      case BY_MEMORY -> view.sort(Order.MEMORY);
      case REFRESH -> asker.execute(this::ask);
      case SUSPEND -> suspend();
    }
  }

  private void choose(int step) {
    view.choose(step);
    chosen = view.pool();
    asker.execute(this::ask);
  }

  private void order(String to) {
    view.pool().ifPresent(pool -> asker.execute(() -> scale(pool, to)));
  }

  /** The stop may take effect only after the call, so what comes afterwards waits for its end. */
  private void suspend() {
    screen.giveBack();
    attempt(Terminal::suspend);
  }

  private void resume() {
    attempt(screen::take);
  }

  private static void attempt(Setting setting) {
    try {
      setting.set();
    } catch (KernelException e) {
      throw new IllegalStateException("the terminal is gone", e);
    }
  }

  /** What the kernel may refuse. */
  private interface Setting {
    void set() throws KernelException;
  }

  private static Thread thread(Runnable body) {
    Thread thread = new Thread(body, "top");
    thread.setDaemon(true);
    return thread;
  }
}
