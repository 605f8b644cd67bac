package io.preforkd.config;

import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/** Where a child may listen: an address that means one thing, whoever is asked. */
final class LiteralAddressType extends ScalarType<ListenAddress> {

  @Override
  ListenAddress parse(String text, Path directory) throws BadValue {
    return AddressParser.parseLiteral(text);
  }

  @Override
  ObjectNode plainSchema() {
    return json("string")
        .put("pattern", "^(?:unix:|[0-9.]+:[0-9]{1,5}$|\\[.+\\]:[0-9]{1,5}$|\\*:[0-9]{1,5}$)");
  }

  @Override
  public String text(ListenAddress value) {
    return value.toString();
  }

  @Override
  public String form() {
    return "ADDRESS:PORT, *:PORT, unix:/PATH or unix:@NAME";
  }
}
