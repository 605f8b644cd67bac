package io.preforkd.server.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.config.ListenAddress;
import io.preforkd.config.ListenSettings;
import io.preforkd.server.loop.LoopThread;
import io.preforkd.server.sys.Sockets;
import io.preforkd.server.testing.OpenDescriptors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One listener with a socket for each slot, or two that share it as two editions of a pool do. */
@Timeout(30)
class SlotSocketsTest {
  private static final int SLOTS = 3;

  private final LoopThread loop = new LoopThread();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final List<Listener> listeners = new ArrayList<>();
  private final List<SocketChannel> clients = new ArrayList<>();
  private Set<String> before;

  @BeforeEach
  void open() throws Exception {
    before = OpenDescriptors.ours();
    ListenSettings anywhere =
        new ListenSettings(
            "web",
            new ListenAddress.Tcp("127.0.0.1", 0),
            16,
            false,
            Optional.empty(),
            Optional.empty(),
            0600);
    listeners.addAll(new ListenerOpener(List.of()).forSlots(SLOTS).open(List.of(anywhere)));
    watch("old");
  }

  @AfterEach
  void leavesNothing() throws Exception {
    for (SocketChannel client : clients) {
      client.close();
    }
    loop.run(() -> listeners.forEach(Listener::close));
    assertEquals(before, OpenDescriptors.ours());
    loop.close();
  }

  @Test
  void isOneAddressWithASocketForEachSlot() throws Exception {
    Listener listener = listeners.get(0);
    assertTrue(listener.isOfSlots());
    assertEquals(SLOTS, listener.slots());
    assertEquals(3, Set.of(listener.fd(0), listener.fd(1), listener.fd(2)).size());
    assertEquals(
        Sockets.localAddress(listener.fd(0)).text(), Sockets.localAddress(listener.fd(2)).text());
  }

  @Test
  void tellsOfClientsWhereNobodyLives() throws Exception {
    connect(1);
    assertEquals("old stranded 0", next(), "nobody was said to be there");
    loop.run(() -> listeners.get(0).lives(0, true));
    connect(1);
    loop.run(() -> listeners.get(0).lives(0, false));
    assertEquals("old stranded 0", next());
  }

  @Test
  void sendsClientsWhereChildrenAccept() throws Exception {
    live(0, 1, 2);
    steer(0, Set.of(1, 2), true);
    connect(20);
    assertEquals(Set.of(1, 2), awaited(0));
    assertEquals(20, loop.call(() -> listeners.get(0).waiting()));
    assertEquals(32, loop.call(() -> listeners.get(0).depth().limit()));
  }

  @Test
  void tellsOnceOfAClientWhenAskedTo() throws Exception {
    live(0, 0, 1);
    steer(0, Set.of(1), true);
    loop.run(() -> listeners.get(0).arm());
    connect(1);
    assertEquals("old pending", next());
    connect(1);
    loop.run(() -> listeners.get(0).arm());
    assertEquals("old pending", next(), "one waits already");
    assertEquals(0, told.size());
  }

  @Test
  void prefersTheEditionWhoseChildrenAccept() throws Exception {
    succeed();
    live(0, 0);
    live(1, 2);
    steer(0, Set.of(0), true);
    steer(1, Set.of(2), false);
    connect(1);
    assertEquals(Set.of(0), awaited(0));
    assertEquals(Set.of(), awaited(1), "others live there");
    steer(1, Set.of(2), true);
    loop.run(() -> listeners.remove(0).close());
    assertEquals("new stranded 0", next());
    connect(3);
    assertEquals(Set.of(0, 2), awaited(0));
  }

  @Test
  void growsWithAnEditionAndStaysAsLargeWhenThatHasGone() throws Exception {
    succeed();
    loop.call(
        () -> {
          listeners.get(1).provideFor(5, 16);
          return null;
        });
    watch("new");
    live(0, 0);
    steer(0, Set.of(0), true);
    live(1, 4);
    steer(1, Set.of(4), true);
    loop.run(() -> listeners.get(0).lives(0, false));
    steer(0, Set.of(0), false);
    connect(2);
    assertEquals(Set.of(4), awaited(1));
    loop.run(() -> listeners.remove(1).close());
    assertEquals("old stranded 4", next(), "nobody is reset");
  }

  private void succeed() throws Exception {
    listeners.add(loop.call(() -> listeners.get(0).successor("web")));
    watch("new");
  }

  private void watch(String name) throws Exception {
    Listener last = listeners.get(listeners.size() - 1);
    loop.run(
        () ->
            last.watchOn(
                loop.loop,
                () -> told.add(name + " pending"),
                slot -> told.add(name + " stranded " + slot)));
  }

  private void live(int listener, int... slots) throws Exception {
    for (int slot : slots) {
      loop.run(() -> listeners.get(listener).lives(slot, true));
    }
  }

  private void steer(int listener, Set<Integer> slots, boolean accepting) throws Exception {
    loop.call(
        () -> {
          listeners.get(listener).steer(slots, accepting);
          return null;
        });
  }

  private Set<Integer> awaited(int listener) throws Exception {
    BitSet slots = loop.call(() -> listeners.get(listener).awaited());
    return Set.copyOf(slots.stream().boxed().toList());
  }

  private String next() throws InterruptedException {
    return told.poll(LoopThread.DEADLINE.toSeconds(), TimeUnit.SECONDS);
  }

  private void connect(int count) throws IOException {
    int port = Sockets.localAddress(listeners.get(0).fd()).port();
    for (int i = 0; i < count; i++) {
      clients.add(
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    }
  }
}
