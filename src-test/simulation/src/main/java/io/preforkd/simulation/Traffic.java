package io.preforkd.simulation;

import io.preforkd.pool.model.Agenda;

/** Brings clients to one listener until it is told to end. */
final class Traffic {
  /** Clients of a listener whose queue is full are refused, and come again later. */
  private static final long RETRY = 20 * Dice.MILLISECOND;

  private final Agenda agenda;
  private final Dice dice;
  private Load load;
  private final SimulatedListener listener;
  private final Census census;
  private boolean ended;

  Traffic(Agenda agenda, Dice dice, Load load, SimulatedListener listener, Census census) {
    this.agenda = agenda;
    this.dice = dice;
    this.load = load;
    this.listener = listener;
    this.census = census;
  }

  void begin() {
    agenda.in(dice.between(0, load.gap()), this::come);
  }

  /** From the next who comes on. */
  void becomes(Load next) {
    load = next;
  }

  void end() {
    ended = true;
  }

  private void come() {
    if (ended || listener.isShut()) {
      return;
    }
    for (int i = dice.between(1, load.burst()); i > 0; i--) {
      connect();
    }
    long pause = listener.isFull() ? RETRY : 0;
    agenda.in(pause + dice.between(Dice.MICROSECOND, load.gap()), this::come);
  }

  private void connect() {
    Client client = new Client(hold());
    client.becomes(Client.Fate.CONNECTING, census);
    listener.connect(client);
    if (dice.onceIn(load.hangUpOdds())) {
      boolean forgotten = dice.onceIn(2);
      agenda.in(dice.between(0, 50 * Dice.MILLISECOND), () -> listener.abandon(client, forgotten));
    }
  }

  private long hold() {
    return dice.onceIn(load.heldOdds())
        ? dice.spread(100 * Dice.MILLISECOND, 5 * Dice.SECOND)
        : dice.between(load.hold() / 2, 2 * load.hold());
  }
}
