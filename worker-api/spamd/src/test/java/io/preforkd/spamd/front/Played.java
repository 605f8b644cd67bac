package io.preforkd.spamd.front;

import io.preforkd.spamd.scan.MessageScanner;
import io.preforkd.worker.protocol.Metric;
import io.preforkd.worker.runtime.Meters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The worker without sockets. */
final class Played {
  static final Peer PEER =
      new Peer("localhost", "127.0.0.1", "4242", "connection from localhost [127.0.0.1]:4242");

  private static final Watchdog WATCHDOG = new Watchdog();

  private final Map<String, String> settings = new HashMap<>();
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private final Meters meters = new Meters(() -> {});
  private MessageScanner scanner = new Stock();

  /** With settings, as {@code "headers", "3"}. */
  static Played with(String... settings) {
    Played played = new Played();
    for (int i = 0; i < settings.length; i += 2) {
      played.settings.put(settings[i], settings[i + 1]);
    }
    return played;
  }

  Played by(MessageScanner other) {
    scanner = other;
    return this;
  }

  String answer(String request) throws Exception {
    byte[] answer = answer(request.getBytes(StandardCharsets.ISO_8859_1));
    return new String(answer, StandardCharsets.ISO_8859_1);
  }

  byte[] answer(byte[] request) throws Exception {
    MemoryWire wire = new MemoryWire(request);
    on(wire);
    return wire.answer();
  }

  void on(Wire wire) throws Exception {
    Desk desk =
        new Desk(
            Settings.of(settings), scanner, WATCHDOG, new Log(log::add), 99, new Counts(meters));
    new Exchange(desk, wire, PEER, OptionalLong.empty()).run();
  }

  /**
   * What has been counted since the last call and is not 0: values of counters and sums of
   * histograms, by name and the values of the labels in the order of their names.
   */
  Map<String, Double> counted() {
    Map<String, Double> all = new TreeMap<>();
    for (Metric metric : meters.take(1 << 20).metrics()) {
      String labels = String.join(",", new TreeMap<>(metric.labels()).values());
      if (metric.value() > 0) {
        all.put(metric.name() + " " + labels, metric.value());
      }
    }
    return all;
  }

  List<String> log() {
    return List.copyOf(log);
  }
}
