package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.config.PoolSettings;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.listen.ListenerState;
import io.preforkd.server.testing.Configs;
import io.preforkd.worker.protocol.SocketRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketManagerTest {
  private static final ChildId ONE = new ChildId("web", 0, 1, 4711);
  private static final ChildId OTHER = new ChildId("web", 1, 2, 4712);
  private static final SocketRequest TCP = tcp("127.0.0.1", 0);

  @TempDir Path directory;
  private final SocketManager manager = new SocketManager("web", new PoolLog("web"));

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void bindsOnceForAllThatAskForTheSame() throws IOException {
    manager.use(allowing("127.0.0.1:0"));
    Listener first = manager.socket(ONE, TCP);
    assertSame(first, manager.socket(OTHER, TCP));
    assertTrue(first.address().matches("127\\.0\\.0\\.1:[1-9]\\d*"), first.address());
  }

  @Test
  void nothingIsAllowedThatIsNotNamed() throws IOException {
    assertRefused("may-listen of pool web does not allow 127.0.0.1:0; add it there", TCP);
    manager.use(allowing("unix:@" + directory));
    assertRefused("may-listen of pool web does not allow 127.0.0.1:0; add it there", TCP);
    assertEquals("unix:@" + directory, manager.socket(ONE, unix("@" + directory)).address());
  }

  @Test
  void closesWhatAReloadAllowsNoMoreAndKeepsTheRest() throws IOException {
    Path file = directory.resolve("x.sock");
    manager.use(allowing("127.0.0.1:0", "unix:" + file));
    Listener kept = manager.socket(ONE, TCP);
    manager.socket(ONE, unix(file.toString()));
    assertTrue(Files.exists(file));
    manager.use(allowing("*:0"));
    assertTrue(Files.notExists(file));
    assertSame(kept, manager.socket(OTHER, TCP));
  }

  @Test
  void whileOneEditionFollowsTheOtherBothMayAsk() throws IOException {
    manager.use(allowing("127.0.0.1:0"), allowing("unix:@" + directory));
    manager.socket(ONE, TCP);
    manager.socket(OTHER, unix("@" + directory));
    manager.use(allowing("unix:@" + directory));
    assertEquals(1, manager.state().size());
  }

  @Test
  void anotherProgramGoesOnWithThem() throws IOException {
    manager.use(allowing("127.0.0.1:0", "unix:" + directory + "/x"));
    String address = manager.socket(ONE, TCP).address();
    manager.socket(ONE, unix(directory + "/x"));
    List<ListenerState> state = manager.state();
    SocketManager next = new SocketManager("web", new PoolLog("web"));
    next.goOnWith(state);
    next.use(allowing("127.0.0.1:0", "unix:" + directory + "/x"));
    assertEquals(state, next.state());
    assertEquals(address, next.socket(OTHER, TCP).address());
  }

  @Test
  void aChildCannotHaveMoreThanSomeOpened() throws IOException {
    String[] names = new String[SocketManager.MOST + 1];
    for (int i = 0; i < names.length; i++) {
      names[i] = "@" + directory + i;
    }
    manager.use(allowing(List.of(names).stream().map("unix:"::concat).toArray(String[]::new)));
    for (int i = 0; i < SocketManager.MOST; i++) {
      manager.socket(ONE, unix(names[i]));
    }
    assertRefused(
        "pool web has 64 such sockets, and gets no more", unix(names[SocketManager.MOST]));
    assertEquals("unix:" + names[0], manager.socket(OTHER, unix(names[0])).address());
  }

  @Test
  void thePoolsEndClosesAllAndNoOtherIsOpened() throws IOException {
    manager.use(allowing("unix:" + directory + "/x"));
    manager.socket(ONE, unix(directory + "/x"));
    manager.close();
    assertTrue(Files.notExists(directory.resolve("x")));
    assertRefused("pool web ends", unix(directory + "/x"));
  }

  @Test
  void whatTheKernelRefusesIsSaid() throws IOException {
    manager.use(allowing("unix:" + directory));
    IOException failure =
        assertThrows(IOException.class, () -> manager.socket(ONE, unix(directory.toString())));
    assertTrue(failure.getMessage().contains("EADDRINUSE"), failure.getMessage());
    assertEquals(List.of(), manager.state());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "udp | 127.0.0.1 | 0 | 0 | \"udp\" is no protocol; give tcp or unix",
        "tcp | 127.0.0.1 | 0 | 65536 | backlog 65536 is above 65535",
        "tcp | localhost | 80 | 0 | \"localhost:80\" is no address; give an IP address and a port, *:PORT,"
            + " unix:/PATH or unix:@NAME"
      })
  void whatIsNoAddressIsRefused(
      String protocol, String address, long port, long backlog, String why) throws IOException {
    manager.use(allowing("127.0.0.1:0"));
    assertRefused(why, new SocketRequest(1, protocol, address, port, "", backlog));
  }

  @ParameterizedTest
  @ValueSource(ints = {'\n', 27, 127})
  void whatWouldSpoilTheLogIsNotRepeated(int control) {
    String why = "a text with control characters, or of more than 255 characters, is no address";
    assertRefused(why, unix("/x" + (char) control));
    assertRefused(why, new SocketRequest(1, "tcp" + (char) control, "", 0, "", 0));
    assertRefused(why, tcp("1".repeat(256), 1));
  }

  private void assertRefused(String why, SocketRequest request) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> manager.socket(ONE, request));
    assertEquals(why, refusal.getMessage());
  }

  private PoolSettings allowing(String... addresses) throws IOException {
    return Configs.pool(
        directory,
        "listen: 127.0.0.1:0",
        "worker: {command: [x]}",
        "may-listen: ['" + String.join("', '", addresses) + "']");
  }

  private static SocketRequest tcp(String address, int port) {
    return new SocketRequest(1, "tcp", address, port, "", 0);
  }

  private static SocketRequest unix(String path) {
    return new SocketRequest(1, "unix", "", 0, path, 0);
  }
}
