package io.preforkd.server.hook;

import io.preforkd.server.child.Adoption;
import io.preforkd.server.child.ChildOutput;
import io.preforkd.server.loop.Alarm;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.loop.FdWatch;
import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.Processes;
import io.preforkd.server.sys.Processes.Signo;
import io.preforkd.server.sys.SpawnPlan;
import io.preforkd.server.sys.Spawner;
import io.preforkd.server.sys.WaitStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * One run of a hook's command, which leads a process group, until it has been reaped.
 *
 * <pre>
 *   running -- its time is up --> TERM -- kill-after --> KILL -- 5 s --> left behind
 *      |                           |                      |                  |
 *      +---------------------------+-- reaped ------------+------------------+
 * </pre>
 */
final class HookProcess {
  /** Of whoever hangs in the kernel. */
  private static final long LAST_PATIENCE = 5_000_000_000L;

  private final EventLoop loop;
  private final int pid;
  private final int pidfd;
  private final FdWatch death;
  private final ChildOutput output;
  private final Alarm alarm;
  private final Duration killAfter;
  private Consumer<Optional<WaitStatus>> ended;
  private Runnable next = this::terminate;
  private boolean isToEnd;

  private HookProcess(
      EventLoop loop, int pid, int pidfd, int output, Duration killAfter, Consumer<String> lines) {
    this.loop = loop;
    this.pid = pid;
    this.pidfd = pidfd;
    this.killAfter = killAfter;
    this.output = new ChildOutput(loop, output, lines);
    this.death = loop.watch(pidfd, (readable, hangup) -> reap());
    this.alarm = loop.alarm(() -> next.run());
    death.armAlways();
  }

  /**
   * Starts it; what it throws, it leaves nothing behind.
   *
   * @param plan by the descriptor for what it writes
   * @param killAfter the time between TERM and KILL
   * @param lines by its pid, takes what it writes
   * @throws KernelException if the system refuses
   */
  static HookProcess start(
      EventLoop loop,
      IntFunction<SpawnPlan> plan,
      Duration killAfter,
      IntFunction<Consumer<String>> lines)
      throws KernelException {
    Descriptors.Pair pipe = Descriptors.pipe();
    try {
      Descriptors.nonBlocking(pipe.first());
      int pid = Spawner.spawn(plan.apply(pipe.second()));
      return Adoption.of(
          loop,
          pid,
          pidfd -> new HookProcess(loop, pid, pidfd, pipe.first(), killAfter, lines.apply(pid)));
    } catch (KernelException | RuntimeException | Error e) {
      loop.unwatch(pipe.first());
      Descriptors.close(pipe.first());
      throw e;
    } finally {
      Descriptors.close(pipe.second());
    }
  }

  /**
   * From now on it has so much time.
   *
   * @param then told once: how it ended, or nothing if even KILL does not end it
   */
  void allow(Duration time, Consumer<Optional<WaitStatus>> then) {
    ended = then;
    alarm.set(loop.now() + time.toNanos());
  }

  int pid() {
    return pid;
  }

  /** Whether it was told to end. */
  boolean isToEnd() {
    return isToEnd;
  }

  private void terminate() {
    signal(Signo.TERM);
    next = this::kill;
    alarm.set(loop.now() + killAfter.toNanos());
  }

  /** Ends it at once, with all that it has started. */
  void kill() {
    signal(Signo.KILL);
    next = this::leaveBehind;
    alarm.set(loop.now() + LAST_PATIENCE);
  }

  private void signal(Signo signal) {
    isToEnd = true;
    try {
      Processes.killGroup(pid, signal);
    } catch (KernelException e) {
      // One that has become another user may not be signalled: it is left behind, by name.
    }
  }

  /** Its end is still waited for, but by nobody else. */
  private void leaveBehind() {
    tell(Optional.empty());
  }

  /** Before it is reaped its number is nobody else's, so what it leaves behind can be killed. */
  private void reap() {
    if (isToEnd) {
      signal(Signo.KILL);
    }
    Optional<WaitStatus> status = Processes.reapOwn(pid, "hook with pid " + pid);
    if (status.isPresent()) {
      alarm.clear();
      death.close();
      Descriptors.close(pidfd);
      output.readWhatIsLeft();
      output.close();
      tell(status);
    }
  }

  private void tell(Optional<WaitStatus> how) {
    Consumer<Optional<WaitStatus>> whom = ended;
    ended = ignored -> {};
    whom.accept(how);
  }
}
