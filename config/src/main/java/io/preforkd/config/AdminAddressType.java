package io.preforkd.config;

import io.preforkd.config.ListenAddress.Tcp;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code off} or a TCP port. */
final class AdminAddressType extends ScalarType<Optional<Tcp>> {

  @Override
  Optional<Tcp> parse(String text, Path directory) throws BadValue {
    if (text.equals("off")) {
      return Optional.empty();
    }
    if (AddressParser.parse(text) instanceof Tcp tcp && !tcp.isAnyPort()) {
      return Optional.of(tcp);
    }
    throw new BadValue("\"" + text + "\" is not a TCP port from 1 to 65535", "give " + form());
  }

  @Override
  ObjectNode plainSchema() {
    return json("string").put("pattern", "^(?:off|.+:[0-9]{1,5})$");
  }

  @Override
  public String text(Optional<Tcp> value) {
    return value.map(Tcp::toString).orElse("off");
  }

  @Override
  public String form() {
    return "HOST:PORT or off";
  }
}
