package io.preforkd.simulation;

/**
 * How children behave: each fault happens once in so many occasions, 0 is never.
 *
 * @param startTime ordinary time from spawn to idle, nanoseconds
 */
record Habits(
    long startTime,
    int execFails,
    int neverStarts,
    int crashesWhileStarting,
    int asksForMoreTime,
    int isBusyAtOnce,
    int crashesWhenOrdered,
    int ignoresOrder,
    int failsToAccept,
    int losesItsDescriptors,
    int crashesWhileBusy,
    int crashesWhileIdle,
    int saysGarbage,
    int saysIdleTwice,
    int saysBusyUnasked,
    int closesChannel,
    int isStopped,
    int leaves,
    int ignoresDrain,
    int ignoresTerm,
    int missesKill,
    int isStuckWhenKilled,
    int reportsVeryLate,
    int crashesAfterFirstIdle,
    int isKilledFromOutside,
    boolean tellsOfSelfAccept) {

  /** Nobody does anything wrong. */
  Habits healthy() {
    return new Habits(
        startTime,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        tellsOfSelfAccept);
  }

  static Habits draw(Dice dice) {
    return new Habits(
        dice.spread(Dice.MILLISECOND, 400 * Dice.MILLISECOND),
        dice.oneOf(0, 0, 0, 20, 2),
        dice.oneOf(0, 0, 30),
        dice.oneOf(0, 0, 30, 3),
        dice.oneOf(0, 10),
        dice.oneOf(0, 0, 50),
        dice.oneOf(0, 0, 500, 50),
        dice.oneOf(0, 0, 2000, 100),
        dice.oneOf(0, 0, 100, 5),
        dice.oneOf(0, 0, 300, 30),
        dice.oneOf(0, 0, 500, 50),
        dice.oneOf(0, 0, 1000, 100),
        dice.oneOf(0, 0, 3000, 300),
        dice.oneOf(0, 0, 3000, 300),
        dice.oneOf(0, 0, 3000, 300),
        dice.oneOf(0, 0, 3000, 300),
        dice.oneOf(0, 0, 1000, 50),
        dice.oneOf(0, 200, 20),
        dice.oneOf(0, 0, 10, 2),
        dice.oneOf(0, 0, 10, 2),
        dice.oneOf(0, 0, 10, 2),
        dice.oneOf(0, 0, 10, 2),
        dice.oneOf(0, 0, 1000, 50),
        dice.oneOf(0, 0, 0, 10, 1),
        dice.oneOf(0, 0, 300, 20),
        dice.onceIn(2));
  }
}
