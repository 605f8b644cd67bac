package io.preforkd.server.journal;

import io.preforkd.pool.Action;
import io.preforkd.pool.Bound;
import io.preforkd.pool.PoolMode;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.Pressure;
import io.preforkd.pool.SpawnReason;
import java.util.Locale;

/** A decision in words: what, why, and the numbers that it rested on. */
final class Sentence {
  private static final double SECOND = 1e9;
  private static final long MILLISECOND = 1_000_000L;

  private final Decision decision;
  private final Inputs inputs;

  private Sentence(Decision decision) {
    this.decision = decision;
    this.inputs = decision.inputs();
  }

  static String of(Decision decision) {
    Sentence sentence = new Sentence(decision);
    return sentence.what(decision.action()) + " (" + sentence.numbers() + ")";
  }

  private String what(Action action) {
    if (action instanceof Action.Spawn spawn) {
      return "started " + child(spawn.slot(), spawn.generation()) + ", " + why(spawn.reason());
    }
    if (action instanceof Action.Part part) {
      String child = child(part.slot(), part.generation());
      return "lets "
          + child
          + ", "
          + doing()
          + ", leave once nobody waits for it: "
          + Reasons.words(part.reason());
    }
    if (action instanceof Action.Drain drain) {
      String child = child(drain.slot(), drain.generation());
      return "told " + child + ", " + doing() + ", to leave: " + Reasons.words(drain.reason());
    }
    if (action instanceof Action.Kill kill) {
      String child = child(kill.slot(), kill.generation());
      String signal = kill.politely() ? "TERM" : "KILL";
      return "sent "
          + signal
          + " to "
          + child
          + ", "
          + doing()
          + ": "
          + Reasons.words(kill.reason());
    }
    if (action instanceof Action.Dump dump) {
      String child = child(dump.slot(), dump.generation());
      return "sent QUIT to "
          + child
          + ", "
          + doing()
          + ", and KILL is next: "
          + Reasons.words(dump.reason());
    }
    return action instanceof Action.Gone gone ? gone(gone) : ofThePool(action);
  }

  private String gone(Action.Gone gone) {
    String why = gone.reason() == null ? "nobody asked it to" : Reasons.words(gone.reason());
    String age = seconds(gone.ageNanos()) + " old";
    return child(gone.slot(), gone.generation())
        + ", "
        + doing()
        + " and "
        + age
        + ", has ended: "
        + why;
  }

  private String ofThePool(Action action) {
    if (action instanceof Action.Saturated saturated) {
      return "starts nobody for "
          + saturated.waiting()
          + " that wait, since "
          + bound(saturated.bound());
    }
    if (action instanceof Action.Relieved relieved) {
      return "is no longer saturated, after " + seconds(relieved.nanos());
    }
    if (action instanceof Action.Pressed pressed) {
      String what = pressed.level() == Pressure.FULL ? "gives up idle children" : "does not grow";
      return what + " above min, since memory is short";
    }
    if (action instanceof Action.Eased eased) {
      return "grows again, since memory has not been short for a while; it was for "
          + seconds(eased.nanos());
    }
    return ofFailures(action);
  }

  private String ofFailures(Action action) {
    if (action instanceof Action.Throttled throttled) {
      String pause = throttled.pauseNanos() / MILLISECOND + " ms";
      return "starts nobody for "
          + pause
          + ", since "
          + throttled.deaths()
          + " in a row died young";
    }
    if (action instanceof Action.Degraded degraded) {
      return "is degraded, since "
          + degraded.failures()
          + " attempts in a row ended in young deaths";
    }
    if (action instanceof Action.Recovered recovered) {
      return "is no longer degraded, after " + seconds(recovered.nanos());
    }
    return ofTheRest(action);
  }

  private static String ofTheRest(Action action) {
    if (action instanceof Action.Slow slow) {
      String child = child(slow.slot(), slow.generation());
      return child
          + " has held one connection for "
          + seconds(slow.nanos())
          + ", longer than slow-after";
    }
    if (action instanceof Action.LeftBehind left) {
      return "left "
          + child(left.slot(), left.generation())
          + " behind, since it lives on after several KILLs";
    }
    return "has ended";
  }

  private static String child(int slot, long generation) {
    return "slot " + slot + " (gen " + generation + ")";
  }

  private String doing() {
    return decision.doing().orElseThrow().name().toLowerCase(Locale.ROOT);
  }

  private String why(SpawnReason reason) {
    return switch (reason) {
      case OPENING -> "as the pool opens";
      case MINIMUM -> "since there were fewer than " + floor();
      case SPARES -> "since fewer than min-spare were spare";
      case BACKLOG -> "since " + inputs.waiting() + " waited and nobody was idle";
      case HELD -> "since the pool is held at " + held();
      case REPLACEMENT -> "in the place of one that is recycled";
      case STRANDED -> "since clients wait on the socket of that slot, whose child has gone";
    };
  }

  private String floor() {
    return inputs.spec().mode() == PoolMode.STATIC ? "max" : "min";
  }

  private String bound(Bound bound) {
    return switch (bound) {
      case MAX -> "max is reached";
      case MAX_CHILDREN -> "max-children of all pools is reached";
      case MEMORY -> "memory is short";
      case HELD -> "the pool is held at " + held();
    };
  }

  private String held() {
    return inputs.held().isPresent() ? inputs.held().getAsInt() + " children" : "a number";
  }

  private String numbers() {
    PoolSpec spec = inputs.spec();
    return String.format(
        Locale.ROOT,
        "idle %d, busy %d, starting %d, leaving %d, waiting %d; min %d, spare %d..%d, max %d",
        inputs.idle(),
        inputs.busy(),
        inputs.starting(),
        inputs.leaving(),
        inputs.waiting(),
        spec.min(),
        spec.minSpare(),
        spec.maxSpare(),
        spec.max());
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / SECOND);
  }
}
