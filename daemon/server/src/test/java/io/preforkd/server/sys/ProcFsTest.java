package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProcFsTest {

  @Test
  void tellsTheSizeOfAProcess() {
    int pid = (int) ProcessHandle.current().pid();
    long proportional = ProcFs.proportionalSize(pid).orElseThrow();
    long resident = ProcFs.residentSize(pid).orElseThrow();
    assertTrue(proportional > 1 << 20 && proportional < 1L << 37, proportional + " bytes");
    assertTrue(resident > 1 << 20 && resident < 1L << 37, resident + " bytes");
  }

  @Test
  void knowsWhetherAFileIsMapped() throws Exception {
    Path jvm = Path.of(System.getProperty("java.home"), "lib/server/libjvm.so").toRealPath();
    assertTrue(ProcFs.hasMapped(jvm));
    assertFalse(ProcFs.hasMapped(jvm.resolveSibling("vm.so")));
  }

  @Test
  void tellsNothingOfAProcessThatHasEnded() throws Exception {
    int pid;
    try (Child child = Child.start("true")) {
      pid = child.pid;
      child.await();
    }
    assertEquals(OptionalLong.empty(), ProcFs.proportionalSize(pid));
    assertEquals(OptionalLong.empty(), ProcFs.residentSize(pid));
  }
}
