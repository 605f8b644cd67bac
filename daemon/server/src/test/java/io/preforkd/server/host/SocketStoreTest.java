package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.config.ListenAddress;
import io.preforkd.config.ListenSettings;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.listen.ListenerOpener;
import io.preforkd.server.testing.CaughtLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SocketStoreTest {
  private static final long PID = 42;
  private static final String FORGET = "FDSTOREREMOVE=1\nFDNAME=preforkd.pool.web";
  private static final String STORE = "FDSTORE=1\nFDNAME=preforkd.pool.web ";

  private final List<Listener> opened = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private boolean hasRoom = true;

  private boolean hear(String message, List<Integer> descriptors) {
    String all = descriptors.isEmpty() ? message : message + " " + descriptors.get(0);
    return hasRoom && heard.add(all);
  }

  private SocketStore store(int room, String... names) {
    return new SocketStore(this::hear, room, List.of(names));
  }

  private Listener listener() throws IOException {
    ListenAddress address = new ListenAddress.UnixAbstract("preforkd-" + UUID.randomUUID());
    ListenSettings settings =
        new ListenSettings(
            "web", address, 16, false, Optional.empty(), Optional.empty(), 0600, Optional.empty());
    opened.addAll(new ListenerOpener(List.of()).open(List.of(settings)));
    return opened.get(opened.size() - 1);
  }

  private static Map<String, List<Listener>> web(Listener... sockets) {
    return Map.of("web", List.of(sockets));
  }

  @AfterEach
  void close() {
    opened.forEach(Listener::close);
  }

  @Test
  void tellsOnceWhatIsThere() throws IOException {
    SocketStore store = store(9);
    Listener one = listener();
    store.keep(web(one));
    store.keep(web(one));
    assertEquals(List.of(STORE + one.fd()), heard);
    assertTrue(store.keeps("web", one));
    assertFalse(store.keeps("other", one));
  }

  @Test
  void thoseOfAPoolAreForgottenTogether() throws IOException {
    SocketStore store = store(9);
    Listener one = listener();
    Listener other = listener();
    store.keep(web(one));
    heard.clear();
    store.keep(web(one, other));
    assertEquals(List.of(FORGET, STORE + one.fd(), STORE + other.fd()), heard);
    heard.clear();
    store.keep(Map.of());
    assertEquals(List.of(FORGET), heard);
    assertFalse(store.keeps("web", one));
  }

  /** Another name for what he has already he takes for nothing new. */
  @Test
  void whatPoolsHaveExchangedIsForgottenBeforeItIsKept() throws IOException {
    SocketStore store = store(9);
    Listener one = listener();
    Listener other = listener();
    store.keep(Map.of("web", List.of(one), "api", List.of(other)));
    heard.clear();
    store.keep(Map.of("web", List.of(other), "api", List.of(one)));
    assertEquals(
        List.of("FDSTOREREMOVE=1", "FDSTOREREMOVE=1", "FDSTORE=1", "FDSTORE=1"),
        heard.stream().map(message -> message.lines().findFirst().orElseThrow()).toList());
  }

  @Test
  void theSameSocketByAnotherNumberIsNothingNew() throws IOException {
    SocketStore store = store(9);
    Listener one = listener();
    opened.add(one.successor("web"));
    store.keep(web(one));
    store.keep(web(opened.get(1)));
    store.keep(web(one, opened.get(1)));
    assertEquals(List.of(STORE + one.fd()), heard);
  }

  @Test
  void whatWasKeptBeforeIsNotKeptForEver() throws IOException {
    SocketStore store =
        store(9, "preforkd.pool.gone", "preforkd.pool.web", "preforkd.pool.inherited", "unit");
    Listener one = listener();
    store.keep(Map.of("web", List.of(one), "inherited", List.of()));
    String none = "FDSTOREREMOVE=1\nFDNAME=preforkd.pool.";
    assertEquals(
        List.of(FORGET, none + "gone", none + "inherited", STORE + one.fd()).stream()
            .sorted()
            .toList(),
        heard.stream().sorted().toList());
  }

  @Test
  void saysLateWhatHeHadNoRoomFor() throws IOException {
    SocketStore store = store(9);
    Listener one = listener();
    hasRoom = false;
    store.keep(web(one));
    assertFalse(store.keeps("web", one));
    hasRoom = true;
    store.keep(web(one));
    assertTrue(store.keeps("web", one));
  }

  @Test
  void keepsNoneWhereThereIsNoRoomForAll() throws Exception {
    try (CaughtLog log = new CaughtLog()) {
      SocketStore store = store(1);
      Listener one = listener();
      store.keep(web(one));
      store.keep(web(one, listener()));
      store.keep(web(one, opened.get(1)));
      assertEquals(
          "WARN the service manager keeps 1 sockets and the pools have 2: none is kept, and clients"
              + " are refused while the daemon is started anew; raise FileDescriptorStoreMax",
          log.next());
      assertTrue(log.isEmpty());
      assertFalse(store.keeps("web", one));
    }
    assertEquals(FORGET, heard.get(heard.size() - 1));
  }

  @Test
  void whatIsLeftOpenOrSharedIsNotKeptAnew() throws IOException {
    Listener one = listener();
    one.leaveOpen();
    store(9).keep(web(one));
    assertEquals(List.of(), heard);
  }

  @Test
  void thereIsOneIfTheManagerSaysSo() throws Exception {
    assertTrue(SocketStore.of(Map.of(), PID, this::hear).isEmpty());
    assertTrue(SocketStore.of(Map.of("FDSTORE", "7"), PID, this::hear).isPresent());
    try (CaughtLog log = new CaughtLog()) {
      assertTrue(SocketStore.of(Map.of("FDSTORE", "many"), PID, this::hear).isEmpty());
      assertTrue(log.next().contains("FDSTORE=many: "));
    }
  }
}
