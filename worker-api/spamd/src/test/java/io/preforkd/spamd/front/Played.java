package io.preforkd.spamd.front;

import io.preforkd.spamd.scan.MessageScanner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The worker without sockets. */
final class Played {
  static final Peer PEER =
      new Peer("localhost", "127.0.0.1", "4242", "connection from localhost [127.0.0.1]:4242");

  private static final Watchdog WATCHDOG = new Watchdog();

  private final Map<String, String> settings = new HashMap<>();
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
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
    Desk desk = new Desk(Settings.of(settings), scanner, WATCHDOG, new Log(log::add), 99);
    new Exchange(desk, wire, PEER, OptionalLong.empty()).run();
  }

  List<String> log() {
    return List.copyOf(log);
  }
}
