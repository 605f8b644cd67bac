package io.preforkd.server.loop;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;

/**
 * Puts our alarms after the events of a poll, where Netty's own timers would come before those that
 * arrived while a handler held the thread.
 *
 * <p>The rule: an alarm rings after a poll that began when it was already due. So a deadline costs
 * two polls, the one that waits for it and an empty one.
 */
final class AlarmingIoHandler implements IoHandler {

  private static final long NOTHING_SCHEDULED = -1;

  private final IoHandler poller;
  private final Alarms alarms;
  private final Context context = new Context();
  private final Pace pace;
  private final long origin = System.nanoTime();
  private final Runnable beforePoll;

  AlarmingIoHandler(IoHandler poller, Alarms alarms, Pace pace, Runnable beforePoll) {
    this.poller = poller;
    this.alarms = alarms;
    this.pace = pace;
    this.beforePoll = beforePoll;
  }

  @Override
  public int run(IoHandlerContext outer) {
    pace.beforePoll();
    beforePoll.run();
    long pollBegan = System.nanoTime();
    int handled = poller.run(context.over(outer));
    pace.afterPoll();
    alarms.ring(pollBegan);
    return handled;
  }

  @Override
  public void initialize() {
    poller.initialize();
  }

  @Override
  public void prepareToDestroy() {
    poller.prepareToDestroy();
  }

  @Override
  public void destroy() {
    poller.destroy();
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return poller.register(handle);
  }

  @Override
  public void wakeup() {
    poller.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> type) {
    return poller.isCompatible(type);
  }

  /** Tells it how long it may wait: until the sooner of Netty's deadline and ours. */
  private final class Context implements IoHandlerContext {

    private IoHandlerContext outer;

    Context over(IoHandlerContext outer) {
      this.outer = outer;
      return this;
    }

    @Override
    public boolean canBlock() {
      return outer.canBlock();
    }

    @Override
    public long delayNanos(long now) {
      long delay = outer.delayNanos(now);
      Alarm next = alarms.next();
      return next == null ? delay : Math.min(delay, Math.max(0, next.deadline() - now));
    }

    /**
     * Netty compares this with the one before, to leave its timer alone when nothing has changed.
     */
    @Override
    public long deadlineNanos() {
      long deadline = outer.deadlineNanos();
      Alarm next = alarms.next();
      if (next == null) {
        return deadline;
      }
      long ours = Math.max(0, next.deadline() - origin);
      return deadline == NOTHING_SCHEDULED ? ours : Math.min(deadline, ours);
    }

    @Override
    public void reportActiveIoTime(long nanos) {
      outer.reportActiveIoTime(nanos);
    }

    @Override
    public boolean shouldReportActiveIoTime() {
      return outer.shouldReportActiveIoTime();
    }
  }
}
