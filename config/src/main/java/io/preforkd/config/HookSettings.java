package io.preforkd.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The commands that run at moments of a pool's life.
 *
 * @param commands program and arguments of each hook that there is
 * @param timeout how long one may run, 10 ms to 24 h
 */
public record HookSettings(Map<Hook, List<String>> commands, Duration timeout) {
  public HookSettings {
    commands = Map.copyOf(commands);
  }
}
