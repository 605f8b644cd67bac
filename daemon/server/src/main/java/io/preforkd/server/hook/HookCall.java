package io.preforkd.server.hook;

import io.preforkd.config.Hook;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.sys.WaitStatus;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The moment of a hook has come.
 *
 * @param facts what is known of it, as variables for the command's environment
 */
public record HookCall(Hook hook, Map<String, String> facts) {
  private static final double SECOND = 1e9;

  public HookCall {
    facts = Map.copyOf(facts);
  }

  /** A moment of the whole pool. */
  public static HookCall of(Hook hook) {
    return new HookCall(hook, Map.of());
  }

  /** A child has become idle for the first time. */
  public static HookCall childStarted(ChildId child) {
    return new HookCall(Hook.CHILD_STARTED, names(child));
  }

  /**
   * A child has been reaped.
   *
   * @param cause as the metrics have it
   * @param ageNanos since its spawn
   * @param connections that it has accepted
   */
  public static HookCall childExited(
      ChildId child, String cause, WaitStatus how, long ageNanos, long connections) {
    Map<String, String> facts = names(child);
    facts.put("PREFORKD_CAUSE", cause);
    if (how instanceof WaitStatus.Exited exited) {
      facts.put("PREFORKD_EXIT_CODE", Integer.toString(exited.code()));
    } else if (how instanceof WaitStatus.Killed killed) {
      facts.put("PREFORKD_SIGNAL", killed.name());
    }
    facts.put("PREFORKD_CONNECTIONS", Long.toString(connections));
    facts.put("PREFORKD_AGE_SECONDS", String.format(Locale.ROOT, "%.3f", ageNanos / SECOND));
    return new HookCall(Hook.CHILD_EXITED, facts);
  }

  private static Map<String, String> names(ChildId child) {
    Map<String, String> facts = new TreeMap<>();
    facts.put("PREFORKD_SLOT", Integer.toString(child.slot()));
    facts.put("PREFORKD_GENERATION", Long.toString(child.generation()));
    facts.put("PREFORKD_PID", Integer.toString(child.pid()));
    return facts;
  }
}
