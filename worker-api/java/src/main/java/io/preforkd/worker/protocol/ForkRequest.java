package io.preforkd.worker.protocol;

import java.util.Collections;
import java.util.Map;

/**
 * What a parent tells a template of the child that it is to fork.
 *
 * @param environment the variables that the child has beyond the template's
 */
public record ForkRequest(Map<String, String> environment) {
  public ForkRequest {
    environment = Collections.unmodifiableMap(environment);
  }

  /** The body of the request. */
  public String toJson() {
    return "{\"environment\":" + Json.ofTexts(environment) + "}";
  }
}
