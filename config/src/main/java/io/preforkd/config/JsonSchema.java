package io.preforkd.config;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The published JSON Schema (draft 2020-12) of a configuration file. It accepts all that {@link
 * ConfigReader} accepts; what only the reader can see (one key against another, files, the
 * environment) it lets pass.
 */
public final class JsonSchema {
  /** Any text with a dollar sign: only the reader knows what the environment makes of it. */
  static final String EXPANDED = "#/$defs/expanded";

  private JsonSchema() {}

  /** The schema, indented, with a newline at its end. */
  public static String text() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema
        .put("$schema", "https://json-schema.org/draft/2020-12/schema")
        .put("title", "preforkd.yaml");
    schema.setAll(new SectionType(DaemonKeys.SECTION).schema());
    schema.putObject("$defs").putObject("expanded").put("type", "string").put("pattern", "\\$");
    JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    return mapper.writeValueAsString(schema) + "\n";
  }
}
