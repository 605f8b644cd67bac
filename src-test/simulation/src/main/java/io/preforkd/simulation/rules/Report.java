package io.preforkd.simulation.rules;

import io.preforkd.pool.Action;
import io.preforkd.pool.EndReason;
import io.preforkd.pool.Pool;
import java.util.List;

/** What is told to a pool about one of its children. */
public enum Report {
  IDLE {
    @Override
    public List<Action> tell(Pool pool, long now, int slot, long generation) {
      return pool.childIdle(now, slot, generation);
    }
  },
  BUSY {
    @Override
    public List<Action> tell(Pool pool, long now, int slot, long generation) {
      return pool.childBusy(now, slot, generation);
    }
  },
  ACCEPT_FAILED {
    @Override
    public List<Action> tell(Pool pool, long now, int slot, long generation) {
      return pool.childAcceptFailed(now, slot, generation);
    }
  },
  LEAVING {
    @Override
    public List<Action> tell(Pool pool, long now, int slot, long generation) {
      return pool.childLeaving(now, slot, generation);
    }
  },
  EXTENDS {
    @Override
    public List<Action> tell(Pool pool, long now, int slot, long generation) {
      return pool.childExtends(now, slot, generation, EXTENSION);
    }
  },
  GARBAGE {
    @Override
    public List<Action> tell(Pool pool, long now, int slot, long generation) {
      return pool.childFailed(now, slot, generation, EndReason.PROTOCOL);
    }
  },
  CHANNEL_CLOSED {
    @Override
    public List<Action> tell(Pool pool, long now, int slot, long generation) {
      return pool.channelClosed(now, slot, generation);
    }
  },
  EXITED {
    @Override
    public List<Action> tell(Pool pool, long now, int slot, long generation) {
      return pool.childExited(now, slot, generation);
    }
  },
  SPAWN_FAILED {
    @Override
    public List<Action> tell(Pool pool, long now, int slot, long generation) {
      return pool.spawnFailed(now, slot, generation);
    }
  };

  /** How much more time a child asks for, if it does. */
  public static final long EXTENSION = 3_000_000_000L;

  public abstract List<Action> tell(Pool pool, long now, int slot, long generation);

  /** Whether it means that the process is no more. */
  public boolean isEnd() {
    return this == EXITED || this == SPAWN_FAILED;
  }
}
