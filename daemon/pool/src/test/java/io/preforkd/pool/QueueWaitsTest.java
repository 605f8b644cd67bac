package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueWaitsTest {
  private final List<Long> waits = new ArrayList<>();
  private final QueueWaits queue = new QueueWaits(0, waits::add);

  @Test
  void isExactForOneThatCameToAWatchedQueue() {
    queue.came(100, true);
    queue.accepted(130);
    assertEquals(List.of(30L), waits);
  }

  @Test
  void spreadsThoseWhoCameBetweenTwoLooksOverThatTime() {
    queue.waiting(100, 0);
    queue.waiting(200, 2);
    queue.accepted(300);
    queue.accepted(300);
    assertEquals(List.of(175L, 125L), waits);
  }

  @Test
  void servesInTheOrderOfArrival() {
    queue.came(100, true);
    queue.waiting(200, 3);
    queue.accepted(200);
    queue.waiting(300, 2);
    queue.accepted(400);
    queue.accepted(400);
    assertEquals(List.of(100L, 275L, 225L), waits);
  }

  @Test
  void takesOneWhomNobodySawWaitForComeSinceTheLastLook() {
    queue.waiting(100, 0);
    queue.accepted(140);
    assertEquals(List.of(20L), waits);
  }

  @Test
  void knowsNoArrivalAfterTheAccept() {
    queue.came(100, true);
    queue.accepted(90);
    assertEquals(List.of(0L), waits);
  }

  @Test
  void countsOneForAWatchThatFiresAgain() {
    queue.someoneWaits(100);
    queue.someoneWaits(110);
    assertEquals(1, queue.queued());
  }

  @Test
  void doesNotTakeWhoIsJustBeingAcceptedForGone() {
    queue.came(100, true);
    queue.waiting(110, 0);
    queue.accepted(120);
    assertEquals(List.of(20L), waits);
  }

  @Test
  void forgetsWhoHasGoneWithAChildThatDiedOverHim() {
    queue.waiting(100, 2);
    for (int i = 1; i <= QueueWaits.LOOKS; i++) {
      queue.waiting(100 + i, 1);
    }
    assertEquals(1, queue.queued());
    assertTrue(waits.isEmpty());
  }

  @Test
  void forgetsEverybodyWhenSomeoneIsTheFirst() {
    queue.waiting(100, 2);
    queue.came(500, true);
    queue.accepted(501);
    assertEquals(List.of(1L), waits);
    assertEquals(0, queue.queued());
  }

  @Test
  void goesOnCountingWhereSeveralListenersAreWatched() {
    queue.came(100, true);
    queue.came(110, false);
    queue.accepted(120);
    queue.accepted(120);
    assertEquals(List.of(20L, 10L), waits);
  }

  /** Any number of servers, any load: each connection counts once, each wait is nearly right. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
  void agreesWithASimulatedQueue(int seed) {
    Random dice = new Random(seed);
    int servers = 1 + dice.nextInt(4);
    long look = 1L + dice.nextInt(50);
    List<Long> truth = new ArrayList<>();
    simulate(dice, servers, look, truth);
    assertEquals(truth.size(), waits.size());
    long difference = 0;
    for (int i = 0; i < truth.size(); i++) {
      long wrong = Math.abs(truth.get(i) - waits.get(i));
      assertTrue(wrong <= look, i + ": " + truth.get(i) + " taken for " + waits.get(i));
      difference += truth.get(i) - waits.get(i);
    }
    assertTrue(Math.abs(difference) <= (look / 4 + 1) * truth.size(), "a bias of " + difference);
  }

  /** Ticks of a clock: somebody comes, whoever is free accepts, and now and then one looks. */
  private void simulate(Random dice, int servers, long look, List<Long> truth) {
    PriorityQueue<Long> busy = new PriorityQueue<>();
    List<Long> waiting = new ArrayList<>();
    for (long now = 1; now <= 20_000 || !waiting.isEmpty(); now++) {
      if (now <= 20_000 && dice.nextInt(20) < servers) {
        waiting.add(now);
      }
      while (!busy.isEmpty() && busy.peek() <= now) {
        busy.remove();
      }
      if (now % look == 0) {
        queue.waiting(now, waiting.size());
      }
      while (!waiting.isEmpty() && busy.size() < servers) {
        truth.add(now - waiting.remove(0));
        queue.accepted(now);
        busy.add(now + 1L + dice.nextInt(38));
      }
    }
  }
}
