package io.preforkd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCopyTest {
  @TempDir Path directory;

  @Test
  void readsTheSameAgainWhateverHasBecomeOfTheFiles() {
    Configuration configuration = new Configuration(directory);
    configuration.file("pools.d/more.yaml", pool("more", 81));
    configuration.file("one.yaml", pool("one", 82));
    LoadedConfig before =
        configuration.read(
            "include: [pools.d/*.yaml, one.yaml, none.d/*.yaml]\n" + Configuration.POOL);
    assertEquals(List.of(), before.faults());
    configuration.file("pools.d/more.yaml", "pools: [");
    configuration.file("pools.d/another.yaml", "pools: [");
    configuration.file("main.yaml", "");
    LoadedConfig again = ConfigReader.readAgain(before.copy(), Map.of());
    assertEquals(before.settings(), again.settings());
    assertEquals(before.hash(), again.hash());
    assertEquals(before.copy(), again.copy());
  }

  private static String pool(String name, int port) {
    return Configuration.POOL.replace("web", name).replace(":80", ":" + port);
  }
}
