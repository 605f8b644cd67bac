package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class NotifySocketTest {
  private static final int ENOUGH = 100_000;

  @TempDir private Path directory;

  private static NotifySocket to(String name) {
    return NotifySocket.of(Map.of("NOTIFY_SOCKET", name)).orElseThrow();
  }

  private static int open(String name) throws KernelException {
    int fd = Sockets.datagram(name);
    Sockets.bind(fd, SocketAddresses.encode(name), name);
    return fd;
  }

  private static void arrivesAt(String name) throws KernelException {
    int manager = open(name);
    try {
      assertTrue(to(name).send("READY=1\nMAINPID=42", List.of()));
      assertEquals("READY=1\nMAINPID=42", RawIo.read(manager));
    } finally {
      Descriptors.close(manager);
    }
  }

  @Test
  void reachesAPathAndAnAbstractName() throws KernelException {
    arrivesAt(directory.resolve("notify").toString());
    arrivesAt("@preforkd-" + UUID.randomUUID());
  }

  @Test
  void takesDescriptorsAlong() throws KernelException {
    String name = "@preforkd-" + UUID.randomUUID();
    int manager = open(name);
    try {
      assertTrue(to(name).send("FDSTORE=1\nFDNAME=web", List.of(manager)));
      assertEquals("FDSTORE=1\nFDNAME=web", RawIo.read(manager));
    } finally {
      Descriptors.close(manager);
    }
  }

  @Test
  void waitsForNobody() throws KernelException {
    String name = directory.resolve("notify").toString();
    int manager = open(name);
    try {
      int sent = 0;
      while (sent < ENOUGH && to(name).send("STATUS=" + sent, List.of())) {
        sent++;
      }
      assertFalse(to(name).send("one more", List.of()));
      assertEquals("STATUS=0", RawIo.read(manager));
    } finally {
      Descriptors.close(manager);
    }
  }

  @Test
  void saysWhoIsNotThereAndWhatIsNoName() {
    String name = directory.resolve("nobody").toString();
    KernelException nobody =
        assertThrows(KernelException.class, () -> to(name).send("READY=1", List.of()));
    assertTrue(nobody.getMessage().contains("NOTIFY_SOCKET=" + name), nobody.getMessage());
    var wrong =
        assertThrows(
            IllegalArgumentException.class, () -> to("vsock:2:1").send("READY=1", List.of()));
    assertTrue(wrong.getMessage().startsWith("NOTIFY_SOCKET=vsock:2:1 is neither "));
  }

  @Test
  void nobodyWantsToKnow() {
    assertTrue(NotifySocket.of(Map.of()).isEmpty());
  }
}
