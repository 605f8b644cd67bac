package io.preforkd.server.child;

import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.Processes;
import io.preforkd.server.sys.Processes.Signo;
import io.preforkd.server.sys.Spawner;
import io.preforkd.server.sys.Strangers;
import io.preforkd.server.sys.WaitStatus;
import io.preforkd.worker.protocol.ForkRequest;
import io.preforkd.worker.protocol.MetricReport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Has the children of one pool forked by a {@link Template}, which is started with the first of
 * them, and again with the next one if it has died.
 *
 * <p>One request is under way at a time, so that an answer needs no name, and so that whoever is no
 * longer wanted mostly has not been asked for. The kernel makes the forked child ours; nothing is
 * read of it before the template has told its pid.
 */
public final class TemplateNursery implements Births {

  /** A request that the template has not answered. */
  private static final class Request {
    private final Expected expected;
    private final ChildEnds ends;
    private boolean isWithdrawn;

    private Request(Expected expected, ChildEnds ends) {
      this.expected = expected;
      this.ends = ends;
    }
  }

  private final EventLoop loop;
  private final Launch launch;
  private final Board board;
  private final Nursery nursery;
  private final TemplateLog log;
  private final TemplateBook book;
  private final Deque<Expected> waiting = new ArrayDeque<>();
  private Template template;
  private Request request;
  private boolean isToRest;
  private TemplateStart nextStart;
  private Runnable whenGone = () -> {};

  /**
   * Whoever is forked comes to this process from now on.
   *
   * @param launch its command is the template's
   */
  public TemplateNursery(EventLoop loop, Launch launch, Board board, TemplateBook book)
      throws KernelException {
    this.loop = loop;
    this.launch = launch;
    this.board = board;
    this.log = new TemplateLog(launch.pool());
    this.book = book;
    this.nextStart = book.first();
    Strangers.attract();
    this.nursery = new Nursery(loop, launch, board);
  }

  @Override
  public void begin(Expected expected) {
    waiting.add(expected);
    goOn();
  }

  @Override
  public boolean isExpecting(int slot) {
    return isUnderWay(slot) || waiting.stream().anyMatch(expected -> expected.slot() == slot);
  }

  private boolean isUnderWay(int slot) {
    return request != null && !request.isWithdrawn && request.expected.slot() == slot;
  }

  @Override
  public boolean withdraw(int slot, boolean isOverdue) {
    if (!isExpecting(slot)) {
      return false;
    }
    if (isUnderWay(slot)) {
      request.isWithdrawn = true;
      request.ends.closeOurs(); // to a child that comes all the same, the parent is gone
    }
    waiting.removeIf(expected -> expected.slot() == slot);
    if (isOverdue && template != null && !template.isEnding()) {
      log.overdue(template.pid());
      killTemplate(TemplateStart.KILLED);
    }
    return true;
  }

  /** What is begun anew then is begun for this reason. */
  private void killTemplate(TemplateStart next) {
    isToRest = true;
    nextStart = next;
    template.kill();
  }

  @Override
  public Child goOnWith(ChildState state, long mostConnections, ChildEvents events)
      throws KernelException {
    return nursery.goOnWith(state, mostConnections, events);
  }

  @Override
  public void rest() {
    if (template != null) {
      isToRest = true;
      nextStart = TemplateStart.NEEDED;
      template.end();
    }
  }

  @Override
  public void letGo() {
    if (template != null) {
      killTemplate(TemplateStart.UPGRADE);
    }
  }

  @Override
  public void close(Runnable then) {
    waiting.clear();
    forgetRequest();
    nursery.close();
    if (template == null) {
      then.run();
    } else {
      whenGone = then;
      rest();
    }
  }

  private void goOn() {
    if (template == null && !waiting.isEmpty()) {
      startTemplate();
    }
    while (template != null && template.isReady() && request == null && !waiting.isEmpty()) {
      ask(waiting.remove());
    }
  }

  private void startTemplate() {
    isToRest = false;
    try {
      ChildEnds ends = ChildEnds.ofTemplate();
      try {
        template = start(ends);
      } catch (KernelException | RuntimeException | Error e) {
        ends.abandon(loop);
        throw e;
      } finally {
        ends.closeTheirs();
      }
      log.started(template.pid());
      book.starts().accept(nextStart);
      nextStart = TemplateStart.DIED; // unless we end it
    } catch (KernelException e) {
      failAll(Failure.of("its template: " + e.getMessage()));
    }
  }

