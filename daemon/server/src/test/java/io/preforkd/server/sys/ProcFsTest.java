package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProcFsTest {

  @Test
  void tellsTheSizeOfAProcess() {
    long kibibytes = ProcFs.pssKiB((int) ProcessHandle.current().pid()).orElseThrow();
    assertTrue(kibibytes > 1_000 && kibibytes < 100_000_000, kibibytes + " KiB");
  }

  @Test
  void tellsNothingOfAProcessThatHasEnded() throws Exception {
    int pid;
    try (Child child = Child.start("true")) {
      pid = child.pid;
      child.await();
    }
    assertEquals(OptionalLong.empty(), ProcFs.pssKiB(pid));
  }
}
