package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupTest {
  private static final long MIB = 1L << 20;

  @TempDir private Path root;

  @Test
  void readsVersion2() throws Exception {
    write("cg/memory.max", "max");
    write("cg/app/memory.max", "" + 512 * MIB);
    write("cg/app/memory.high", "" + 400 * MIB);
    write("cg/app/web/memory.max", "max");
    write("cg/app/web/memory.current", "" + 300 * MIB);
    write("cg/app/web/memory.stat", stat("inactive_file", 90, "active_file", 10));
    write("cg/app/web/memory.events", "low 0\nhigh 7\noom 2\noom_kill 3\noom_group_kill 0");
    write("cg/app/web/memory.pressure", "some avg10=12.50 avg60=1.00 total=9");
    write("cg/app/cpu.max", "150000 100000");
    write("cg/app/web/cpu.max", "max 100000");
    Cgroup cgroup = cgroup("0::/app/web", mount("/", "cg", "cgroup2 none rw"));
    assertEquals(OptionalLong.of(400 * MIB), cgroup.memoryLimit());
    assertEquals(OptionalLong.of(200 * MIB), cgroup.memoryUsed());
    assertEquals(OptionalLong.of(3), cgroup.oomKills());
    assertEquals(OptionalDouble.of(1.5), cgroup.cpus());
    assertEquals(12.5, Cgroup.average(cgroup.memoryPressure().orElseThrow(), "some"));
    assertEquals(0, Cgroup.average(cgroup.memoryPressure().orElseThrow(), "full"));
  }

  @Test
  void readsVersion1BesideAUnifiedHierarchyWithoutControllers() throws Exception {
    write("memory/app/memory.limit_in_bytes", "" + 256 * MIB);
    write("memory/memory.limit_in_bytes", "9223372036854771712");
    write("memory/app/memory.usage_in_bytes", "" + 100 * MIB);
    write("memory/app/memory.stat", stat("total_inactive_file", 30, "total_active_file", 10));
    write("memory/app/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2");
    write("cpu/cpu.cfs_quota_us", "50000");
    write("cpu/cpu.cfs_period_us", "100000");
    Cgroup cgroup =
        cgroup(
            "4:memory:/app\n1:cpu,cpuacct:/\n0::/",
            mount("/", "unified", "cgroup2 cgroup2 rw"),
            mount("/", "memory", "cgroup cgroup rw,memory"),
            mount("/", "cpu", "cgroup cgroup rw,cpu,cpuacct"));
    assertEquals(OptionalLong.of(256 * MIB), cgroup.memoryLimit());
    assertEquals(OptionalLong.of(60 * MIB), cgroup.memoryUsed());
    assertEquals(OptionalLong.of(2), cgroup.oomKills());
    assertEquals(OptionalDouble.of(0.5), cgroup.cpus());
  }

  @Test
  void findsItsGroupAtTheMountInAContainer() throws Exception {
    write("cg/memory.max", "" + 64 * MIB);
    for (String path : new String[] {"0::/docker/abc", "0::/", "0::/../../elsewhere"}) {
      Cgroup cgroup = cgroup(path, mount("/docker/abc", "cg", "cgroup2 none rw"));
      assertEquals(OptionalLong.of(64 * MIB), cgroup.memoryLimit(), path);
    }
  }

  @Test
  void knowsNothingWhereNothingIsToBeRead() throws Exception {
    Cgroup cgroup = Cgroup.of(root.resolve("none"), root.resolve("none"));
    assertEquals(OptionalLong.empty(), cgroup.memoryLimit());
    assertEquals(OptionalLong.empty(), cgroup.memoryUsed());
    assertEquals(OptionalLong.empty(), cgroup.oomKills());
    assertEquals(OptionalDouble.empty(), cgroup.cpus());
    Cgroup unmounted = cgroup("0::/app", "nonsense");
    assertEquals(OptionalLong.empty(), unmounted.memoryLimit());
  }

  private Cgroup cgroup(String groups, String... mounts) throws IOException {
    return Cgroup.of(write("cgroup", groups), write("mountinfo", String.join("\n", mounts)));
  }

  private String mount(String from, String at, String kind) {
    return "35 31 0:32 " + from + " " + root.resolve(at) + " rw,relatime shared:9 - " + kind;
  }

  private static String stat(String first, long mib, String second, long more) {
    return "anon 5\n" + first + " " + mib * MIB + "\n" + second + " " + more * MIB;
  }

  private Path write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text + "\n");
  }
}
