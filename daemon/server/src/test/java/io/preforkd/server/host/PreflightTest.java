package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.preforkd.config.LoadedConfig;
import io.preforkd.server.sys.Privileges;
import io.preforkd.server.testing.Configs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {
  private static final String NOBODY = "there is no user named no-such-one on this system";

  @TempDir private Path directory;

  @Test
  void findsNothingWrongWithWhatCanBeStarted() throws Exception {
    assertEquals(List.of(), faults("worker: {command: [cat]}"));
  }

  @Test
  void findsAllFaultsAtOnceAndNamesPlaceAndKey() throws Exception {
    List<String> faults =
        faults(
            "worker: {command: [no-such-program]}",
            "listen:",
            "  address: unix:" + directory.resolve("s"),
            "  owner: no-such-one",
            "  group: no-such-group",
            "directory: " + directory.resolve("none"));
    assertEquals(4, faults.size(), faults.toString());
    assertTrue(faults.get(0).startsWith(":6:7: pools[0].listen: " + NOBODY), faults.get(0));
    assertTrue(
        faults.get(1).startsWith(":6:7: pools[0].listen: there is no group named no-such-group"),
        faults.get(1));
    assertTrue(
        faults.get(2).startsWith(":4:13: pools[0].worker: command: no-such-program is not found"),
        faults.get(2));
    assertEquals(
        ":9:16: pools[0].directory: " + directory.resolve("none") + " is not a directory",
        faults.get(3));
  }

  @Test
  void findsUsersAndGroupsThatDoNotExist() throws Exception {
    String yaml =
        "user: no-such-one\ngroup: no-such-group\n" + Configs.pools("worker: {command: [cat]}");
    List<String> faults = faultsOf(yaml);
    assertTrue(faults.get(0).startsWith(":1:7: user: " + NOBODY), faults.get(0));
    assertTrue(faults.get(1).startsWith(":2:8: group: there is no group"), faults.get(1));
  }

  @Test
  void saysThatOnlyRootCanBecomeAnother() throws Exception {
    assumeFalse(Privileges.isRoot(), "root can");
    assertEquals(
        List.of(":6:11: pools[0].user: only root can start children as root"),
        faults("worker: {command: [cat]}", "user: root"));
  }

  private List<String> faults(String... lines) throws Exception {
    return faultsOf(Configs.pools(lines));
  }

  /** Without the file's name, which is another one in each run. */
  private List<String> faultsOf(String yaml) throws Exception {
    LoadedConfig loaded = Configs.loaded(directory, yaml);
    return Preflight.faults(loaded.settings().orElseThrow(), loaded.places()).stream()
        .map(fault -> fault.toString().substring(fault.file().toString().length()))
        .toList();
  }
}
