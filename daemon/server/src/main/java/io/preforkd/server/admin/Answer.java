package io.preforkd.server.admin;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a page answers with.
 *
 * @param headers beside the length, by name
 */
record Answer(int status, Map<String, String> headers, String body) {
  static final String TEXT = "text/plain; charset=utf-8";

  Answer {
    headers = Map.copyOf(headers);
  }

  static Answer ok(String contentType, String body) {
    return new Answer(200, Map.of("Content-Type", contentType), body);
  }

  static Answer text(int status, String body) {
    return new Answer(status, Map.of("Content-Type", TEXT), body);
  }

  /** The same with one more header. */
  Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, more, body);
  }
}
