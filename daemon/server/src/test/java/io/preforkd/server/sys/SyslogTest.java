package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.config.JsonSchema;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SyslogTest {
  @ParameterizedTest
  @MethodSource("facilities")
  void knowsEachFacilityThatAConfigurationMayName(String facility) {
    assertTrue(Syslog.knows(facility));
  }

  /** As the schema lists them, from the table of keys. */
  static Stream<String> facilities() {
    JsonNode log = JsonMapper.shared().readTree(JsonSchema.text()).path("properties").path("log");
    return log.findPath("facility").findPath("enum").valueStream().map(JsonNode::asString);
  }
}
