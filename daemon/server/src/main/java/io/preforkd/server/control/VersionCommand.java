package io.preforkd.server.control;

import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** {@code version}: which program answers. */
final class VersionCommand implements Command {

  @Override
  public String name() {
    return "version";
  }

  @Override
  public boolean isQuestion() {
    return true;
  }

  @Override
  public Set<String> members() {
    return Set.of();
  }

  @Override
  public ObjectNode run(Request request, Controls controls, Waiting waiting) {
    return Answer.ok()
        .put("version", controls.version())
        .put("java", System.getProperty("java.version"))
        .put("pid", ProcessHandle.current().pid());
  }
}
