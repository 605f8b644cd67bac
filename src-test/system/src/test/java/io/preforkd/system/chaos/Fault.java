package io.preforkd.system.chaos;

import io.preforkd.system.harness.Client;
import java.io.IOException;
import java.util.Random;

/** What may happen to a daemon, its children and its clients. */
enum Fault {
  KILL {
    @Override
    void strike(Arena arena) throws IOException {
      signal(arena, "KILL");
    }
  },
  CRASH {
    @Override
    void strike(Arena arena) throws IOException {
      signal(arena, "SEGV");
    }
  },
  TERM {
    @Override
    void strike(Arena arena) throws IOException {
      signal(arena, "TERM");
    }
  },
  /** A child that stands still; some go on before anybody has lost his patience. */
  STOP {
    @Override
    void strike(Arena arena) throws IOException {
      Victim child = arena.anyone().orElse(null);
      if (child != null) {
        arena.signal("STOP", child);
        if (arena.dice().nextBoolean()) {
          arena.finallyDo(() -> arena.signal("CONT", child));
        } else {
          arena.signal("CONT", child);
        }
      }
    }
  },
  /** A child that has no descriptor left for a connection, for a while. */
  NO_DESCRIPTORS {
    @Override
    void strike(Arena arena) throws IOException {
      Victim child = arena.anyChild().orElse(null);
      if (child != null) {
        String[] limits = child.process().limit("Max open files").split(" ", -1);
        limit(arena, child, "3");
        arena.finallyDo(() -> limit(arena, child, limits[0]));
      }
    }

    private void limit(Arena arena, Victim child, String descriptors) throws IOException {
      if (child.isThere()) {
        arena.run("prlimit", "--pid", Long.toString(child.pid()), "--nofile=" + descriptors + ":");
      }
    }
  },
  RESET_BEFORE_ACCEPT {
    @Override
    void strike(Arena arena) throws IOException {
      Client.to(port(arena)).reset();
    }
  },
  RESET_IN_THE_MIDST {
    @Override
    void strike(Arena arena) throws IOException {
      Client.holding(port(arena)).reset();
    }
  },
  SILENT_CLIENT {
    @Override
    void strike(Arena arena) throws IOException {
      arena.hold(Client.to(port(arena)));
    }
  },
  HALF_A_REQUEST {
    @Override
    void strike(Arena arena) throws IOException {
      arena.hold(Client.holding(port(arena)));
    }
  },
  HALF_CLOSED {
    @Override
    void strike(Arena arena) throws IOException {
      arena.hold(Client.holding(port(arena)).end());
    }
  },
  SCALE {
    @Override
    void strike(Arena arena) throws IOException {
      Random dice = arena.dice();
      String[] sizes = {"+1", "-1", "freeze", "auto", Integer.toString(1 + dice.nextInt(3))};
      order(arena, "scale", "\"to\":\"" + sizes[dice.nextInt(sizes.length)] + "\"");
    }
  },
  RECYCLE {
    @Override
    void strike(Arena arena) throws IOException {
      order(arena, "recycle", "\"which\":\"all\"");
    }
  },
  KILL_BY_OPERATOR {
    @Override
    void strike(Arena arena) throws IOException {
      order(arena, "kill", "\"slot\":" + arena.dice().nextInt(4));
    }
  },
  RELOAD {
    @Override
    void strike(Arena arena) throws IOException {
      arena.order("{\"command\":\"reload\",\"all\":true,\"wait\":false}");
    }
  },
  HANG_UP {
    @Override
    void strike(Arena arena) {
      arena.daemon().signal("HUP");
    }
  },
  /** Takes seconds, in which thousands of others could happen: not often. */
  UPGRADE {
    @Override
    void strike(Arena arena) throws IOException {
      if (arena.dice().nextInt(UPGRADES) == 0) {
        arena.upgrade();
      }
    }
  },
  RUBBISH_FOR_THE_CONTROL_SOCKET {
    @Override
    void strike(Arena arena) throws IOException {
      arena.order("{\"command\":" + arena.dice().nextLong());
    }
  };

  private static final int UPGRADES = 8;

  abstract void strike(Arena arena) throws IOException;

  private static void signal(Arena arena, String name) throws IOException {
    Victim victim = arena.anyone().orElse(null);
    if (victim != null) {
      arena.signal(name, victim);
    }
  }

  private static int port(Arena arena) {
    return Chaos.port(arena.daemon(), arena.anyPool());
  }

  private static void order(Arena arena, String command, String how) throws IOException {
    arena.order(
        "{\"command\":\""
            + command
            + "\",\"pool\":\""
            + arena.anyPool()
            + "\","
            + how
            + ",\"wait\":false}");
  }
}
