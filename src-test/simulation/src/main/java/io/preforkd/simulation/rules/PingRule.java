package io.preforkd.simulation.rules;

import io.preforkd.pool.EndReason;
import io.preforkd.pool.PingSpec;
import io.preforkd.pool.SlotState;
import io.preforkd.simulation.rules.ChildRecord.Phase;
import java.util.HashMap;
import java.util.Map;

/**
 * Who is silent is asked, once, if he can answer, and ended if he does not; nobody is who has said
 * anything since, or who could not have heard.
 */
final class PingRule extends Rule {
  /** Looks. */
  private static final int LIMIT = 2;

  private static final long NOT_ASKED = -1;

  private static final class Pulse {
    private boolean async;
    private long heardAt;
    private long askedAt = NOT_ASKED;
  }

  private final Map<Long, Pulse> pulses = new HashMap<>();
  private final Patience forgotten = new Patience(LIMIT);
  private long frozen;

  PingRule(Scene scene, Books books) {
    super(scene, books);
  }

  @Override
  public void counted(Report report, int slot, long generation, long number) {
    if (books.child(slot, generation) == null) {
      return;
    }
    switch (report) {
      case GREETED -> {
        Pulse pulse = new Pulse();
        pulse.async = (number & Report.ASYNC) != 0;
        pulses.put(generation, pulse);
      }
      case PONG, IDLE, BUSY, ACCEPT_FAILED, OPENED, CLOSED -> alive(pulses.get(generation));
      default -> {}
    }
  }

  private void alive(Pulse pulse) {
    if (pulse != null) {
      pulse.heardAt = scene.now();
      pulse.askedAt = NOT_ASKED;
    }
  }

  @Override
  public void ping(int slot, long generation, int nonce) {
    Pulse pulse = pulses.get(generation);
    ChildRecord child = books.child(slot, generation);
    require(pulse != null && canAnswer(child, pulse), "one is asked who cannot answer");
    require(pulse.askedAt == NOT_ASKED, "one is asked twice");
    require(scene.now() - pulse.heardAt >= spec().interval(), "one is asked too soon");
    pulse.askedAt = scene.now();
  }

  private static boolean canAnswer(ChildRecord child, Pulse pulse) {
    return child.phase == Phase.IDLE || (child.phase == Phase.BUSY && pulse.async);
  }

  @Override
  public void dump(int slot, long generation, EndReason reason) {
    end(slot, generation, reason);
  }

  @Override
  public void kill(int slot, long generation, boolean politely, EndReason reason) {
    end(slot, generation, reason);
  }

  private void end(int slot, long generation, EndReason reason) {
    if (reason == EndReason.PING_TIMEOUT && books.inSlot(slot).phase != Phase.KILLED) {
      Pulse pulse = pulses.get(generation);
      require(pulse != null && pulse.askedAt != NOT_ASKED, "one is ended who was not asked");
      require(scene.now() - pulse.askedAt >= spec().timeout(), "one is ended who had time left");
    }
  }

  @Override
  public void gone(
      int slot, long generation, SlotState was, EndReason reason, long age, boolean wasIdle) {
    pulses.remove(generation);
  }

  @Override
  public void inspect() {
    if (frozen != scene.frozen()) {
      frozen = scene.frozen();
      forgotten.forget();
    }
    boolean isForgotten = spec().interval() > 0 && isAnybodyForgotten();
    require(!forgotten.isOver(isForgotten), "one that has hung for long is left alone");
  }

  private boolean isAnybodyForgotten() {
    return books.children().stream()
        .filter(child -> pulses.containsKey(child.generation))
        .filter(child -> canAnswer(child, pulses.get(child.generation)))
        .anyMatch(child -> isOverdue(pulses.get(child.generation)));
  }

  private boolean isOverdue(Pulse pulse) {
    long due =
        pulse.askedAt == NOT_ASKED
            ? pulse.heardAt + spec().interval()
            : pulse.askedAt + spec().timeout();
    return scene.now() > due + scene.frozen();
  }

  private PingSpec spec() {
    return scene.spec().pings();
  }
}
