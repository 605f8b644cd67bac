package io.preforkd.pool;

import java.util.Set;

/**
 * What the pool has decided, in the imperative; each is carried out by the method of {@link
 * Effects} of the same name, where it is explained.
 */
public sealed interface Action {

  /** Calls the method of {@code effects} that carries this out. */
  void applyTo(Effects effects);

  record Spawn(int slot, long generation, SpawnReason reason) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.spawn(slot, generation, reason);
    }
  }

  record Order(int slot, long generation, int listener, boolean selfAccept, int count)
      implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.order(slot, generation, listener, selfAccept, count);
    }
  }

  record Drain(int slot, long generation, EndReason reason) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.drain(slot, generation, reason);
    }
  }

  record Kill(int slot, long generation, boolean politely, EndReason reason) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.kill(slot, generation, politely, reason);
    }
  }

  record LeftBehind(int slot, long generation) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.leftBehind(slot, generation);
    }
  }

  record Dump(int slot, long generation, EndReason reason) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.dump(slot, generation, reason);
    }
  }

  record Ping(int slot, long generation, int nonce) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.ping(slot, generation, nonce);
    }
  }

  record Free(int slot, long generation) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.free(slot, generation);
    }
  }

  record Up(int slot, long generation) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.up(slot, generation);
    }
  }

  record CallBack(int slot, long generation, int nonce) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.callBack(slot, generation, nonce);
    }
  }

  record Inspect(int slot, long generation) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.inspect(slot, generation);
    }
  }

  record Slow(int slot, long generation, long nanos) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.slow(slot, generation, nanos);
    }
  }

  record Look() implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.look();
    }
  }

  record Watch(int listener) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.watch(listener);
    }
  }

  record Measure(int listener) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.measure(listener);
    }
  }

  record Part(int slot, long generation, EndReason reason) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.part(slot, generation, reason);
    }
  }

  record MeasureSlot(int slot) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.measureSlot(slot);
    }
  }

  record Steer(Set<Integer> slots, boolean accepting) implements Action {
    public Steer {
      slots = Set.copyOf(slots);
    }

    @Override
    public void applyTo(Effects effects) {
      effects.steer(slots, accepting);
    }
  }

  record Shut(int listener) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.shut(listener);
    }
  }

  record Close(int listener) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.close(listener);
    }
  }

  record Gone(
      int slot,
      long generation,
      SlotState doing,
      EndReason reason,
      long ageNanos,
      boolean hadBeenIdle)
      implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.gone(slot, generation, doing, reason, ageNanos, hadBeenIdle);
    }
  }

  record Throttled(int deaths, long pauseNanos) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.throttled(deaths, pauseNanos);
    }
  }

  record Degraded(int failures) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.degraded(failures);
    }
  }

  record Recovered(long nanos) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.recovered(nanos);
    }
  }

  record Pressed(Pressure level) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.pressed(level);
    }
  }

  record Eased(long nanos) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.eased(nanos);
    }
  }

  record Saturated(int waiting, Bound bound) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.saturated(waiting, bound);
    }
  }

  record Relieved(long nanos) implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.relieved(nanos);
    }
  }

  record Stopped() implements Action {
    @Override
    public void applyTo(Effects effects) {
      effects.stopped();
    }
  }
}
