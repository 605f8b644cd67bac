package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ProcessesTest {

  @Test
  void tellsTheExitCode() throws Exception {
    try (Child child = Child.start("sh", "-c", "exit 200")) {
      WaitStatus status = child.await();
      assertEquals(new WaitStatus.Exited(200), status);
      assertEquals("exit code 200", status.toString());
    }
  }

  @Test
  void tellsTheSignalThatKilled() throws Exception {
    try (Child child = Child.start("cat")) {
      assertTrue(Processes.kill(child.pid, Processes.Signo.TERM));
      WaitStatus status = child.await();
      assertEquals(new WaitStatus.Killed(15, false), status);
      assertEquals("SIGTERM", status.toString());
    }
  }

  @Test
  void killsTheWholeGroup() throws Exception {
    try (Child shell = Child.start("sh", "-c", "cat <&0 & echo ready; wait")) {
      assertEquals("ready\n", shell.hear());
      assertTrue(Processes.killGroup(shell.pid, Processes.Signo.KILL));
      assertEquals("", shell.hearAll(), "cat would keep the pipe open");
    }
  }

  @Test
  void decodesTheCoreFlag() {
    assertEquals(new WaitStatus.Killed(11, true), WaitStatus.decode(0x8b));
  }

  @Test
  void reapsOnlyWhatHasEnded() throws Exception {
    try (Child child = Child.start("cat")) {
      assertEquals(Optional.empty(), Processes.reap(child.pid));
    }
  }

  @Test
  void doesNotReapTwice() throws Exception {
    int pid;
    try (Child child = Child.start("true")) {
      pid = child.pid;
      child.await();
    }
    KernelException e = assertThrows(KernelException.class, () -> Processes.reap(pid));
    assertEquals("ECHILD", e.name());
  }

  @Test
  void pidfdBecomesReadableWhenTheChildEnds() throws Exception {
    try (Child child = Child.start("cat")) {
      int pidfd = Processes.pidfd(child.pid);
      assertFalse(RawIo.isReadable(pidfd));
      Processes.kill(child.pid, Processes.Signo.KILL);
      child.await();
      assertTrue(RawIo.isReadable(pidfd));
      Descriptors.close(pidfd);
    }
  }

  @Test
  void saysWhenThereIsNobodyToKill() throws Exception {
    int pid;
    try (Child child = Child.start("true")) {
      pid = child.pid;
      child.await();
    }
    assertFalse(Processes.kill(pid, Processes.Signo.TERM));
    assertFalse(Processes.killGroup(pid, Processes.Signo.TERM));
  }

  @Test
  void refusesPidsThatMeanMoreThanOneProcess() {
    for (int pid : new int[] {1, 0, -1, -5}) {
      assertThrows(IllegalArgumentException.class, () -> Processes.kill(pid, Processes.Signo.CONT));
    }
  }
}
