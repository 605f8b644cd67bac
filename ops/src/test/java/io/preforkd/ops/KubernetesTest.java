package io.preforkd.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.config.ConfigReader;
import io.preforkd.config.DaemonSettings;
import io.preforkd.config.ListenAddress;
import io.preforkd.config.LoadedConfig;
import io.preforkd.config.PoolSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What stands in several places of the manifests fits together, and fits the configuration. */
class KubernetesTest {
  private static final Path MANIFESTS = Path.of("kubernetes/preforkd.yaml");

  @TempDir private Path folder;
  private final Map<String, Object> byKind = new HashMap<>();
  private DaemonSettings settings;

  @BeforeEach
  void read() throws IOException {
    Load load = new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build());
    for (Object document : load.loadAllFromString(Files.readString(MANIFESTS))) {
      byKind.put((String) at(document, "kind"), document);
    }
    settings = settings();
  }

  private DaemonSettings settings() throws IOException {
    Path file = folder.resolve("preforkd.yaml");
    Files.writeString(file, (String) at(byKind.get("ConfigMap"), "data", "preforkd.yaml"));
    LoadedConfig loaded = ConfigReader.read(file, Map.of());
    return loaded.settings().orElseThrow();
  }

  /** Along keys, and numbers of lists. */
  private static Object at(Object from, Object... path) {
    Object here = from;
    for (Object step : path) {
      here =
          step instanceof Integer index
              ? ((List<?>) here).get(index)
              : ((Map<?, ?>) here).get(step);
    }
    return here;
  }

  private Object deployed(Object... path) {
    return at(at(byKind.get("Deployment"), "spec", "template"), path);
  }

  private Object container(Object... path) {
    return at(deployed("spec", "containers", 0), path);
  }

  private int adminPort() {
    return settings.admin().listen().orElseThrow().port();
  }

  @Test
  void thereIsWhatBelongsToAService() {
    assertEquals(
        Set.of("ConfigMap", "Deployment", "Service", "HorizontalPodAutoscaler"), byKind.keySet());
  }

  @Test
  void theContainersPortsAreThoseOfTheConfiguration() {
    Set<Integer> configured = new TreeSet<>(Set.of(adminPort()));
    for (PoolSettings pool : settings.pools()) {
      pool.listen().forEach(one -> configured.add(((ListenAddress.Tcp) one.address()).port()));
    }
    List<Integer> declared = new ArrayList<>();
    ((List<?>) container("ports"))
        .forEach(port -> declared.add((Integer) at(port, "containerPort")));
    assertEquals(configured, new TreeSet<>(declared));
    assertEquals(
        Integer.toString(adminPort()), deployed("metadata", "annotations", "prometheus.io/port"));
  }

  @Test
  void theProbesAskTheParentForTheThreeThingsThatItAnswers() {
    Map<String, String> probes =
        Map.of("startupProbe", "/startupz", "livenessProbe", "/livez", "readinessProbe", "/readyz");
    probes.forEach(
        (probe, path) -> {
          assertEquals(path, container(probe, "httpGet", "path"));
          assertEquals("admin", container(probe, "httpGet", "port"));
        });
  }

  @Test
  void theGraceIsLongerThanAStopMayTake() {
    Duration stop = settings.drainDelay().plus(settings.stopTimeout());
    for (PoolSettings pool : settings.pools()) {
      int grace = (Integer) deployed("spec", "terminationGracePeriodSeconds");
      assertTrue(Duration.ofSeconds(grace).compareTo(stop.plus(pool.killAfter())) > 0);
    }
    int noticed =
        (Integer) container("readinessProbe", "periodSeconds")
            * (Integer) container("readinessProbe", "failureThreshold");
    assertTrue(settings.drainDelay().compareTo(Duration.ofSeconds(noticed)) > 0);
  }

  @Test
  void isNobodyAndWritesWhereItMayOnly() {
    assertEquals(true, deployed("spec", "securityContext", "runAsNonRoot"));
    assertEquals(true, container("securityContext", "readOnlyRootFilesystem"));
    assertEquals(List.of("ALL"), container("securityContext", "capabilities", "drop"));
    Set<Object> volumes = new TreeSet<>();
    ((List<?>) deployed("spec", "volumes")).forEach(volume -> volumes.add(at(volume, "name")));
    Set<Object> mounted = new TreeSet<>();
    ((List<?>) container("volumeMounts")).forEach(mount -> mounted.add(at(mount, "name")));
    assertEquals(volumes, mounted);
  }

  @Test
  void whatIsSelectedIsWhatIsDeployed() {
    Object labels = deployed("metadata", "labels");
    assertEquals(labels, at(byKind.get("Deployment"), "spec", "selector", "matchLabels"));
    assertEquals(labels, at(byKind.get("Service"), "spec", "selector"));
    assertEquals(
        at(byKind.get("Deployment"), "metadata", "name"),
        at(byKind.get("HorizontalPodAutoscaler"), "spec", "scaleTargetRef", "name"));
  }

  /** Whoever applies the manifests again would otherwise undo what it has decided. */
  @Test
  void howManyPodsThereAreIsTheAutoscalersToSay() {
    assertFalse(((Map<?, ?>) at(byKind.get("Deployment"), "spec")).containsKey("replicas"));
  }

  @Test
  void theAutoscalerGoesByAPoolThatThereIs() {
    Object metric =
        at(byKind.get("HorizontalPodAutoscaler"), "spec", "metrics", 0, "pods", "metric");
    Object pool = at(metric, "selector", "matchLabels", "pool");
    assertTrue(settings.pools().stream().anyMatch(one -> one.name().equals(pool)), "no " + pool);
  }

  @Test
  void theAutoscalerGoesByAMetricThatThereIs() throws IOException {
    Object metric =
        at(byKind.get("HorizontalPodAutoscaler"), "spec", "metrics", 0, "pods", "metric", "name");
    assertTrue(
        Files.readString(Path.of("docs/operations.md")).contains("| `" + metric + "` | gauge |"));
  }
}