  private Template start(ChildEnds ends) throws KernelException {
    int pid =
        Spawner.spawn(
            launch.templatePlan(
                nursery.devNull(),
                ends.out().second(),
                ends.err().second(),
                ends.channel().second()));
    TemplateEvents reports = new Reports(pid, loop.now());
    return Template.adopt(
        loop, pid, ends, launch.hello(0, 0, 0), line -> log.printed(pid, line), reports);
  }

  private void ask(Expected expected) {
    int slot = expected.slot();
    try {
      board.clear(slot);
      request = new Request(expected, ChildEnds.open());
      Strangers.expect();
      ForkRequest what = new ForkRequest(launch.variables(slot, expected.generation()));
      if (!template.fork(what, launch.descriptors(slot, request.ends, board.fd()))) {
        log.unresponsive(template.pid());
        killTemplate(TemplateStart.KILLED);
      }
      request.ends.closeTheirs();
    } catch (KernelException e) {
      if (request != null) {
        request.ends.closeTheirs();
        forgetRequest();
      }
      expected.failed().accept(Failure.of(e.getMessage()));
    }
  }

  /** Its answer is not waited for; a child that is forked all the same finds its channel ended. */
  private void forgetRequest() {
    if (request != null) {
      Strangers.expectNoMore();
      if (!request.isWithdrawn) {
        request.ends.closeOurs();
      }
      request = null;
    }
  }

  private void failAll(Failure why) {
    List<Expected> all = new ArrayList<>();
    if (request != null && !request.isWithdrawn) {
      all.add(request.expected);
    }
    forgetRequest();
    all.addAll(waiting);
    waiting.clear();
    all.forEach(expected -> expected.failed().accept(why));
  }

  /** Hears of one template. */
  private final class Reports implements TemplateEvents {
    private final int pid;
    private final long startedAt;

    private Reports(int pid, long startedAt) {
      this.pid = pid;
      this.startedAt = startedAt;
    }

    @Override
    public void ready() {
      log.ready(pid, loop.now() - startedAt);
      goOn();
    }

    @Override
    public void forked(int child) {
      Request done = request;
      if (done == null) {
        brokeProtocol("a C that answers no request");
        return;
      }
      try {
        Strangers.claim(child);
      } catch (KernelException e) {
        brokeProtocol("it says that it has forked, but not for us: " + e.getMessage());
        return;
      }
      request = null;
      Strangers.expectNoMore();
      if (done.isWithdrawn) {
        endUnwanted(child);
      } else {
        deliver(done, child);
      }
      goOn();
    }

    @Override
    public void refused(int errno) {
      Request done = request;
      if (done == null) {
        brokeProtocol("an E that answers no request");
        return;
      }
      forgetRequest();
      if (!done.isWithdrawn) {
        done.expected
            .failed()
            .accept(Failure.of("its template cannot fork: " + KernelException.nameOf(errno)));
      }
      goOn();
    }

    @Override
    public void measured(MetricReport report) {
      book.metrics().measured(pid, report);
    }

    @Override
    public void brokeProtocol(String what) {
      log.brokeProtocol(pid, what);
      killTemplate(TemplateStart.KILLED);
    }

    @Override
    public void ended(Optional<WaitStatus> how) {
      template = null;
      book.metrics().templateEnded(pid);
      if (how.isEmpty()) {
        log.leftBehind(pid);
      } else if (isToRest) {
        log.ended(pid, how.get());
      } else {
        log.endedUnasked(pid, how.get());
      }
      failAll(
          new Failure(
              "its template ended: " + TemplateLog.words(how), isToRest ? Optional.empty() : how));
      whenGone.run();
    }
  }

  private void deliver(Request done, int pid) {
    Expected expected = done.expected;
    ChildId id = new ChildId(launch.pool(), expected.slot(), expected.generation(), pid);
    Child child;
    try {
      child = Adoption.of(loop, pid, pidfd -> child(id, pidfd, done));
    } catch (KernelException e) {
      done.ends.abandon(loop);
      expected.failed().accept(Failure.of(e.getMessage()));
      return;
    }
    expected.born().accept(child);
  }

  private Child child(ChildId id, int pidfd, Request done) {
    Expected expected = done.expected;
    return nursery.child(
        id,
        pidfd,
        done.ends,
        launch.hello(expected.slot(), expected.generation(), expected.mostConnections()),
        expected.events());
  }

  /** Whoever is no longer wanted is ours, since he has been claimed; nobody waits for him. */
  private static void endUnwanted(int pid) {
    try {
      Processes.kill(pid, Signo.KILL);
    } catch (KernelException e) {
      // One that has become another user: he finds his channel ended.
    }
    Strangers.disown(pid);
  }
}
