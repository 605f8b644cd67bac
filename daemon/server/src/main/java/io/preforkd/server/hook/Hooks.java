package io.preforkd.server.hook;

import io.preforkd.config.Hook;
import io.preforkd.config.HookSettings;
import io.preforkd.server.loop.Alarm;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.WaitStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Runs the hooks of one pool, of all its editions: {@link #AT_ONCE} beside each other, as many as
 * {@link #WAITING} in their turn, and drops what comes beyond that: children may die faster than
 * any command can run. Loop thread only, which never waits for one.
 */
public final class Hooks {
  static final int AT_ONCE = 8;
  static final int WAITING = 64;

  private static final String TOO_MANY =
      AT_ONCE + " run and " + WAITING + " wait; make them quicker";

  private final EventLoop loop;
  private final HookLog log;
  private final BiConsumer<Hook, HookResult> counter;
  private final Runnable whenQuiet;
  private final Alarm end;
  private final Deque<Job> waiting = new ArrayDeque<>();
  private final Set<HookProcess> running = new HashSet<>();
  private HookSettings settings = new HookSettings(Map.of(), Duration.ZERO);
  private Duration killAfter = Duration.ZERO;
  private HookLaunch launch;
  private boolean isHeld;
  private boolean hasEnded;

  /**
   * @param then told why it has failed, or nothing if it has not
   */
  private record Job(HookCall call, List<String> command, Consumer<Optional<String>> then) {}

  /**
   * @param counter told of each call once it is known what became of it
   * @param whenQuiet called whenever none runs or waits any more
   */
  public Hooks(
      EventLoop loop, String pool, BiConsumer<Hook, HookResult> counter, Runnable whenQuiet) {
    this.loop = loop;
    this.log = new HookLog(pool);
    this.counter = counter;
    this.whenQuiet = whenQuiet;
    this.end = loop.alarm(this::endAll);
  }

  /**
   * Runs these commands from now on, and goes on after an end.
   *
   * @param termToKill what a command that has run for too long is left to clean up
   */
  public void use(HookSettings commands, Duration termToKill, HookLaunch by) {
    use(commands, termToKill);
    launch = by;
    hasEnded = false;
    end.clear();
  }

  /** Other commands, started as before. */
  public void use(HookSettings commands, Duration termToKill) {
    settings = commands;
    killAfter = termToKill;
  }

  /** The moment of a hook has come; nobody waits for it. */
  public void tell(HookCall call) {
    List<String> command = settings.commands().get(call.hook());
    if (command == null) {
      return;
    }
    Job job = new Job(call, command, failure -> {});
    if (hasEnded) {
      drop(job, "the pool has ended");
    } else if (waiting.size() >= WAITING) {
      drop(job, TOO_MANY);
    } else {
      waiting.add(job);
      startWaiting();
    }
  }

  /**
   * Runs a hook that its pool waits for, before all others.
   *
   * @param then told why it has failed; nothing if it has succeeded, or there is none
   */
  public void run(Hook hook, Consumer<Optional<String>> then) {
    List<String> command = settings.commands().get(hook);
    if (command == null) {
      then.accept(Optional.empty());
    } else {
      start(new Job(HookCall.of(hook), command, then));
    }
  }

  /** None is begun from now on, until {@link #release}; those that run go on. */
  public void hold() {
    isHeld = true;
  }

  public void release() {
    isHeld = false;
    startWaiting();
  }

  public boolean isRunning() {
    return !running.isEmpty();
  }

  public boolean isQuiet() {
    return running.isEmpty() && waiting.isEmpty();
  }

  /** What is held back. */
  public List<HookCall> waiting() {
    return waiting.stream().map(Job::call).toList();
  }

  /** The pool has ended: what is left has so much time, and then comes {@link #endAll}. */
  public void endAfter(long nanos) {
    end.set(loop.now() + nanos);
  }

  /** Kills those that run, drops those that wait, and begins none until {@link #use}. */
  public void endAll() {
    hasEnded = true;
    for (Job job = waiting.poll(); job != null; job = waiting.poll()) {
      drop(job, "the pool has ended");
    }
    running.forEach(HookProcess::kill);
    tellIfQuiet();
  }

  private void drop(Job job, String why) {
    log.dropped(why);
    counter.accept(job.call().hook(), HookResult.DROPPED);
  }

  private void startWaiting() {
    while (!isHeld && running.size() < AT_ONCE && !waiting.isEmpty()) {
      start(waiting.poll());
    }
    if (waiting.isEmpty()) {
      log.room();
    }
  }

  private void start(Job job) {
    try {
      long began = loop.now();
      HookProcess process = spawn(job);
      running.add(process);
      process.allow(settings.timeout(), how -> ended(job, process, began, how));
    } catch (KernelException e) {
      notStarted(job, e.getMessage());
    } catch (RuntimeException | Error e) {
      notStarted(job, "a fault in preforkd itself, " + e);
      throw e;
    }
  }

  private HookProcess spawn(Job job) throws KernelException {
    int devNull = Descriptors.devNull();
    try {
      return HookProcess.start(
          loop,
          output -> launch.plan(job.command(), job.call(), devNull, output),
          killAfter,
          pid -> {
            String name = log.name(job.call().hook(), pid);
            return line -> log.output(name, line);
          });
    } finally {
      Descriptors.close(devNull);
    }
  }

  /** Whoever waits for it hears of it in any case. */
  private void notStarted(Job job, String why) {
    log.cannotStart(job.call().hook(), why);
    finish(job, HookResult.FAILED, Optional.of("it cannot be started: " + why));
  }

  private void ended(Job job, HookProcess process, long began, Optional<WaitStatus> how) {
    running.remove(process);
    long millis = TimeUnit.NANOSECONDS.toMillis(loop.now() - began);
    HookResult result = result(process, how);
    log(log.name(job.call().hook(), process.pid()), result, how, millis);
    try {
      finish(job, result, failure(result, how));
    } finally {
      startWaiting();
      tellIfQuiet();
    }
  }

  private static HookResult result(HookProcess process, Optional<WaitStatus> how) {
    if (process.isToEnd()) {
      return HookResult.TIMED_OUT;
    }
    boolean isGood = how.equals(Optional.of(new WaitStatus.Exited(0)));
    return isGood ? HookResult.SUCCEEDED : HookResult.FAILED;
  }

  private void log(String name, HookResult result, Optional<WaitStatus> how, long millis) {
    if (how.isEmpty()) {
      log.leftBehind(name);
    } else if (result == HookResult.TIMED_OUT) {
      log.ended(name, hasEnded ? "the pool has ended" : "its timeout is over", millis, words(how));
    } else if (result == HookResult.FAILED) {
      log.failed(name, words(how), millis);
    } else {
      log.succeeded(name, millis);
    }
  }

  private static String words(Optional<WaitStatus> how) {
    return how.map(WaitStatus::toString).orElse("it lives on");
  }

  private static Optional<String> failure(HookResult result, Optional<WaitStatus> how) {
    return switch (result) {
      case SUCCEEDED -> Optional.empty();
      case TIMED_OUT -> Optional.of("its timeout is over");
      default -> Optional.of(words(how));
    };
  }

  private void finish(Job job, HookResult result, Optional<String> failure) {
    counter.accept(job.call().hook(), result);
    job.then().accept(failure);
  }

  private void tellIfQuiet() {
    if (isQuiet()) {
      whenQuiet.run();
    }
  }
}
