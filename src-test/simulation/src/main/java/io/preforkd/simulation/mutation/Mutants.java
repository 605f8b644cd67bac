package io.preforkd.simulation.mutation;

import java.util.List;

/** Bugs that the core could have, or has had. */
public final class Mutants {
  private Mutants() {}

  public static List<Mutant> all() {
    return List.of(
        new Mutant(
            "highest idle child is ordered",
            "LowestIdle",
            "board.lowestReady()",
            "board.highestReady()",
            "Every child is kept warm, and none can leave."),
        new Mutant(
            "idle does not settle an order",
            "Children",
            "dispatcher.settle(child);\n    board.move(child, SlotState.IDLE, now);",
            "board.move(child, SlotState.IDLE, now);",
            "After one order without a connection the listener is never watched again."),
        new Mutant(
            "late order holds up its listener",
            "Dispatcher",
            "settle(slot);\n    slot.becomeLate();",
            "slot.becomeLate();",
            "One stopped child makes everybody wait until it is killed."),
        new Mutant(
            "no order-timeout",
            "Children",
            "if (child.isLate()) {",
            "if (child.isLate() && now < 0) {",
            "A child that never answers is never replaced."),
        new Mutant(
            "watch while an order is out",
            "Dispatcher",
            "listening.isWatched() || listening.hasOrderOut()",
            "listening.isWatched()",
            "The loop spins: the connection that is being accepted fires the watch."),
        new Mutant(
            "starting children do not count",
            "Spares",
            " - pool.idle() - pool.starting();",
            " - pool.idle();",
            "A burst is answered again at each event, up to max."),
        new Mutant(
            "shrink takes the lowest",
            "Sizing",
            "Slot victim = board.slot(board.highestReady());",
            "Slot victim = board.slot(board.lowestReady());",
            "The warm child leaves, the cold one stays."),
        new Mutant(
            "shrink below max-spare",
            "Spares",
            "pool.idle() - spec.maxSpare(), ",
            "pool.idle() - spec.minSpare(), ",
            "Spares leave and are started again, without end."),
        new Mutant(
            "quota is not given back",
            "Children",
            "    quota.giveBack();\n",
            "",
            "After so many deaths in all no pool can start a child."),
        new Mutant(
            "generation is not compared",
            "Scoreboard",
            "slot.state().isLiving() && slot.generation() == generation",
            "slot.state().isLiving()",
            "The last words of a dead child are taken for its successor's."),
        new Mutant(
            "throttle never resets",
            "Throttle",
            "    waves = 0;\n",
            "",
            "After one failed start only one child at a time is started, for ever."),
        new Mutant(
            "who has been idle has no brake",
            "Children",
            "if (isYoung(child, now, spec)) {\n      endedYoung",
            "if (!child.hasBeenIdle()) {\n      endedYoung",
            "A worker that crashes after its first idle eats the machine."),
        new Mutant(
            "the first idle ends the pauses",
            "Children",
            "throttle.started();",
            "throttle.succeeded();",
            "A worker that crashes after its first idle is tried without end."),
        new Mutant(
            "a kill from outside brakes",
            "Children",
            "return blame == Blame.CHILD;",
            "return true;",
            "An operator who kills children slows their replacement down."),
        new Mutant(
            "nobody sees that a child has settled",
            "Children",
            "alarm.by(child.firstIdleAt() + spec.settleTime());",
            "alarm.by(Alarm.NEVER);",
            "A pool without clients is degraded for ever."),
        new Mutant(
            "an old child ends the pauses",
            "Children",
            "        other.prove();\n",
            "        awaitProof(other, now, spec);\n",
            "With a broken new worker and old children that live, nothing is slowed down."),
        new Mutant(
            "degraded is told each time",
            "Throttle",
            "    isDegraded = true;\n",
            "",
            "A broken pool writes its error at each attempt."),
        new Mutant(
            "pressure is ignored in growth",
            "Sizing",
            "memory.at(now) == Pressure.NONE ? Integer",
            "now >= 0 ? Integer",
            "The pool grows until the kernel kills."),
        new Mutant(
            "pressure never shrinks",
            "Sizing",
            "drain(now, spec, board.active() - kept(spec), EndReason.PRESSURE);",
            "drain(now, spec, board.active() - spec.max(), EndReason.PRESSURE);",
            "Idle children keep the memory that the busy ones need."),
        new Mutant(
            "pressure takes the last child",
            "Sizing",
            "return Math.max(1, spec.floor());",
            "return spec.floor();",
            "A pool on demand serves nobody while memory is short."),
        new Mutant(
            "throttle does not grow",
            "Throttle",
            "waves++;",
            "waves = 1;",
            "A command that cannot be executed is tried many times a second, for ever."),
        new Mutant(
            "one wave counts many times",
            "Throttle",
            "spawnedAt <= waveBegan",
            "spawnedAt < waveBegan",
            "Eight commands that fail at once make the first pause 128 times too long."),
        new Mutant(
            "no drain-timeout",
            "Children",
            "become(child, SlotState.DRAINING, now, until);",
            "become(child, SlotState.DRAINING, now, Alarm.NEVER);",
            "A child that ignores its drain keeps its slot for ever."),
        new Mutant(
            "backlog counts while somebody is idle",
            "Dispatcher",
            "if (board.ready() > 0) {\n      return 0;\n    }\n",
            "",
            "Children are started for connections that an idle one is about to take."),
        new Mutant(
            "closing without quiet time",
            "Closing",
            "listening.emptyLooks() < QUIET_LOOKS",
            "listening.emptyLooks() < 1",
            "Clients whose handshake was under way are reset."),
        new Mutant(
            "a stall is taken for quiet",
            "Closing",
            "if (isQuiet() ||",
            "if (now - (giveUpAt - spec.stopTimeout()) >= QUIET_LOOKS * LOOK ||",
            "A parent that stalls while it stops resets those who came meanwhile."),
        new Mutant(
            "closing forgets a listener",
            "Closing",
            "    for (Listening listening : dispatcher.listenings()) {\n"
                + "      out.add(new Action.Close",
            "    for (Listening listening : dispatcher.listenings().subList(0, 1)) {\n"
                + "      out.add(new Action.Close",
            "The port stays taken."),
        new Mutant(
            "rest never ends",
            "Children",
            "board.wake(child);",
            "alarm.by(now + LONGEST_REST);",
            "A child whose accept failed once is never ordered again."),
        new Mutant(
            "no rest",
            "Children",
            "child.rest(now, FIRST_REST, LONGEST_REST);",
            "child.wake();",
            "A child without descriptors is ordered again and again: a busy loop."),
        new Mutant(
            "a stall is not forgiven",
            "Pool",
            "isStalled(now) ? actedAt : now;",
            "now;",
            "A host that was frozen kills its children at the thaw."),
        new Mutant(
            "only the end of a stall is forgiven",
            "Pool",
            "isStalled(now) ? actedAt : now;",
            "isStalled(now) ? alarm.next() : now;",
            "A host that was frozen kills the child whose time would have come first."),
        new Mutant(
            "first listener comes first",
            "Dispatcher",
            "first = (listening.index() + 1) % listenings.size();",
            "first = 0;",
            "Clients of the second listener wait as long as the first one has any."),
        new Mutant(
            "steps never begin anew",
            "Spares",
            "step = 1;\n    }",
            "step = LARGEST_STEP;\n    }",
            "One missing spare starts 32."),
        new Mutant(
            "floor is ignored",
            "Spares",
            "Math.max(below, spares)",
            "spares",
            "Fewer than min children stay."),
        new Mutant(
            "no cool-down",
            "Spares",
            "surplus.takeThoseSince(pool.now() - spec.shrinkAfter())",
            "surplus.takeThoseSince(pool.now())",
            "Each lull costs children that the next moment needs."),
        new Mutant(
            "saturation is told each time",
            "Saturation",
            "      began = now;\n      out.add(new Action.Saturated(waiting, bound));",
            "      out.add(new Action.Saturated(waiting, bound));",
            "A full pool writes ten log lines a second."),
        new Mutant(
            "lowered max is ignored under load",
            "Sizing",
            "Math.max(advice.drain(), surplus)",
            "advice.drain()",
            "A pool never comes down to the max that it was given."),
        new Mutant(
            "the algorithm overrules the operator",
            "Sizing",
            "hold.isOn() ? hold.advise(view) : algorithm.advise(view)",
            "algorithm.advise(view)",
            "A pool that an operator holds changes its size with the load."),
        new Mutant(
            "a hold does not lower",
            "Sizing",
            "board.active() - hold.ceiling(spec.max())",
            "board.active() - spec.max()",
            "Children above the number that an operator has set stay."),
        new Mutant(
            "a hold does not replace the dead",
            "Hold",
            "Math.min(missing, room)",
            "0",
            "A held pool loses its children one by one, until nobody serves."),
        new Mutant(
            "the time under a hold counts as cool-down",
            "Spares",
            "    surplus.is(0, 0);\n",
            "",
            "A pool that is let go loses at once what its load will need."),
        new Mutant(
            "TERM is never followed by KILL",
            "Children",
            "become(child, SlotState.KILLED, now, now + spec.killAfter());",
            "become(child, SlotState.KILLED, now, Alarm.NEVER);",
            "A child that ignores TERM holds up the stop for ever."),
        new Mutant(
            "nothing follows a KILL",
            "Children",
            "child.expireAt(now + killPause(child.kills()));",
            "child.expireAt(Alarm.NEVER);",
            "A child that the signal did not reach keeps its slot for ever."),
        new Mutant(
            "a killed child stays on trial",
            "Children",
            "throttle.left(child.spawnedAt());\n    }\n    kill(child",
            "}\n    kill(child",
            "A child that hangs in the kernel keeps its pool from trying another."),
        new Mutant(
            "a stop waits for whom no KILL ends",
            "Closing",
            "child.kills() <= Children.KILLS_ENOUGH",
            "child.kills() >= 0",
            "A child that hangs in the kernel holds up the stop for ever."),
        new Mutant(
            "a killed child is left behind at once",
            "Closing",
            "child.kills() <= Children.KILLS_ENOUGH",
            "child.kills() == 0",
            "The daemon is gone while its children still die."),
        new Mutant(
            "another pool's min may be taken",
            "Quota",
            "Math.max(Math.min(missing(), free()), free() - setAside)",
            "free()",
            "One greedy pool leaves another none of its min."),
        new Mutant(
            "readiness is a latch",
            "Readiness",
            "isServing() || isInGap(now) || (spec",
            "servedAt != NEVER || (spec",
            "Clients are sent to a pool whose children cannot come up."),
        new Mutant(
            "everybody is recycled at once",
            "Recycling",
            "return Math.max(1, size / SHARE) - leaving - board.count(SlotState.STARTING);",
            "return size;",
            "Children that were started together leave together."),
        new Mutant(
            "recycled while starts fail",
            "Recycling",
            "children.throttle().deaths() > 0 ||",
            "",
            "A worker that was broken by an update dies out though its old children serve."),
        new Mutant(
            "recycled without a replacement",
            "Recycling",
            "      sizing.replace(now, spec);\n",
            "",
            "Clients find one spare less for an interval of growth."),
        new Mutant(
            "age is looked at when something happens",
            "Recycling",
            "      alarm.by(child.spawnedAt() + limits.ageOf(child.generation()));\n",
            "",
            "An idle child keeps its leaked memory over the night."),
        new Mutant(
            "connections are not counted",
            "Recycling",
            "return most > 0 && connections >= most;",
            "return most > 0 && connections < 0;",
            "A leak grows without end."),
        new Mutant(
            "a recycled child's last connection is cut off",
            "Children",
            "isBusy ? Alarm.NEVER : now + spec.drainTimeout()",
            "now + spec.drainTimeout()",
            "A long download is lost since its child was old."),
        new Mutant(
            "a recycled child may stay when it has finished",
            "Children",
            "if (child.deadline() == Alarm.NEVER) {",
            "if (child.deadline() == Alarm.NEVER && now < 0) {",
            "A child that does not hear its drain holds its slot for ever."),
        new Mutant(
            "an old connection is blamed for the present one",
            "ConnectionWatch",
            "if (since > inHand.since() && since <= now) {",
            "if (since > now) {",
            "A child that serves short connections by itself is ended at connection-timeout."),
        new Mutant(
            "the board is trusted",
            "ConnectionWatch",
            "if (since > inHand.since() && since <= now) {",
            "if (since != inHand.since()) {",
            "A child without a board, or with garbage there, is ended at once, or never."),
        new Mutant(
            "an extension is not heard",
            "InHand",
            "return extendedAt != NONE && extendedAt >= since;",
            "return extendedAt != NONE && extendedAt < since;",
            "A handler that asked for more time loses its client."),
        new Mutant(
            "a slow connection is told of each time",
            "ConnectionWatch",
            "      inHand.toldOf();\n",
            "",
            "One slow client fills the log."),
        new Mutant(
            "stacks without end",
            "DumpBudget",
            "if (taken.size() == MOST) {",
            "if (taken.size() > 3 * MOST) {",
            "A database that hangs fills the disk with stacks."),
        new Mutant(
            "the last connection of a recycled child is not watched",
            "Slot",
            "} else if (next != SlotState.DRAINING) {",
            "} else {",
            "A recycled child that hangs holds its slot for ever."),
        new Mutant(
            "a busy child is asked that does not listen",
            "Pulse",
            "(state == SlotState.BUSY && answersWhileBusy)",
            "(state == SlotState.BUSY && answers)",
            "Every child that serves one connection for long is ended."),
        new Mutant(
            "an answer is not heard",
            "Pulse",
            "    heardAt = now;\n    isAsked = false;",
            "    heardAt = now;",
            "Every idle child is ended after its first ping."),
        new Mutant(
            "nobody is asked while nothing happens",
            "Pings",
            "      alarm.by(child.pulse().due(spec));\n    }\n  }\n\n  /** Time",
            "    }\n  }\n\n  /** Time",
            "A stopped child is found when a client waits for it."),
        new Mutant(
            "the answer has no time limit",
            "Pings",
            "if (child.pulse().isAsked()) {",
            "if (child.pulse().isAsked() && now < 0) {",
            "A stopped child is asked again and again, and stays."));
  }
}
