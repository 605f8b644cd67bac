package io.preforkd.server.control;

import io.preforkd.server.control.Refusal.Kind;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A request: one line of JSON whose member {@code command} says what, and the others how. */
final class Request {
  static final String COMMAND = "command";

  /** Whether to answer only when it is done; true if left out. */
  static final String WAIT = "wait";

  /** Seconds for that. */
  static final String TIMEOUT = "timeout";

  private static final int DEFAULT_TIMEOUT = 60;
  private static final int LONGEST_TIMEOUT = 86_400;

  private final JsonNode members;

  private Request(JsonNode members) {
    this.members = members;
  }

  static Request parse(String line) throws Refusal {
    try {
      JsonNode node = JsonMapper.shared().readTree(line);
      if (node.isObject() && node.path(COMMAND).isString()) {
        return new Request(node);
      }
    } catch (JacksonException e) {
      throw new Refusal(Kind.USAGE, "this is no JSON: " + e.getOriginalMessage());
    }
    throw new Refusal(
        Kind.USAGE, "this is no request; send one line like {\"command\":\"status\"}");
  }

  String command() {
    return members.get(COMMAND).asString();
  }

  /** Refuses members that the command does not know. */
  void allowOnly(Set<String> known) throws Refusal {
    for (String member : members.propertyNames()) {
      if (!member.equals(COMMAND) && !known.contains(member)) {
        throw new Refusal(
            Kind.USAGE,
            command() + " has no member \"" + member + "\"; it has " + String.join(", ", known));
      }
    }
  }

  boolean has(String member) {
    return members.has(member);
  }

  String text(String member) throws Refusal {
    return find(member).orElseThrow(() -> wrong(member, "is missing"));
  }

  /** A text; empty if it is left out. */
  Optional<String> find(String member) throws Refusal {
    JsonNode value = members.get(member);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isString()) {
      throw wrong(member, "must be a text");
    }
    return Optional.of(value.asString());
  }

  int number(String member) throws Refusal {
    JsonNode value = members.get(member);
    if (value == null) {
      throw wrong(member, "is missing");
    }
    if (!value.isInt()) {
      throw wrong(member, "must be a whole number");
    }
    return value.asInt();
  }

  /** True or false; {@code otherwise} if it is left out. */
  boolean flag(String member, boolean otherwise) throws Refusal {
    JsonNode value = members.get(member);
    if (value != null && !value.isBoolean()) {
      throw wrong(member, "must be true or false");
    }
    return value == null ? otherwise : value.asBoolean();
  }

  /** Seconds that the caller waits for the end of the command. */
  int timeout() throws Refusal {
    return timeout(DEFAULT_TIMEOUT);
  }

  /**
   * As {@link #timeout()}; the caller who names no time waits for {@code otherwise}, of any length.
   */
  int timeout(int otherwise) throws Refusal {
    if (!has(TIMEOUT)) {
      return otherwise;
    }
    int seconds = number(TIMEOUT);
    if (seconds < 1 || seconds > LONGEST_TIMEOUT) {
      throw wrong(TIMEOUT, "must be 1 to " + LONGEST_TIMEOUT + " seconds");
    }
    return seconds;
  }

  private Refusal wrong(String member, String what) {
    return new Refusal(Kind.USAGE, command() + ": " + member + " " + what);
  }

  /** The request as one line, whatever its texts hold. */
  @Override
  public String toString() {
    return members.toString();
  }
}
