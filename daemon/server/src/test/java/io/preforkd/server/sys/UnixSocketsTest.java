package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class UnixSocketsTest {

  @TempDir private Path directory;

  @Test
  void listensAtThePathWithTheModeAskedFor() throws Exception {
    int listener = listen(0666);
    assertEquals(0140666, Files.getAttribute(path(), "unix:mode"));
    assertEquals(
        new LocalAddress(LocalAddress.Family.UNIX, path().toString(), 0),
        Sockets.localAddress(listener));
    connect();
    Descriptors.close(listener);
  }

  @Test
  void givesTheFileToTheOwnerAndGroupAskedFor() throws Exception {
    Assumptions.assumeTrue(Privileges.isRoot(), "only root can give files away");
    Descriptors.close(UnixSockets.listen(new SocketFile(path(), 12345, 23456, 0660), 1));
    assertEquals(12345, Files.getAttribute(path(), "unix:uid"));
    assertEquals(23456, Files.getAttribute(path(), "unix:gid"));
  }

  @Test
  void leavesTheProcessesUmaskAsItWas() throws Exception {
    int before = Libc.CALLS.umask(0);
    Libc.CALLS.umask(before);
    Descriptors.close(listen(0600));
    assertEquals(before, Libc.CALLS.umask(before));
  }

  @Test
  void replacesAFileThatNobodyListensOnAnyMore() throws Exception {
    Descriptors.close(listen(0600));
    int second = listen(0600);
    connect();
    Descriptors.close(second);
  }

  @Test
  void leavesASocketAloneThatAnotherProcessListensOn() throws Exception {
    int first = listen(0600);
    KernelException e = assertThrows(KernelException.class, () -> listen(0600));
    assertTrue(e.getMessage().contains(path() + " (another process listens there"), e.getMessage());
    assertEquals("EADDRINUSE", e.name());
    connect();
    Descriptors.close(first);
  }

  @Test
  void seesThatAProcessListensEvenWhenItsQueueIsFull() throws Exception {
    int first =
        UnixSockets.listen(new SocketFile(path(), SocketFile.KEEP, SocketFile.KEEP, 0600), 0);
    try (SocketChannel waiting = SocketChannel.open(UnixDomainSocketAddress.of(path()))) {
      assertTrue(waiting.isConnected());
      KernelException e = assertThrows(KernelException.class, () -> listen(0600));
      assertTrue(e.getMessage().contains("another process listens there"), e.getMessage());
    }
    Descriptors.close(first);
  }

  @Test
  void neverDeletesWhatIsNotASocket() throws Exception {
    Files.writeString(path(), "precious");
    KernelException e = assertThrows(KernelException.class, () -> listen(0600));
    assertTrue(e.getMessage().contains(path() + " (not a socket"), e.getMessage());
    assertEquals("precious", Files.readString(path()));
  }

  @Test
  void neverFollowsALinkToDeleteWhatItPointsTo() throws Exception {
    Path elsewhere = directory.resolve("elsewhere");
    Descriptors.close(
        UnixSockets.listen(new SocketFile(elsewhere, SocketFile.KEEP, SocketFile.KEEP, 0600), 1));
    Files.createSymbolicLink(path(), elsewhere);
    assertThrows(KernelException.class, () -> listen(0600));
    assertTrue(Files.isSymbolicLink(path()));
  }

  @Test
  void namesADirectoryThatIsMissing() {
    SocketFile file =
        new SocketFile(directory.resolve("none/s"), SocketFile.KEEP, SocketFile.KEEP, 0600);
    KernelException e = assertThrows(KernelException.class, () -> UnixSockets.listen(file, 1));
    assertEquals("bind " + file.path() + ": No such file or directory (ENOENT)", e.getMessage());
  }

  @Test
  void refusesAPathThatIsTooLong() {
    Path path = directory.resolve("x".repeat(108));
    SocketFile file = new SocketFile(path, SocketFile.KEEP, SocketFile.KEEP, 0600);
    Exception e = assertThrows(IllegalArgumentException.class, () -> UnixSockets.listen(file, 1));
    assertTrue(e.getMessage().contains("may have 107"), e.getMessage());
  }

  @Test
  void listensUnderAnAbstractNameThatEndsWithTheSocket() throws Exception {
    String name = "@preforkd-test-" + ProcessHandle.current().pid();
    int first = UnixSockets.listenAbstract(name, 1);
    assertEquals(name, Sockets.localAddress(first).text());
    assertThrows(KernelException.class, () -> UnixSockets.listenAbstract(name, 1));
    Descriptors.close(first);
    Descriptors.close(UnixSockets.listenAbstract(name, 1));
  }

  private Path path() {
    return directory.resolve("s");
  }

  private int listen(int mode) throws KernelException {
    return UnixSockets.listen(new SocketFile(path(), SocketFile.KEEP, SocketFile.KEEP, mode), 8);
  }

  private void connect() throws IOException {
    SocketChannel.open(UnixDomainSocketAddress.of(path())).close();
  }
}
