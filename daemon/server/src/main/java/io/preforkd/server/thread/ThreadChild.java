package io.preforkd.server.thread;

import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.Child;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.child.ChildState;
import io.preforkd.server.child.Durations;
import io.preforkd.server.thread.Orders.Order;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's thread as the loop sees it. It cannot be killed: a kill interrupts it and closes its
 * connection, and one that goes on all the same keeps its slot.
 */
final class ThreadChild implements Child {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");
  private static final double SECOND = 1e9;

  /** Whatever makes one connection slow makes all of them slow. */
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(10);

  private final ChildId id;
  private final Orders orders;
  private final Tally tally;
  private final Report report;
  private int kills;
  private long saysNoMoreUntil = System.nanoTime();

  ThreadChild(ChildId id, Orders orders, Tally tally, Report report) {
    this.id = id;
    this.orders = orders;
    this.tally = tally;
    this.report = report;
  }

  @Override
  public ChildId id() {
    return id;
  }

  @Override
  public ChildState state() {
    throw new UnsupportedOperationException("a thread ends with its program");
  }

  @Override
  public boolean keepsRecord() {
    return true;
  }

  @Override
  public BoardCounts counts() {
    return tally.counts();
  }

  @Override
  public boolean hasCountedWell() {
    return true;
  }

  @Override
  public Durations services() {
    return tally.services();
  }

  @Override
  public OptionalLong lastAccept() {
    return OptionalLong.of(tally.lastAccept());
  }

  @Override
  public OptionalLong heldSince(long now) {
    return OptionalLong.of(tally.busySince(now));
  }

  @Override
  public void order(int listener, boolean selfAccept, int count) {
    orders.give(new Order(listener, selfAccept));
  }

  @Override
  public void drain(int reason) {
    orders.drain();
  }

  @Override
  public void kill(boolean politely) {
    orders.kill();
    kills += politely ? 0 : 1;
    if (kills == 2) {
      LOG.error(
          "{} does not end though interrupted, and a thread cannot be killed: its slot stays taken"
              + " until it ends, or the program does",
          id);
    }
  }

  @Override
  public void dump() {
    report.say("at" + stack());
  }

  @Override
  public void slow() {
    long now = System.nanoTime();
    if (now - saysNoMoreUntil < 0) {
      return;
    }
    saysNoMoreUntil = now + PAUSE;
    double seconds = (now - tally.since()) / SECOND;
    String doing = tally.isResting() ? "between connections" : "with one connection";
    report.say(String.format(Locale.ROOT, "is slow: %.1f s %s, at", seconds, doing) + stack());
  }

  private String stack() {
    StringBuilder text = new StringBuilder();
    for (StackTraceElement frame : orders.thread().getStackTrace()) {
      text.append("\n\tat ").append(frame);
    }
    return text.toString();
  }

  @Override
  public String whyItLives() {
    return "a thread cannot be killed";
  }

  /** Nothing that it would have to announce. */
  @Override
  public boolean can(String feature) {
    return false;
  }

  /** There is no process that could hang while its threads do not. */
  @Override
  public boolean ping(int nonce) {
    return false;
  }

  @Override
  public void pass(int listener, int connection) {
    throw announcesNothing();
  }

  @Override
  public void free() {
    throw announcesNothing();
  }

  @Override
  public void callBack(int nonce) {
    throw announcesNothing();
  }

  @Override
  public void grant(long request, int socket) {
    throw announcesNothing();
  }

  @Override
  public void refuse(long request, String why) {
    throw announcesNothing();
  }

  private static UnsupportedOperationException announcesNothing() {
    return new UnsupportedOperationException("a thread has not announced that");
  }
}
