package io.preforkd.worker.protocol;

import java.util.Collections;
import java.util.Map;

/**
 * The parent's answer to a child's hello.
 *
 * @param version protocol version, 1
 * @param slot the child's place in the pool, from 0
 * @param generation its incarnation in that slot
 * @param pool the pool's name
 * @param limits what the child has to keep to
 * @param settings the operator's settings for the worker
 */
public record ParentHello(
    int version,
    int slot,
    long generation,
    String pool,
    Limits limits,
    Map<String, String> settings) {
  public ParentHello {
    settings = Collections.unmodifiableMap(settings);
  }

  /** Reads the body of a parent's hello. Members it does not know are ignored. */
  public static ParentHello parse(String json) throws ProtocolException {
    Members members = Members.parse(json);
    return new ParentHello(
        (int) members.number("version"),
        (int) members.number("slot"),
        members.number("generation"),
        members.text("pool"),
        Limits.of(members.object("limits")),
        members.object("settings").allTexts());
  }

  /** The body of the hello. */
  public String toJson() {
    StringBuilder out = new StringBuilder("{\"version\":").append(version);
    out.append(",\"slot\":").append(slot).append(",\"generation\":").append(generation);
    out.append(",\"pool\":").append(Json.quote(pool));
    out.append(",\"limits\":").append(limits.toJson());
    return out.append(",\"settings\":").append(Json.ofTexts(settings)).append('}').toString();
  }
}
