package io.preforkd.server.admin;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.preforkd.pool.PoolStatus;
import io.preforkd.server.snapshot.ConfigState;
import io.preforkd.server.snapshot.DaemonSnapshot;
import io.preforkd.server.snapshot.PoolSnapshot;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The daemon's metrics for Prometheus. All values of a scrape are read from one snapshot, so that
 * they belong together.
 *
 * <p>Meters are made as pools, listeners and causes appear. They go with their pool or listener: a
 * value that is not a number would spoil every sum. Those of causes stay: a series that went away
 * with its last child would look like a counter that was reset.
 */
public final class Metrics {
  /** The classic text format. */
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  /** For whoever asks for it; the same, but for {@code # EOF} at the end of what is whole. */
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private static final String READY = "preforkd.pool.ready";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final WorkerFamilies workers = new WorkerFamilies();
  private final PoolFamilies families = new PoolFamilies();

  /** To register a meter twice does no harm, but Micrometer warns of it, and looks through all. */
  private final Map<Series, Meter> known = new HashMap<>();

  private Map<String, PoolSnapshot> pools = Map.of();
  private boolean hasProcess;
  private Gauge info;
  private long faults;
  private long droppedLines;
  private long droppedEntries;
  private ConfigState config = ConfigState.NONE;

  /** What tells a meter from others. */
  private record Series(String name, Tags tags) {
    Optional<String> tag(String key) {
      return tags.stream().filter(tag -> tag.getKey().equals(key)).map(Tag::getValue).findFirst();
    }
  }

  public Metrics(String version) {
    registry.getPrometheusRegistry().register(workers);
    registry.getPrometheusRegistry().register(families);
    Gauge.builder("preforkd.up", () -> 1).description("The event loop answers").register(registry);
    Gauge.builder("preforkd.build.info", () -> 1)
        .description("Version of the daemon and of the Java that it runs on")
        .tags("version", version, "java", System.getProperty("java.version"))
        .register(registry);
    FunctionCounter.builder("preforkd.faults", this, m -> m.faults)
        .description("Faults of the daemon itself")
        .register(registry);
    Gauge.builder("preforkd.config.last.reload.successful", this, m -> m.isGood() ? 1 : 0)
        .description("1 if the last reload, or the start, succeeded as a whole")
        .register(registry);
    Gauge.builder("preforkd.config.last.reload.timestamp.seconds", this, m -> m.config.loadedAt())
        .description("When a configuration was last loaded with success")
        .register(registry);
    Gauge.builder(
            "preforkd.config.last.reload.duration.seconds", this, m -> m.config.reloadSeconds())
        .description("How long the last reload took, well or not")
        .register(registry);
    FunctionCounter.builder("preforkd.log.lines.dropped", this, m -> m.droppedLines)
        .description("Log lines that nobody read fast enough")
        .register(registry);
    FunctionCounter.builder("preforkd.journal.entries.dropped", this, m -> m.droppedEntries)
        .description("Entries of the journal that should be on disk and are not")
        .register(registry);
  }

  /**
   * The format for a client that accepts these types: OpenMetrics if it names that, as Prometheus
   * does.
   */
  public static String contentType(String accept) {
    return accept.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
  }

  /**
   * The text of a scrape; one at a time.
   *
   * @param contentType one that {@link #contentType} names
   */
  public synchronized String scrape(DaemonSnapshot snapshot, String contentType) {
    registerProcess();
    pools =
        snapshot.pools().stream()
            .collect(Collectors.toMap(PoolSnapshot::name, Function.identity()));
    faults = snapshot.faults();
    droppedLines = snapshot.droppedLines();
    droppedEntries = snapshot.droppedEntries();
    config = snapshot.config();
    showHash();
    snapshot.pools().forEach(this::register);
    forget();
    workers.show(snapshot.pools());
    families.show(snapshot.pools());
    return registry.scrape(contentType);
  }

  /** With the first scrape: the beans that it asks are not for the start to load. */
  private void registerProcess() {
    if (!hasProcess) {
      hasProcess = true;
      ProcessMetrics.builder().register(registry.getPrometheusRegistry());
    }
  }

