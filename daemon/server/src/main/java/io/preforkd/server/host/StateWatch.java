package io.preforkd.server.host;

import io.preforkd.pool.Scoreboard;
import io.preforkd.pool.SlotState;
import io.preforkd.server.loop.Alarm;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.snapshot.SlotView;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Tells an observer of the states of children, at most once a second. */
final class StateWatch {
  private static final long DELAY = 1_000_000_000L;

  private final EventLoop loop;
  private final Observer observer;
  private final Scoreboard board;
  private final Supplier<List<SlotView>> children;
  private final Alarm alarm;
  private List<SlotState> known = List.of();
  private boolean isDue;

  StateWatch(
      EventLoop loop, Observer observer, Scoreboard board, Supplier<List<SlotView>> children) {
    this.loop = loop;
    this.observer = observer;
    this.board = board;
    this.children = children;
    this.alarm = loop.alarm(this::tell);
  }

  /** Something has happened to the pool, which may have changed them. */
  void note() {
    if (observer == Observer.NOBODY || isDue) {
      return;
    }
    List<SlotState> now = shape();
    if (!now.equals(known)) {
      known = now;
      isDue = true;
      alarm.set(loop.now() + DELAY);
    }
  }

  private List<SlotState> shape() {
    return IntStream.range(0, board.size()).mapToObj(i -> board.slot(i).state()).toList();
  }

  private void tell() {
    isDue = false;
    known = shape();
    observer.statesChanged(children.get());
  }
}
