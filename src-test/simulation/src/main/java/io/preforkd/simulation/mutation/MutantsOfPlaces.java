package io.preforkd.simulation.mutation;

import java.util.List;

/** Faults about children with many connections, and about connections that the parent accepts. */
public final class MutantsOfPlaces {
  private MutantsOfPlaces() {}

  public static List<Mutant> all() {
    return List.of(
        new Mutant(
            "the fullest child is ordered",
            "LeastBusy",
            "board.slot(i).open() < board.slot(found).open()",
            "board.slot(i).open() > board.slot(found).open()",
            "One child serves all, the others none."),
        new Mutant(
            "an order fills a child",
            "LeastBusy",
            "Math.min(count, chosen.placesLeft())",
            "chosen.placesLeft()",
            "A burst goes to one child, and the others stay empty."),
        new Mutant(
            "a full child is ordered",
            "Slot",
            "hasPlace && placesLeft() > 0 &&",
            "hasPlace &&",
            "A child gets more connections than it can hold."),
        new Mutant(
            "those that have ended are not counted",
            "Reports",
            "holds(child, now, child.opened(), total);",
            "holds(child, now, child.opened(), child.closed());",
            "A child is taken for full once it has served as many as it can hold."),
        new Mutant(
                "a child is spare by itself, whatever it can hold",
                "PoolSpec",
                "-Math.floorDiv(-connections, concurrency)",
                "connections",
                "A child is started for each connection that waits.")
            .rare(),
        new Mutant(
            "spares behind an order that is not answered",
            "Slot",
            "holdsMany() && !late)",
            "holdsMany())",
            "A child that hangs keeps others from being started."),
        new Mutant(
            "what was handed back is forgotten",
            "Listening",
            "undelivered++;",
            "",
            "A client whose child died before it took him waits for ever."),
        new Mutant(
            "nobody is given what was handed back",
            "Pool",
            "dispatcher.deliver(now, spec);",
            "",
            "A client whose child died waits until another one comes."),
        new Mutant(
            "an idle child is believed that was given a connection",
            "Reports",
            "if (child.holdsMany() || isPassed(child, spec)) {",
            "if (child.holdsMany()) {",
            "A connection is lost, or served twice."),
        new Mutant(
            "a parent that cannot accept tries on",
            "Dispatcher",
            "listening.restUntil(now + REST);",
            "",
            "A parent without descriptors spins."));
  }
}