  private boolean isGood() {
    return config.isLastLoadGood();
  }

  /** Only the hash in force is shown. */
  private void showHash() {
    if (info == null || !config.hash().equals(info.getId().getTag("hash"))) {
      if (info != null) {
        registry.remove(info);
      }
      info =
          Gauge.builder("preforkd.config.info", () -> 1)
              .description("The hash of the configuration in force")
              .tags("hash", config.hash())
              .register(registry);
    }
  }

  private void forget() {
    List<Series> gone = known.keySet().stream().filter(series -> !isShown(series)).toList();
    gone.forEach(series -> registry.remove(known.remove(series)));
  }

  private boolean isShown(Series series) {
    PoolSnapshot pool = series.tag("pool").map(pools::get).orElse(null);
    return pool != null
        && (pool.isInForce() || !series.name().equals(READY))
        && series.tag("listener").map(pool.queues()::containsKey).orElse(true);
  }

  private void register(PoolSnapshot pool) {
    Tags tags = Tags.of("pool", pool.name());
    registerChildren(tags);
    status(
        "preforkd.pool.held",
        "The number of children that an operator holds the pool at, 0 if none does",
        tags,
        s -> s.held().orElse(0));
    gauge(
        "preforkd.pool.utilization.ratio",
        "Busy children out of max",
        tags,
        PoolSnapshot::utilization);
    registerConnections(tags);
    registerTrouble(pool, tags);
    pool.queues()
        .keySet()
        .forEach(address -> registerQueue(tags.and("listener", address), address));
    pool.drops().keySet().forEach(address -> registerDrops(tags.and("listener", address), address));
    pool.counters()
        .decisions()
        .forEach(
            (action, reasons) ->
                reasons.keySet().forEach(reason -> registerDecisions(tags, action, reason)));
    pool.counters()
        .spawns()
        .forEach((reason, ignored) -> registerSpawns(tags.and("reason", label(reason)), reason));
    pool.counters()
        .templates()
        .forEach((reason, ignored) -> registerTemplates(tags.and("reason", label(reason)), reason));
    pool.counters()
        .exits()
        .forEach((cause, ignored) -> registerExits(tags.and("reason", cause), cause));
    pool.counters()
        .hooks()
        .forEach(
            (hook, results) ->
                results.keySet().forEach(result -> registerHooks(tags, hook, result)));
  }

  private void registerChildren(Tags tags) {
    String workers = "preforkd.pool.workers";
    status(workers, "Children by state", tags.and("state", "idle"), PoolStatus::idle);
    status(workers, "Children by state", tags.and("state", "busy"), PoolStatus::busy);
    status(workers, "Children by state", tags.and("state", "starting"), PoolStatus::starting);
    status(workers, "Children by state", tags.and("state", "leaving"), PoolStatus::leaving);
    String limit = "preforkd.pool.workers.limit";
    status(limit, "Configured sizes", tags.and("bound", "min"), s -> s.spec().min());
    status(limit, "Configured sizes", tags.and("bound", "max"), s -> s.spec().max());
    status(limit, "Configured sizes", tags.and("bound", "min_spare"), s -> s.spec().minSpare());
    status(limit, "Configured sizes", tags.and("bound", "max_spare"), s -> s.spec().maxSpare());
  }

  private void registerConnections(Tags tags) {
    counter(
        "preforkd.pool.connections.accepted",
        "Connections accepted",
        tags,
        p -> p.connections().accepted());
    String finished = "preforkd.pool.connections.finished";
    String meaning =
        "Connections that ended: served, failed in the handler, or lost with their child";
    counter(finished, meaning, tags.and("outcome", "served"), p -> p.connections().finished());
    counter(finished, meaning, tags.and("outcome", "failed"), p -> p.connections().failed());
    counter(finished, meaning, tags.and("outcome", "lost"), p -> p.counters().ofTheDead().open());
  }

