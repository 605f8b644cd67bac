package io.preforkd.pool;

/** When a child was heard last, and whether it owes an answer. */
final class Pulse {
  private boolean answers;
  private boolean answersWhileBusy;
  private boolean acceptsFreely;
  private long heardAt;
  private long askedAt;
  private boolean isAsked;

  /** A new child, which has announced nothing yet. */
  void begin() {
    answers = false;
    answersWhileBusy = false;
    acceptsFreely = false;
    isAsked = false;
  }

  void announce(boolean pong, boolean async, boolean free) {
    answers = pong;
    answersWhileBusy = pong && async;
    acceptsFreely = pong && free;
  }

  /** Whether it can be told to accept without orders; its pong says that it does so no more. */
  boolean acceptsFreely() {
    return acceptsFreely;
  }

  /** It has said something. */
  void heard(long now) {
    heardAt = now;
    isAsked = false;
  }

  void ask(long now) {
    askedAt = now;
    isAsked = true;
  }

  boolean isAsked() {
    return isAsked;
  }

  /** Whether one in this state is bound to answer at once. */
  boolean isBoundToAnswer(SlotState state) {
    return (state == SlotState.IDLE && answers) || (state == SlotState.BUSY && answersWhileBusy);
  }

  /** When it is to be asked, or, if it is asked, when it must have answered. */
  long due(PingSpec pings) {
    return isAsked ? askedAt + pings.timeout() : heardAt + pings.interval();
  }

  /** Nobody could act since {@code actedAt}: that time does not count. */
  void forgive(long now, long actedAt) {
    if (isAsked && askedAt <= actedAt) {
      askedAt += now - actedAt;
    }
  }

  void note(Notes notes) {
    answers = notes.flag("answers", answers);
    answersWhileBusy = notes.flag("answersWhileBusy", answersWhileBusy);
    acceptsFreely = notes.flag("acceptsFreely", acceptsFreely);
    heardAt = notes.number("heardAt", heardAt);
    askedAt = notes.number("askedAt", askedAt);
    isAsked = notes.flag("isAsked", isAsked);
  }
}
