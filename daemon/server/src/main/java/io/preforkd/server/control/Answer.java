package io.preforkd.server.control;

import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Answers: one line of JSON whose member {@code ok} tells success from failure. */
final class Answer {
  static final String OK = "ok";
  static final String ERROR = "error";
  static final String EXIT = "exit";

  private Answer() {}

  /** Success; further members may be added. */
  static ObjectNode ok() {
    return JsonNodeFactory.instance.objectNode().put(OK, true);
  }

  static ObjectNode of(Refusal refusal) {
    return JsonNodeFactory.instance
        .objectNode()
        .put(OK, false)
        .put(ERROR, refusal.getMessage())
        .put(EXIT, refusal.exit());
  }

  static byte[] line(ObjectNode answer) {
    return (answer + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
