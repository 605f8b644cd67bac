package io.preforkd.spamd.host;

import io.preforkd.pool.Bound;
import io.preforkd.pool.EndReason;
import io.preforkd.pool.PoolStatus;
import io.preforkd.pool.SpawnReason;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.host.Observer;
import io.preforkd.server.snapshot.ExitView;
import io.preforkd.server.snapshot.SlotView;
import io.preforkd.spamd.host.log.HostLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in spamd's words what the daemon does: the lines, letter by letter, that monitoring greps
 * for. In spamd the server comes before its children, so what is to be said of these before all
 * serve waits until then.
 */
final class Persona implements Observer {
  private static final Logger LOG = LoggerFactory.getLogger(HostLog.OWN);

  private final HostLog log;
  private final long pid;
  private final Runnable whenReady;
  private final Runnable whenStopping;
  private final CompletableFuture<Boolean> start = new CompletableFuture<>();
  private final List<String> early = new ArrayList<>();
  private volatile List<Door> doors = List.of();
  private volatile CompletableFuture<String> engine = CompletableFuture.completedFuture("unknown");
  private String states = "";
  private boolean isStopping;

  /**
   * @param whenReady run when the first child serves, before that is said
   * @param whenStopping run when the end has been asked for, however long it takes
   */
  Persona(HostLog log, long pid, Runnable whenReady, Runnable whenStopping) {
    this.log = log;
    this.pid = pid;
    this.whenReady = whenReady;
    this.whenStopping = whenStopping;
  }

  /** True once it serves; false if its children die before. */
  CompletableFuture<Boolean> start() {
    return start;
  }

  @Override
  public void listens(List<Door> opened) {
    doors = opened;
    engine = CompletableFuture.supplyAsync(Versions::ofEngine);
  }

  @Override
  public void ready() {
    sayStarted();
    whenReady.run();
    LOG.info("spamd: server pid: {}", pid);
    early.forEach(LOG::info);
    early.clear();
    start.complete(true);
  }

  private void sayStarted() {
    LOG.info("spamd: server started on {} (running version {})", Doors.all(doors), engine.join());
  }

  @Override
  public void childStarted(ChildId child, SpawnReason reason, PoolStatus pool) {
    if (reason == SpawnReason.SPARES || reason == SpawnReason.BACKLOG) {
      say(
          String.format(
              "prefork: adjust: %d idle children less than %d minimum idle children."
                  + "  Increasing spamd children: %d started.",
              pool.idle(), pool.spec().minSpare(), child.pid()));
    }
    say("spamd: server successfully spawned child process, pid " + child.pid());
  }

  private void say(String line) {
    if (start.isDone()) {
      LOG.info(line);
    } else {
      early.add(line);
    }
  }

  @Override
  public void childDismissed(ChildId child, EndReason reason, PoolStatus pool) {
    if (reason == EndReason.SHRINK && pool.held().isEmpty()) {
      int most = pool.spec().maxSpare();
      say(
          String.format(
              "prefork: adjust: %d idle children more than %d maximum idle children."
                  + " Decreasing spamd children: %d killed.",
              Math.max(pool.idle(), most) + 1, most, child.pid()));
    }
  }

  @Override
  public void childExited(ExitView exit) {
    say(
        String.format(
            "spamd: handled cleanup of child pid [%d] due to SIGCHLD: %s",
            exit.child().pid(), ExitText.of(exit.how())));
  }

  @Override
  public void statesChanged(List<SlotView> children) {
    String now = StateLetters.of(children);
    if (!now.isEmpty() && !now.equals(states)) {
      say("prefork: child states: " + now);
    }
    states = now;
  }

  /** Raising it would not help where something else keeps the pool below it. */
  @Override
  public void saturated(Bound bound) {
    if (bound == Bound.MAX) {
      say("prefork: server reached --max-children setting, consider raising it");
    }
  }

  @Override
  public void degraded() {
    start.complete(false);
  }

  @Override
  public void reloads(String who) {
    log.reopen();
    if (who.equals("HUP")) {
      LOG.info("spamd: server hit by SIGHUP, restarting");
    } else {
      LOG.info("spamd: {} has the children replaced", who);
    }
  }

  @Override
  public void reloaded(Optional<String> failure) {
    if (failure.isPresent()) {
      LOG.error("spamd: the children there are go on, since new ones fail: {}", failure.get());
    } else {
      engine = CompletableFuture.supplyAsync(Versions::ofEngine);
      sayStarted();
      LOG.info("spamd: server pid: {}", pid);
    }
  }

  @Override
  public void stacksWanted() {
    LOG.warn("spamd: caught SIGUSR2 - dumping backtrace. most recent message: (none)");
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              LOG.warn("spamd: thread {} {}", thread.getName(), thread.getState());
              List.of(stack).forEach(frame -> LOG.warn("spamd:   at {}", frame));
            });
  }

  @Override
  public void stops(String who) {
    if (isStopping) {
      return;
    }
    isStopping = true;
    whenStopping.run();
    String cause = who.equals("TERM") || who.equals("INT") ? "SIG" + who : who;
    LOG.info("spamd: server killed by {}, shutting down", cause);
  }

  /** The daemon has ended. */
  void ended() {
    doors.forEach(door -> LOG.info("spamd: server socket closed, type {}", Doors.type(door)));
  }
}
