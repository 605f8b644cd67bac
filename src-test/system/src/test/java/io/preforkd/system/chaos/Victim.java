package io.preforkd.system.chaos;

import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.ProcessView;
import java.util.List;

/**
 * A process of a pool, be it a child or a template, whose children have its environment in /proc.
 *
 * @param startTime by which it differs from others that have had its pid
 */
record Victim(ProcessView process, String startTime) {
  /** Field 22 of proc_pid_stat(5), counted from field 3. */
  private static final int START_TIME = 19;

  static List<Victim> of(Preforkd daemon, String pool) {
    return daemon.process().children().stream()
        .filter(process -> pool.equals(process.environment().get("PREFORKD_POOL")))
        .map(process -> new Victim(process, startTime(process)))
        .toList();
  }

  long pid() {
    return process.pid();
  }

  /** Whether it lives, and nobody else has its pid by now. */
  boolean isThere() {
    return process.isAlive() && startTime.equals(startTime(process));
  }

  private static String startTime(ProcessView process) {
    List<String> stat = process.stat();
    return stat.size() > START_TIME ? stat.get(START_TIME) : "";
  }
}
