package io.preforkd.worker.runtime;

import java.util.Map;

/**
 * What the parent left in the environment, PROTOCOL.md section 2. Descriptors from 3 up to the
 * channel are the listeners.
 *
 * @param channel number of the back-channel
 * @param board number of the board, or {@link #NO_BOARD}
 * @param slot the child's slot, which is its record's place on the board
 * @param many whether it may hold many connections at one time
 * @param pass whether the parent accepts, and passes connections
 */
record Inheritance(int channel, int board, int slot, boolean many, boolean pass) {
  static final int FIRST_LISTENER = 3;
  static final int NO_BOARD = -1;

  static Inheritance of(Map<String, String> environment) throws StartFault {
    checkVersion(environment);
    return new Inheritance(
        number(environment, "PREFORKD_CHANNEL", FIRST_LISTENER),
        environment.containsKey("PREFORKD_BOARD")
            ? number(environment, "PREFORKD_BOARD", FIRST_LISTENER)
            : NO_BOARD,
        number(environment, "PREFORKD_SLOT", 0),
        environment.containsKey("PREFORKD_CONCURRENCY"),
        environment.containsKey("PREFORKD_PASS"));
  }

  int listeners() {
    return channel - FIRST_LISTENER;
  }

  private static void checkVersion(Map<String, String> environment) throws StartFault {
    int version = number(environment, "PREFORKD_PROTOCOL", 1);
    if (version != 1) {
      throw new StartFault(
          StartFault.CONFIG,
          "PREFORKD_PROTOCOL="
              + version
              + ": this runtime speaks protocol 1; use the preforkd-worker-api that came with the daemon");
    }
  }

  private static int number(Map<String, String> environment, String name, int least)
      throws StartFault {
    String value = environment.get(name);
    if (value == null) {
      throw new StartFault(
          StartFault.CONFIG, name + " is not set: a worker is started by preforkd, not by hand");
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below, with the range
    }
    throw new StartFault(
        StartFault.CONFIG, name + "=" + value + ": must be a whole number from " + least);
  }
}
