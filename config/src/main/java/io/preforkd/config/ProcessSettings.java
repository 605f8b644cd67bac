package io.preforkd.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a child is as a process.
 *
 * @param directory its working directory, absolute
 * @param umask 0 to 0777
 * @param nice -20 to 19
 * @param limits by prlimit(1)'s names, soft and hard alike: bytes, seconds or counts; -1 is
 *     unlimited
 * @param oomScoreAdj -1000 to 1000; empty: inherited
 * @param environment set for the child
 * @param passEnvironment taken over from the daemon's environment where set there; all else is not
 */
public record ProcessSettings(
    Optional<String> user,
    Optional<String> group,
    Path directory,
    int umask,
    int nice,
    Map<String, Long> limits,
    OptionalInt oomScoreAdj,
    Map<String, String> environment,
    List<String> passEnvironment) {
  public ProcessSettings {
    limits = Map.copyOf(limits);
    environment = Map.copyOf(environment);
    passEnvironment = List.copyOf(passEnvironment);
  }
}
