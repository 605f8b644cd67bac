package io.preforkd.server.loop;

/**
 * Wakes its owner at one moment, which can be moved as often as the owner likes without making
 * garbage.
 *
 * <p>It rings once per {@link #set}, on the loop's thread, never before all that had happened by
 * its deadline was handled: a parent that was stalled reads its children's reports before it judges
 * their deadlines.
 */
public final class Alarm {

  private final EventLoop loop;
  private final Alarms alarms;
  private final Runnable task;
  private long deadline;
  private boolean isSet;

  Alarm(EventLoop loop, Alarms alarms, Runnable task) {
    this.loop = loop;
    this.alarms = alarms;
    this.task = task;
  }

  /**
   * Sets or moves it.
   *
   * @param deadlineNanos a {@link EventLoop#now}; the past means as soon as possible
   */
  public void set(long deadlineNanos) {
    loop.requireInLoop();
    if (isSet && deadlineNanos == deadline) {
      return;
    }
    remove();
    deadline = deadlineNanos;
    isSet = true;
    alarms.add(this);
  }

  /** Does nothing if it is not set. */
  public void clear() {
    loop.requireInLoop();
    remove();
  }

  long deadline() {
    return deadline;
  }

  void ring() {
    remove();
    loop.guarded(task);
  }

  private void remove() {
    if (isSet) {
      alarms.remove(this);
      isSet = false;
    }
  }
}
