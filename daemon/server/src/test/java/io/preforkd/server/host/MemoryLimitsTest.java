package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.config.PressureSettings;
import io.preforkd.config.PressureSettings.Watch;
import io.preforkd.pool.Pressure;
import io.preforkd.server.sys.Cgroup;
import io.preforkd.server.testing.Configs;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryLimitsTest {
  private static final PressureSettings SETTINGS = new PressureSettings(Watch.ON, 10, 90);

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, NONE",
    "9.9, 9.9, 89.9, NONE",
    "10, 0, 0, SOME",
    "0, 0, 90, SOME",
    "10, 10, 0, FULL",
    "0, 0, 95, FULL"
  })
  void findsMemoryShortByStallsOrByUse(double some, double full, double used, Pressure level) {
    assertEquals(level, MemoryWatch.level(SETTINGS, some, full, used));
  }

  @Test
  void doesNotLookWhereItIsOff() {
    PressureSettings off = new PressureSettings(Watch.OFF, 1, 1);
    assertEquals(Pressure.NONE, new MemoryWatch(off, Cgroup.ours()).look());
  }

  @ParameterizedTest
  @CsvSource({
    "'{java: a.B}', 960",
    "'{java: a.B, options: [-Xmx1g, -Xmx96M]}', 1280",
    "'{java: a.B, options: [-Xss1m]}', 0",
    "'{command: [cat]}', 0"
  })
  void addsUpWhatJavaChildrenMayNeed(String worker, long mebibytes) throws Exception {
    String yaml = Configs.pools("worker: " + worker, "max: 10");
    assertEquals(mebibytes << 20, MemoryBudget.of(Configs.daemon(directory, yaml)));
  }
}
