package io.preforkd.server.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.config.ListenAddress;
import io.preforkd.config.ListenSettings;
import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.ListenFds;
import io.preforkd.server.sys.LocalAddress;
import io.preforkd.server.sys.SocketFile;
import io.preforkd.server.sys.Sockets;
import io.preforkd.server.sys.UnixSockets;
import io.preforkd.server.testing.CaughtLog;
import io.preforkd.server.testing.OpenDescriptors;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ListenerOpenerTest {
  @TempDir private Path directory;
  private final List<Listener> opened = new ArrayList<>();
  private Set<String> before;

  @BeforeEach
  void countDescriptors() throws Exception {
    before = OpenDescriptors.ours();
  }

  @AfterEach
  void leavesNoDescriptorBehind() throws Exception {
    opened.forEach(Listener::close);
    assertEquals(before, OpenDescriptors.ours());
  }

  @Test
  void opensInTheOrderOfTheConfiguration() throws Exception {
    open(tcp("127.0.0.1", 0), unix(path()));
    assertEquals(List.of("tcp", "unix"), opened.stream().map(Listener::name).toList());
    assertTrue(opened.get(0).address().startsWith("127.0.0.1:"), opened.get(0).address());
    assertEquals("unix:" + path(), opened.get(1).address());
    assertEquals(16, opened.get(0).depth().limit());
  }

  @Test
  void holdsSilentClientsBackOnTcpOnlyAndForAsLongAsItIsAskedTo() throws Exception {
    open(tcp("127.0.0.1", 0), unix(path()));
    assertTrue(opened.get(0).canDefer());
    assertFalse(opened.get(1).canDefer());
    for (Listener listener : opened) {
      listener.deferSilent(Duration.ofSeconds(60));
    }
    InetSocketAddress address =
        new InetSocketAddress(
            InetAddress.getLoopbackAddress(), Sockets.localAddress(opened.get(0).fd()).port());
    try (SocketChannel silent = SocketChannel.open(address);
        SocketChannel local = SocketChannel.open(UnixDomainSocketAddress.of(path()))) {
      assertTrue(silent.isConnected() && local.isConnected());
      assertEquals(0, opened.get(0).waiting());
      assertEquals(1, opened.get(1).waiting());
      opened.get(0).deferSilent(Duration.ZERO);
      try (SocketChannel another = SocketChannel.open(address)) {
        assertTrue(another.isConnected());
        assertEquals(1, opened.get(0).waiting());
      }
    }
  }

  @Test
  void opensAllOrNothing() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      KernelException e =
          assertThrows(
              KernelException.class,
              () -> open(unix(path()), tcp("127.0.0.1", taken.getLocalPort())));
      assertTrue(
          e.getMessage().startsWith("bind 127.0.0.1:" + taken.getLocalPort() + ": Address already"),
          e.getMessage());
    }
    assertFalse(Files.exists(path()), "the socket that had been opened is gone, and its file");
    assertEquals(before, OpenDescriptors.ours());
  }

  @Test
  void oneOfThoseThatStandForEachOtherIsEnough() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      open(anyOf("a", tcp("127.0.0.1", taken.getLocalPort())), anyOf("a", tcp("127.0.0.1", 0)));
    }
    assertEquals(1, opened.size());
  }

  @Test
  void oneOfThoseThatStandForEachOtherMustBeThere() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ListenSettings one = anyOf("a", tcp("127.0.0.1", taken.getLocalPort()));
      assertThrows(KernelException.class, () -> open(one, anyOf("b", tcp("127.0.0.1", 0))));
      ListenerOpener opener = new ListenerOpener(List.of());
      assertEquals(Map.of(one, List.of()), opener.open(List.of(one), Set.of("a")));
    }
    assertEquals(before, OpenDescriptors.ours());
  }

  @Test
  void ofThoseThatStandForEachOtherNoneIsOpenByHalf() throws Exception {
    ListenSettings handedOver = anyOf("a", systemd("web"));
    ListenSettings other = anyOf("a", tcp("127.0.0.1", 0));
    List<ListenFds.Inherited> sockets =
        List.of(
            new ListenFds.Inherited("web", blockingListener()),
            new ListenFds.Inherited("web", Integer.MAX_VALUE));
    Map<ListenSettings, List<Listener>> all =
        new ListenerOpener(sockets).open(List.of(handedOver, other), Set.of());
    all.values().forEach(opened::addAll);
    assertEquals(List.of(), all.get(handedOver));
    assertEquals(1, opened.size());
  }

  private static ListenSettings anyOf(String group, ListenSettings one) {
    return new ListenSettings(
        one.name(),
        one.address(),
        one.backlog(),
        one.ipv6Only(),
        one.owner(),
        one.group(),
        one.mode(),
        Optional.of(group));
  }

  @Test
  void closesWhatWasOpenedWhenAnOwnerIsUnknown() throws Exception {
    ListenSettings strange = unix(directory.resolve("t"), Optional.of("no-such-one"));
    assertThrows(IllegalArgumentException.class, () -> open(unix(path()), strange));
    assertFalse(Files.exists(path()));
    assertEquals(before, OpenDescriptors.ours());
  }

  @Test
  void takesEveryAddressByOneSocket() throws Exception {
    open(tcp("*", 0));
    assertEquals(1, opened.size());
    int port = Sockets.localAddress(opened.get(0).fd()).port();
    new Socket(InetAddress.getLoopbackAddress(), port).close();
  }

  @Test
  void opensASocketForEachAddressOfAName() throws Exception {
    int port = freePort();
    open(tcp("localhost", port));
    long usable = 0;
    for (InetAddress address : InetAddress.getAllByName("localhost")) {
      usable += canBind(address) ? 1 : 0;
    }
    assertEquals(usable, opened.size());
    new Socket(InetAddress.getLoopbackAddress(), port).close();
  }

  @Test
  void namesAHostThatDoesNotExist() {
    UnknownHostException e =
        assertThrows(UnknownHostException.class, () -> open(tcp("no-such-host.invalid", 80)));
    assertTrue(e.getMessage().contains("no-such-host.invalid"), e.getMessage());
  }

  @Test
  void removesItsSocketFileWhenItIsClosed() throws Exception {
    open(unix(path()));
    assertTrue(Files.exists(path()));
    closeAll();
    assertFalse(Files.exists(path()));
  }

  @Test
  void leavesTheSocketFileOfASuccessorAlone() throws Exception {
    open(unix(path()));
    Files.delete(path());
    int successor = UnixSockets.listen(new SocketFile(path(), -1, -1, 0600), 1);
    closeAll();
    SocketChannel.open(UnixDomainSocketAddress.of(path())).close();
    Descriptors.close(successor);
  }

  @Test
  void doesNotMindThatItsSocketFileIsGone() throws Exception {
    open(unix(path()));
    Files.delete(path());
    closeAll();
    assertFalse(Files.exists(path()));
  }

  @Test
  void takesTheInheritedSocketsOfItsNameAndNeverShutsThem() throws Exception {
    int socket = blockingListener();
    List<ListenFds.Inherited> inherited =
        List.of(new ListenFds.Inherited("web", socket), new ListenFds.Inherited("other", 0));
    opened.addAll(new ListenerOpener(inherited).open(List.of(systemd("web"))));
    assertEquals(List.of(socket), opened.stream().map(Listener::fd).toList());
    assertTrue(isNonBlocking(socket), "children are promised that accept does not wait");
    opened.get(0).shut();
    SocketChannel.open(UnixDomainSocketAddress.of(path())).close();
  }

  @Test
  void goesOnWithWhatWasKeptForAnyPoolAndTheClientThatWaitsThere() throws Exception {
    open(tcp("127.0.0.1", 0), unix(path()));
    int port = Sockets.localAddress(opened.get(0).fd()).port();
    opened.forEach(Listener::leaveOpen);
    try (SocketChannel remote =
            SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        SocketChannel local = SocketChannel.open(UnixDomainSocketAddress.of(path()))) {
      assertTrue(remote.isConnected() && local.isConnected());
      ListenerOpener opener = new ListenerOpener(kept("former"));
      closeAll();
      List<ListenSettings> wanting = List.of(tcp("127.0.0.1", port), unix(path()));
      assertEquals(Set.of(), opener.claim(wanting));
      opened.addAll(opener.open(wanting));
      opener.closeRest();
      assertEquals(List.of(1, 1), List.of(opened.get(0).waiting(), opened.get(1).waiting()));
      assertTrue(isNonBlocking(opened.get(0).fd()));
    }
    closeAll();
    assertFalse(Files.exists(path()), "it is its own again");
  }

  @Test
  void closesWhatWasKeptAndNoPoolWants() throws Exception {
    open(tcp("127.0.0.1", 0), unix(path()));
    int port = Sockets.localAddress(opened.get(0).fd()).port();
    opened.forEach(Listener::leaveOpen);
    ListenerOpener opener = new ListenerOpener(kept("former"));
    closeAll();
    Files.delete(path());
    try (CaughtLog log = new CaughtLog()) {
      assertEquals(Set.of("former"), opener.claim(List.of(unix(path()))));
      assertEquals(
          "INFO the socket 127.0.0.1:"
              + port
              + " (preforkd.pool.former), handed over by LISTEN_FDS, is closed: no pool wants it",
          log.next());
    }
    opened.addAll(opener.open(List.of(unix(path()), tcp("127.0.0.1", port))));
  }

  @Test
  void whatWasKeptIsNotInTheWayOfTheSamePortElsewhere() throws Exception {
    open(tcp("127.0.0.1", 0));
    int port = Sockets.localAddress(opened.get(0).fd()).port();
    ListenerOpener opener = new ListenerOpener(kept("web"));
    closeAll();
    List<ListenSettings> anywhere = List.of(tcp("*", port));
    assertEquals(Set.of("web"), opener.claim(anywhere));
    opened.addAll(opener.open(anywhere));
    assertEquals(
        LocalAddress.Family.IPV6,
        Sockets.localAddress(opened.get(opened.size() - 1).fd()).family());
  }

  @Test
  void aSocketOfAUnitIsNotTheOneThatAPoolOfItsNameHadKept() throws Exception {
    open(tcp("127.0.0.1", 0));
    ListenerOpener opener = new ListenerOpener(kept("web"));
    assertEquals(Set.of("web"), opener.claim(List.of(systemd("web"))));
    assertThrows(IOException.class, () -> opener.open(List.of(systemd("preforkd.pool.web"))));
  }

  /** As a service manager hands it over to the next daemon. */
  private List<ListenFds.Inherited> kept(String name) throws KernelException {
    List<ListenFds.Inherited> kept = new ArrayList<>();
    for (Listener listener : opened) {
      kept.add(
          new ListenFds.Inherited(ListenFds.nameFor(name), Descriptors.duplicate(listener.fd())));
    }
    return kept;
  }

  @Test
  void saysThatNoSocketOfThatNameWasHandedOver() {
    IOException e = assertThrows(IOException.class, () -> open(systemd("web")));
    assertEquals(
        "systemd:web: no socket of this FileDescriptorName was handed over; start preforkd by its"
            + " socket unit",
        e.getMessage());
  }

  @Test
  void shutsItsOwnSocketsSoThatNobodyGetsIn() throws Exception {
    open(unix(path()));
    opened.get(0).shut();
    assertThrows(
        IOException.class, () -> SocketChannel.open(UnixDomainSocketAddress.of(path())).close());
  }

  @Test
  void warnsOfABacklogThatTheSystemCaps() throws Exception {
    int cap = Sockets.somaxconn();
    try (CaughtLog log = new CaughtLog()) {
      open(settings("tcp", new ListenAddress.Tcp("127.0.0.1", 0), cap + 1, Optional.empty()));
      assertEquals(
          "WARN listen tcp: backlog "
              + (cap + 1)
              + " is capped at "
              + cap
              + " by the system; raise net.core.somaxconn or lower backlog",
          log.next());
      assertEquals(cap, opened.get(0).depth().limit());
    }
  }

  private void open(ListenSettings... all) throws IOException {
    opened.addAll(new ListenerOpener(List.of()).open(List.of(all)));
  }

  private void closeAll() {
    opened.forEach(Listener::close);
    opened.clear();
  }

  private Path path() {
    return directory.resolve("s");
  }

  /** As systemd makes it: bound, listening, and blocking. */
  private int blockingListener() throws IOException {
    try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.bind(UnixDomainSocketAddress.of(path()));
      return Descriptors.duplicate(numberOf(channel));
    }
  }

  /** The newest socket of this process. */
  private int numberOf(ServerSocketChannel channel) throws IOException {
    assertNotEquals(null, channel.getLocalAddress());
    try (var links = Files.list(Path.of("/proc/self/fd"))) {
      return links
          .map(link -> Integer.parseInt(link.getFileName().toString()))
          .filter(fd -> fd < Descriptors.FLOOR)
          .filter(Sockets::isListeningStream)
          .max(Integer::compare)
          .orElseThrow();
    }
  }

  private static boolean isNonBlocking(int fd) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/fdinfo/" + fd)).stream()
        .filter(line -> line.startsWith("flags:"))
        .mapToInt(line -> Integer.parseInt(line.substring("flags:".length()).strip(), 8))
        .anyMatch(flags -> (flags & 04000) != 0);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static boolean canBind(InetAddress address) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, address)) {
      return socket.isBound();
    } catch (BindException e) {
      return false;
    }
  }

  private static ListenSettings tcp(String host, int port) {
    return settings("tcp", new ListenAddress.Tcp(host, port), 16, Optional.empty());
  }

  private static ListenSettings unix(Path path) {
    return unix(path, Optional.empty());
  }

  private static ListenSettings unix(Path path, Optional<String> owner) {
    return settings("unix", new ListenAddress.UnixPath(path), 16, owner);
  }

  private static ListenSettings systemd(String name) {
    return settings("inherited", new ListenAddress.Inherited(name), 16, Optional.empty());
  }

  private static ListenSettings settings(
      String name, ListenAddress address, int backlog, Optional<String> owner) {
    return new ListenSettings(name, address, backlog, false, owner, Optional.empty(), 0600);
  }
}
