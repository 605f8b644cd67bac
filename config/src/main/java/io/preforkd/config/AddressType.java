package io.preforkd.config;

import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/** Where a pool listens, as one text. */
final class AddressType extends ScalarType<ListenAddress> {

  @Override
  ListenAddress parse(String text, Path directory) throws BadValue {
    return AddressParser.parse(text);
  }

  @Override
  ObjectNode plainSchema() {
    return json("string").put("pattern", "^(?:unix:|systemd:|.+:[0-9]{1,5}$)");
  }

  @Override
  public String text(ListenAddress value) {
    return value.toString();
  }

  @Override
  public String form() {
    return "HOST:PORT, unix:/PATH, unix:@NAME or systemd:NAME";
  }
}
