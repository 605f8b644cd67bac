package io.preforkd.config;

import io.preforkd.config.ListenAddress.UnixPath;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code off} or a socket file: an abstract name would have no mode to protect it. */
final class ControlAddressType extends ScalarType<Optional<UnixPath>> {

  @Override
  Optional<UnixPath> parse(String text, Path directory) throws BadValue {
    if (text.equals("off")) {
      return Optional.empty();
    }
    if (text.startsWith("unix:") && AddressParser.parse(text) instanceof UnixPath path) {
      return Optional.of(path);
    }
    throw new BadValue("\"" + text + "\" is not a socket file", "give " + form());
  }

  @Override
  ObjectNode plainSchema() {
    return json("string").put("pattern", "^(?:off|unix:/.*[^/])$");
  }

  @Override
  public String text(Optional<UnixPath> value) {
    return value.map(UnixPath::toString).orElse("off");
  }

  @Override
  public String form() {
    return "unix:/PATH or off";
  }
}
