package io.preforkd.pool;

import java.util.List;
import java.util.Set;

/**
 * What has happened to a pool, as data, so that it can be written down and told again. Each is told
 * by the method of {@link Pool} of the same name, where it is explained.
 */
public sealed interface Event {

  /** Tells {@code pool} of this at {@code now}, and returns what is to be done. */
  List<Action> tell(Pool pool, long now);

  record Open() implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.open(now);
    }
  }

  record ConnectionPending(int listener) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.connectionPending(now, listener);
    }
  }

  record Backlog(int listener, int connections) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.backlog(now, listener, connections);
    }
  }

  record Queued(int slot, int connections) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.queued(now, slot, connections);
    }
  }

  record ChildGreeted(
      int slot, long generation, boolean pong, boolean async, boolean free, boolean multi)
      implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.childGreeted(now, slot, generation, pong, async, free, multi);
    }
  }

  record ChildPong(int slot, long generation, int nonce) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.childPong(now, slot, generation, nonce);
    }
  }

  record ChildIdle(int slot, long generation, long connections) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.childIdle(now, slot, generation, connections);
    }
  }

  record ChildCounted(int slot, long generation, long connections) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.childCounted(now, slot, generation, connections);
    }
  }

  record ChildMemory(int slot, long generation, long bytes) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.childMemory(now, slot, generation, bytes);
    }
  }

  record ChildBusy(int slot, long generation) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.childBusy(now, slot, generation);
    }
  }

  record ChildOpened(int slot, long generation, long connections) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.childOpened(now, slot, generation, connections);
    }
  }

  record ChildClosed(int slot, long generation, long connections) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.childClosed(now, slot, generation, connections);
    }
  }

  record Accepted(int listener) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.accepted(now, listener);
    }
  }

  record NobodyCame(int slot, long generation) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.nobodyCame(now, slot, generation);
    }
  }

  record CannotAccept(int slot, long generation, int listener) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.cannotAccept(now, slot, generation, listener);
    }
  }

  record HandedBack(int listener) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.handedBack(now, listener);
    }
  }

  record ChildAcceptFailed(int slot, long generation) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.childAcceptFailed(now, slot, generation);
    }
  }

  record ChildLeaving(int slot, long generation) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.childLeaving(now, slot, generation);
    }
  }

  record ChildExtends(int slot, long generation, long nanos) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.childExtends(now, slot, generation, nanos);
    }
  }

  record HeldSince(int slot, long generation, long since) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.heldSince(now, slot, generation, since);
    }
  }

  record ChildFailed(int slot, long generation, EndReason reason) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.childFailed(now, slot, generation, reason);
    }
  }

  record ChannelClosed(int slot, long generation) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.channelClosed(now, slot, generation);
    }
  }

  record ChildExited(int slot, long generation, Blame blame) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.childExited(now, slot, generation, blame);
    }
  }

  record SpawnFailed(int slot, long generation) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.spawnFailed(now, slot, generation);
    }
  }

  record MemoryPressure(Pressure level) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.memoryPressure(now, level);
    }
  }

  record Tick() implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.tick(now);
    }
  }

  record Reconfigured(PoolSpec spec) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.reconfigured(now, spec);
    }
  }

  record Scale(SizeOrder order) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.scale(now, order);
    }
  }

  record KillChild(int slot, long generation) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.killChild(now, slot, generation);
    }
  }

  record RecycleChild(int slot, long generation) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.recycleChild(now, slot, generation);
    }
  }

  record Lend(int children) implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.lend(now, children);
    }
  }

  record Retire(Set<Integer> kept) implements Event {
    public Retire {
      kept = Set.copyOf(kept);
    }

    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.retire(now, kept);
    }
  }

  record Pause() implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.pause(now);
    }
  }

  record Resume() implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.resume(now);
    }
  }

  record Stop() implements Event {
    @Override
    public List<Action> tell(Pool pool, long now) {
      return pool.stop(now);
    }
  }
}
