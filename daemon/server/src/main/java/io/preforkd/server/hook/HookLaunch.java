package io.preforkd.server.hook;

import io.preforkd.server.sys.SpawnPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the hooks of a pool are started: as its children are, so that a hook has no right that they
 * lack.
 *
 * @param pool the pool's name
 * @param prefix what sets limits and user, before the command
 * @param environment what the operator gave the children
 * @param directory their working directory
 */
public record HookLaunch(
    String pool, List<String> prefix, Map<String, String> environment, Path directory) {
  public HookLaunch {
    prefix = List.copyOf(prefix);
    environment = Map.copyOf(environment);
  }

  /** The numbers are our own descriptors; {@code output} takes what it writes. */
  SpawnPlan plan(List<String> command, HookCall call, int devNull, int output) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(command);
    Map<String, String> variables = new TreeMap<>(environment);
    variables.putAll(call.facts());
    variables.put("PREFORKD_HOOK", call.hook().toString());
    variables.put("PREFORKD_POOL", pool);
    return new SpawnPlan(all, variables, directory, List.of(devNull, output, output));
  }
}
