package io.preforkd.server.journal;

import io.preforkd.pool.Action;
import io.preforkd.pool.Pool;
import io.preforkd.pool.PoolStatus;
import io.preforkd.pool.Scoreboard;
import io.preforkd.pool.SlotState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The last decisions that a person may ask about, of all pools. Orders and questions to children
 * are not among them. Loop thread only.
 */
final class Decisions {
  static final int MOST = 1000;

  private static final Set<Class<? extends Action>> ASKED_FOR =
      Set.of(
          Action.Spawn.class,
          Action.Part.class,
          Action.Drain.class,
          Action.Kill.class,
          Action.Dump.class,
          Action.LeftBehind.class,
          Action.Slow.class,
          Action.Gone.class,
          Action.Throttled.class,
          Action.Degraded.class,
          Action.Recovered.class,
          Action.Pressed.class,
          Action.Eased.class,
          Action.Saturated.class,
          Action.Relieved.class,
          Action.Stopped.class);

  private final Deque<Decision> last = new ArrayDeque<>();

  /** The pool has just decided on these. */
  void note(String name, Pool pool, List<Action> actions) {
    for (int i = 0; i < actions.size(); i++) { // no iterator: it comes with every event
      if (ASKED_FOR.contains(actions.get(i).getClass())) {
        noteAll(name, pool, actions);
        return;
      }
    }
  }

  private void noteAll(String name, Pool pool, List<Action> actions) {
    long millis = System.currentTimeMillis();
    Inputs inputs = before(actions, pool);
    for (Action action : actions) {
      if (ASKED_FOR.contains(action.getClass())) {
        add(new Decision(millis, name, action, doing(action, pool.scoreboard()), inputs));
      }
    }
  }

  private void add(Decision decision) {
    if (last.size() == MOST) {
      last.removeFirst();
    }
    last.addLast(decision);
  }

  private static Inputs before(List<Action> actions, Pool pool) {
    PoolStatus after = pool.status();
    Inputs inputs = Inputs.of(after);
    for (Action action : actions) {
      if (action instanceof Action.Spawn) {
        inputs = inputs.withoutSpawn();
      } else if (action instanceof Action.Part part) {
        inputs = before(inputs, pool.scoreboard().slot(part.slot()).doing());
      } else if (action instanceof Action.Drain drain) {
        inputs = before(inputs, pool.scoreboard().slot(drain.slot()).doing());
      }
    }
    return inputs;
  }

  private static Inputs before(Inputs inputs, SlotState doing) {
    return switch (doing) {
      case IDLE -> inputs.withIdle();
      case STARTING -> inputs.withStarting();
      default -> inputs.withBusy();
    };
  }

  private static Optional<SlotState> doing(Action action, Scoreboard board) {
    if (action instanceof Action.Part part) {
      return Optional.of(board.slot(part.slot()).doing());
    }
    if (action instanceof Action.Drain drain) {
      return Optional.of(board.slot(drain.slot()).doing());
    }
    if (action instanceof Action.Kill kill) {
      return Optional.of(board.slot(kill.slot()).doing());
    }
    if (action instanceof Action.Dump dump) {
      return Optional.of(board.slot(dump.slot()).doing());
    }
    return action instanceof Action.Gone gone ? Optional.of(gone.doing()) : Optional.empty();
  }

  /** The oldest first. */
  List<Decision> all() {
    return List.copyOf(last);
  }
}
