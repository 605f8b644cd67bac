package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.config.PoolSettings;
import io.preforkd.server.testing.Configs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DifferencesTest {
  private static final String LISTEN = "listen: 127.0.0.1:7880";
  private static final String WORKER = "worker: {command: [/bin/true]}";

  @TempDir Path directory;

  @Test
  void areNamedByTheirKeys() throws Exception {
    PoolSettings one = Configs.pool(directory, LISTEN, WORKER, "max: 5", "max-spare: 3");
    PoolSettings other = Configs.pool(directory, LISTEN, WORKER, "max: 6", "max-spare: 4");
    assertEquals(List.of("max", "max-spare"), Differences.between(one, other));
    assertEquals(List.of(), Differences.between(one, one));
  }

  @ParameterizedTest
  @ValueSource(strings = {"max: 6", "self-accept: false", "give-up: {failures: 2}"})
  void ofSizesAndTimesNeedNoNewChildren(String key) throws Exception {
    assertFalse(needNewChildren(LISTEN, WORKER, key));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "environment: {A: b}",
        "umask: \"0027\"",
        "scaling: spamd",
        "connection-timeout: 3s",
        "no-restart-codes: [3]",
        "give-up: {then: exit}"
      })
  void ofWhatChildrenAreNeedNewOnes(String key) throws Exception {
    assertTrue(needNewChildren(LISTEN, WORKER, key));
  }

  @Test
  void ofASocketsRightsNeedNoNewChildrenAndOfItsNameDo() throws Exception {
    String address = "listen: {address: \"127.0.0.1:7880\", ";
    assertFalse(needNewChildren(address + "backlog: 5}", WORKER));
    assertTrue(needNewChildren(address + "name: other}", WORKER));
    assertTrue(needNewChildren("listen: 127.0.0.1:7881", WORKER));
  }

  @Test
  void ofFurtherSocketsNeedNewJavaChildrenThatCanReceiveThem() throws Exception {
    String java = "worker: {java: my.Worker}";
    String first = "may-listen: [\"127.0.0.1:1\"]";
    String second = "may-listen: [\"127.0.0.1:2\"]";
    assertTrue(needNewChildren(pool(java), pool(java, first)));
    assertFalse(needNewChildren(pool(java, first), pool(java, second)));
    assertFalse(needNewChildren(pool(java, first), pool(java)));
    assertFalse(needNewChildren(pool(WORKER), pool(WORKER, first)));
  }

  private PoolSettings pool(String worker, String... keys) throws Exception {
    List<String> lines = new ArrayList<>(List.of(LISTEN, worker));
    lines.addAll(List.of(keys));
    return Configs.pool(directory, lines.toArray(String[]::new));
  }

  private static boolean needNewChildren(PoolSettings one, PoolSettings other) {
    return Differences.needNewChildren(one, other);
  }

  private boolean needNewChildren(String... lines) throws Exception {
    PoolSettings one = Configs.pool(directory, LISTEN, WORKER);
    return Differences.needNewChildren(one, Configs.pool(directory, lines));
  }
}
