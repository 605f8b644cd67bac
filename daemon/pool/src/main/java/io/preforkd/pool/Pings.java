package io.preforkd.pool;

/**
 * Asks children that have said nothing for long whether they live, and ends those that do not
 * answer. Whatever a child says is an answer: it reads its back-channel in order.
 */
final class Pings {
  private final Scoreboard board;
  private final Endings endings;
  private final Outbox out;
  private final Alarm alarm;
  private int lastNonce;

  Pings(Scoreboard board, Endings endings, Outbox out, Alarm alarm) {
    this.board = board;
    this.endings = endings;
    this.out = out;
    this.alarm = alarm;
  }

  /** The child has said something. */
  void heard(Slot child, long now, PingSpec spec) {
    child.pulse().heard(now);
    if (spec.interval() > 0 && child.pulse().isBoundToAnswer(child.state())) {
      alarm.by(child.pulse().due(spec));
    }
  }

  /** Time has passed, or the times have changed. */
  void look(long now, PingSpec spec) {
    for (int i = 0; spec.interval() > 0 && i < board.size(); i++) {
      Slot child = board.slot(i);
      if (child.pulse().isBoundToAnswer(child.state())) {
        look(child, now, spec);
      }
    }
  }

  int nextNonce() {
    return ++lastNonce;
  }

  private void look(Slot child, long now, PingSpec spec) {
    if (child.pulse().due(spec) <= now) {
      if (child.pulse().isAsked()) {
        endings.endHung(child, now, EndReason.PING_TIMEOUT);
        return;
      }
      child.pulse().ask(now);
      out.add(new Action.Ping(child.number(), child.generation(), nextNonce()));
    }
    alarm.by(child.pulse().due(spec));
  }

  void note(Notes notes) {
    lastNonce = notes.number("lastNonce", lastNonce);
  }
}
