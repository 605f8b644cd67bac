package io.preforkd.system.harness;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A page of a browser by the DevTools protocol: commands with their answers, and events. */
final class DevTools implements WebSocket.Listener, AutoCloseable {
  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final AtomicInteger lastId = new AtomicInteger();
  private final List<JsonNode> events = new ArrayList<>();
  private final StringBuilder partial = new StringBuilder();
  private final WebSocket socket;

  DevTools(HttpClient http, URI page) {
    socket = http.newWebSocketBuilder().buildAsync(page, this).join();
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean isLast) {
    partial.append(text);
    if (isLast) {
      take(JsonMapper.shared().readTree(partial.toString()));
      partial.setLength(0);
    }
    from.request(1);
    return null;
  }

  private void take(JsonNode message) {
    CompletableFuture<JsonNode> answer = asked.remove(message.path("id").asInt(0));
    if (answer != null) {
      answer.complete(message);
      return;
    }
    synchronized (events) {
      events.add(message);
    }
  }

  /** The events so far of this method. */
  List<JsonNode> events(String method) {
    synchronized (events) {
      return events.stream()
          .filter(event -> event.path("method").asString().equals(method))
          .map(event -> event.path("params"))
          .toList();
    }
  }

  void forgetEvents() {
    synchronized (events) {
      events.clear();
    }
  }

  JsonNode send(String method) {
    return send(method, JsonNodeFactory.instance.objectNode());
  }

  /** Carries out a command; returns its result. */
  JsonNode send(String method, ObjectNode parameters) {
    int id = lastId.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(id, answer);
    ObjectNode command = JsonNodeFactory.instance.objectNode().put("id", id).put("method", method);
    command.set("params", parameters);
    socket.sendText(command.toString(), true).join();
    JsonNode said = await(method, answer);
    if (said.has("error")) {
      throw new AssertionError(method + ": " + said.path("error"));
    }
    return said.path("result");
  }

  private static JsonNode await(String what, CompletableFuture<JsonNode> answer) {
    try {
      return answer.get(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("no answer to " + what, e);
    }
  }

  @Override
  public void close() {
    socket.abort();
  }
}
