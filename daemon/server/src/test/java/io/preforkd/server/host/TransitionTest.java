package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.config.PoolSettings;
import io.preforkd.pool.Generations;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.listen.ListenerOpener;
import io.preforkd.server.testing.Configs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransitionTest {
  @TempDir Path directory;

  @Test
  void aGroupThatHasGoneSinceThePreflightIsTheFaultOfItsPoolAlone() throws IOException {
    PoolSettings before = pool("");
    List<Listener> listeners = new ListenerOpener(List.of()).open(before.listen());
    try {
      Service service = new Service("web", new Counters(), null, new Generations(), null);
      Edition edition = new Edition(before, "", 1, listeners, Map.of(), null, null);
      service.willOpen(edition);
      PoolSettings wanted = pool(", group: no-such-group");
      Change change =
          new Change(Change.Kind.IN_PLACE, wanted, service, Optional.of(edition), "", "listen");
      String why =
          "there is no group named no-such-group on this system: create it or name another";
      assertEquals(Optional.of("pool web: " + why), Transition.adjust(change));
    } finally {
      listeners.forEach(Listener::close);
    }
  }

  private PoolSettings pool(String more) throws IOException {
    return Configs.pool(
        directory,
        "listen: {address: 'unix:" + directory.resolve("x.sock") + "'" + more + "}",
        "worker: {command: [x]}");
  }
}
