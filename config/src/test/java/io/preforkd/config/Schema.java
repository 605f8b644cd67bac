package io.preforkd.config;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Holds documents against the published schema, as an editor would. */
final class Schema {
  private static final YAMLMapper YAML = YAMLMapper.shared();
  private static final JsonNode TREE = JsonMapper.shared().readTree(JsonSchema.text());
  private static final com.networknt.schema.Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(TREE);

  private Schema() {}

  static JsonNode tree() {
    return TREE;
  }

  static List<String> errors(String yaml) {
    return SCHEMA.validate(YAML.readTree(yaml)).stream().map(Object::toString).toList();
  }
}
