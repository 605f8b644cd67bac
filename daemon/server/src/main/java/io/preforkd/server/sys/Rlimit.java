package io.preforkd.server.sys;

import java.util.OptionalLong;

/**
 * A resource limit for a child.
 *
 * @param resource its name as prlimit(1) has it: nofile, as, core, cpu, nproc and so on
 * @param soft the limit in force, in the resource's unit; {@link #UNLIMITED}
 * @param hard up to where the child may raise it; empty leaves the daemon's; only root may raise it
 *     above that
 */
public record Rlimit(String resource, long soft, OptionalLong hard) {

  /** No limit. */
  public static final long UNLIMITED = -1;

  /** As prlimit(1) takes it; a colon at the end leaves the hard limit alone. */
  String option() {
    return "--"
        + resource
        + "="
        + text(soft)
        + ":"
        + (hard.isPresent() ? text(hard.getAsLong()) : "");
  }

  private static String text(long limit) {
    return limit == UNLIMITED ? "unlimited" : Long.toString(limit);
  }
}
