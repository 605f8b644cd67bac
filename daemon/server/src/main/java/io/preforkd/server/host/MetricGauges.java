package io.preforkd.server.host;

import io.preforkd.server.child.ChildId;
import io.preforkd.worker.protocol.Metric;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the living children of a pool say of themselves, and what its template has said last. Loop
 * thread only.
 */
final class MetricGauges {
  /** In place of a pid: the template of another program, which has ended. */
  static final int OF_BEFORE = 0;

  private static final String SLOT = "slot";

  /** By generation, so that of two editions' children in one slot the younger one comes last. */
  private final Map<Long, Map<Series, Metric>> ofChildren = new TreeMap<>();

  private final Map<Long, Integer> slots = new HashMap<>();

  /** By pid; the last one is the one that counts. */
  private final Map<Integer, Map<Series, Metric>> ofTemplates = new LinkedHashMap<>();

  private final Collection<Integer> endedTemplates = new ArrayList<>();

  void set(int slot, long generation, Metric metric) {
    slots.put(generation, slot);
    ofChildren
        .computeIfAbsent(generation, child -> new LinkedHashMap<>())
        .put(Series.of(metric), metric);
  }

  /** Those of templates that have ended have stood in until another one speaks. */
  void setOfTemplate(int pid, Metric metric) {
    if (!ofTemplates.containsKey(pid)) {
      ofTemplates.keySet().removeAll(endedTemplates);
      endedTemplates.clear();
      ofTemplates.put(pid, new LinkedHashMap<>());
    }
    ofTemplates.get(pid).put(Series.of(metric), metric);
  }

  void childEnded(ChildId child) {
    ofChildren.remove(child.generation());
    slots.remove(child.generation());
  }

  /** What it has said stays while nobody else has said anything: its children go on. */
  void templateEnded(int pid) {
    if (ofTemplates.size() > 1) {
      ofTemplates.remove(pid);
    } else if (ofTemplates.containsKey(pid)) {
      endedTemplates.add(pid);
    }
  }

  boolean has(long generation, Series series) {
    return ofChildren.getOrDefault(generation, Map.of()).containsKey(series);
  }

  boolean templateHas(int pid, Series series) {
    return ofTemplates.getOrDefault(pid, Map.of()).containsKey(series);
  }

  int size() {
    return Stream.concat(ofChildren.values().stream(), ofTemplates.values().stream())
        .mapToInt(Map::size)
        .sum();
  }

  /** As they are published. */
  Stream<Metric> all() {
    Map<Series, Metric> all = new LinkedHashMap<>();
    template().forEach(metric -> all.put(Series.of(metric), metric));
    ofChildren.forEach(
        (generation, metrics) ->
            metrics
                .values()
                .forEach(
                    metric -> {
                      Metric named = withSlot(metric, slots.get(generation));
                      all.put(Series.of(named), named);
                    }));
    return all.values().stream();
  }

  /** As another program can go on with them. */
  Stream<MetricState> state() {
    Stream<MetricState> children =
        ofChildren.entrySet().stream()
            .flatMap(
                child ->
                    child.getValue().values().stream()
                        .map(
                            metric ->
                                new MetricState(
                                    metric, slots.get(child.getKey()), child.getKey())));
    return Stream.concat(template().map(MetricState::ofPool), children);
  }

  private Stream<Metric> template() {
    List<Map<Series, Metric>> all = List.copyOf(ofTemplates.values());
    return all.isEmpty() ? Stream.empty() : all.get(all.size() - 1).values().stream();
  }

  private static Metric withSlot(Metric metric, int slot) {
    Map<String, String> labels = new HashMap<>(metric.labels());
    labels.put(SLOT, Integer.toString(slot));
    return Metric.of(metric.kind(), metric.name(), metric.help(), labels, metric.value());
  }
}