  private void registerTrouble(PoolSnapshot pool, Tags tags) {
    counter(
        "preforkd.pool.slow.connections",
        "Connections that took longer than slow-after",
        tags,
        p -> p.counters().slow());
    if (pool.isInForce()) {
      gauge(READY, "1 if clients should be sent", tags, p -> p.isReady() ? 1 : 0);
    }
    status(
        "preforkd.pool.waiting",
        "Connections that wait while nobody is idle",
        tags,
        PoolStatus::waiting);
    status(
        "preforkd.pool.backoff.seconds",
        "Pause after children that died young",
        tags,
        s -> s.pauseNanos() / 1e9);
    status(
        "preforkd.pool.degraded",
        "1 while young deaths in a row are as many as give-up says",
        tags,
        s -> s.degraded() ? 1 : 0);
    status(
        "preforkd.pool.memory.pressure",
        "0: none, 1: the pool does not grow, 2: idle children leave",
        tags,
        s -> s.pressure().degree());
    counter(
        "preforkd.pool.max.reached",
        "Episodes of saturation",
        tags,
        p -> p.counters().saturations());
    counter(
        "preforkd.pool.saturated.seconds",
        "Time in which connections waited and no child could be started",
        tags,
        p -> p.status().saturatedNanos() / 1e9);
  }

  private void registerQueue(Tags tags, String address) {
    gauge(
        "preforkd.pool.accept.queue.length",
        "Connections that wait to be accepted",
        tags,
        p -> p.length(address));
    gauge(
        "preforkd.pool.accept.queue.limit",
        "Connections that may wait",
        tags,
        p -> p.limit(address));
  }

  private void registerDrops(Tags tags, String address) {
    counter(
        "preforkd.pool.listen.overflows",
        "Connections that the kernel has dropped, mostly since the accept queue was full",
        tags,
        p -> p.drops(address));
  }

  private void registerDecisions(Tags tags, String action, String reason) {
    counter(
        "preforkd.pool.decisions",
        "What the pool has decided",
        tags.and("action", action, "reason", reason),
        p -> p.counters().decisions(action, reason));
  }

  private void registerSpawns(Tags tags, Enum<?> reason) {
    counter(
        "preforkd.pool.spawns",
        "Children started",
        tags,
        p -> p.counters().spawns().getOrDefault(reason, 0L));
  }

  private void registerTemplates(Tags tags, Enum<?> reason) {
    counter(
        "preforkd.pool.template.starts",
        "Templates started",
        tags,
        p -> p.counters().templates().getOrDefault(reason, 0L));
  }

  private void registerExits(Tags tags, String cause) {
    counter(
        "preforkd.pool.exits",
        "Children reaped",
        tags,
        p -> p.counters().exits().getOrDefault(cause, 0L));
  }

  private void registerHooks(Tags tags, String hook, String result) {
    counter(
        "preforkd.pool.hooks",
        "Calls of hooks",
        tags.and("hook", hook, "result", result),
        p -> p.counters().hooks(hook, result));
  }

  private void status(
      String name, String description, Tags tags, ToDoubleFunction<PoolStatus> value) {
    gauge(name, description, tags, p -> value.applyAsDouble(p.status()));
  }

  private void gauge(
      String name, String description, Tags tags, ToDoubleFunction<PoolSnapshot> value) {
    known.computeIfAbsent(
        new Series(name, tags),
        series ->
            Gauge.builder(name, this, reading(series, value))
                .description(description)
                .tags(tags)
                .register(registry));
  }

  private void counter(
      String name, String description, Tags tags, ToDoubleFunction<PoolSnapshot> value) {
    known.computeIfAbsent(
        new Series(name, tags),
        series ->
            FunctionCounter.builder(name, this, reading(series, value))
                .description(description)
                .tags(tags)
                .register(registry));
  }

  /** Reads the value of its pool, whose name is looked for once and not with each scrape. */
  private static ToDoubleFunction<Metrics> reading(
      Series series, ToDoubleFunction<PoolSnapshot> value) {
    String pool = series.tag("pool").orElseThrow();
    return metrics -> value.applyAsDouble(metrics.pools.get(pool));
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
