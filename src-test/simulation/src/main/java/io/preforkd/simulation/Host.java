package io.preforkd.simulation;

import io.preforkd.pool.model.Agenda;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The machine and the parent process on it: sometimes the process cannot act for a while, and
 * sometimes nobody can.
 */
final class Host {
  private final Agenda agenda;
  private final Queue<Runnable> inbox = new ArrayDeque<>();
  private long stalledUntil;
  private long frozen;

  Host(Agenda agenda) {
    this.agenda = agenda;
  }

  /** Clock time in which the parent could not act, in all. */
  long frozen() {
    return frozen;
  }

  /** The parent acts now, or when it can again; in the order of arrival. */
  void hear(Runnable event) {
    if (isStalled()) {
      inbox.add(event);
    } else {
      event.run();
    }
  }

  /** The earliest lived time from {@code time} on at which the parent can act. */
  long canActAt(long time) {
    return Math.max(time, stalledUntil);
  }

  boolean isStalled() {
    return agenda.lived() < stalledUntil;
  }

  /** The parent does nothing for so long; children and clients go on. */
  void stall(long nanos) {
    if (!isStalled()) {
      stalledUntil = agenda.lived() + nanos;
      agenda.in(nanos, () -> resume(nanos));
    }
  }

  private void resume(long nanos) {
    frozen += nanos;
    while (!inbox.isEmpty()) {
      inbox.remove().run();
    }
  }

  /** Nobody does anything for so long, and the clock goes on. */
  void freeze(long nanos) {
    agenda.skip(nanos);
    frozen += nanos;
  }
}
