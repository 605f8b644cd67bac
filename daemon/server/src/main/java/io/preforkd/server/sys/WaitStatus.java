package io.preforkd.server.sys;

import jnr.constants.platform.Signal;

/** How a process ended, decoded from what waitpid(2) says. */
public sealed interface WaitStatus {

  /** It ended by itself, with a code of 0 to 255. */
  record Exited(int code) implements WaitStatus {
    @Override
    public String toString() {
      return "exit code " + code;
    }
  }

  /** A signal ended it; {@code core}: a core file was written. */
  record Killed(int signal, boolean core) implements WaitStatus {

    /** The signal's name, for example {@code SIGSEGV}. */
    public String name() {
      return Signal.valueOf(signal).name();
    }

    @Override
    public String toString() {
      return name() + (core ? " with a core file" : "");
    }
  }

  /**
   * From bits/waitstatus.h: the low seven bits are the signal, the eighth says core, the next eight
   * are the exit code.
   */
  static WaitStatus decode(int status) {
    int signal = status & 0x7f;
    return signal == 0 ? new Exited(status >> 8 & 0xff) : new Killed(signal, (status & 0x80) != 0);
  }
}
