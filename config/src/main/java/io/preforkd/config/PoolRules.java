package io.preforkd.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * What the keys of one pool demand of each other. Only the reader sees these faults, the schema
 * cannot.
 */
final class PoolRules {
  private static final List<Key<?>> DYNAMIC_ONLY =
      List.of(PoolKeys.MIN, PoolKeys.START, PoolKeys.MIN_SPARE, PoolKeys.MAX_SPARE);

  private final Values pool;
  private final Faults faults;

  PoolRules(Values pool, Faults faults) {
    this.pool = pool;
    this.faults = faults;
  }

  void check() {
    pool.value(PoolKeys.MODE).ifPresent(this::checkMode);
    checkTimes();
    pool.value(PoolKeys.WORKER).ifPresent(this::checkWorker);
    pool.value(PoolKeys.ACCESS_LOG).ifPresent(log -> new AccessLogRules(pool, log, faults).check());
    new ListenRules(pool, faults).check();
    if (pool.value(PoolKeys.DISPATCH).equals(Optional.of(PoolKeys.REUSE_PORT))) {
      checkSocketsOfSlots();
    }
  }

  private void checkSocketsOfSlots() {
    pool.value(PoolKeys.MAX)
        .filter(max -> max > PoolSettings.MOST_SOCKETS)
        .ifPresent(
            max ->
                fault(
                    PoolKeys.MAX,
                    "reuse-port opens a socket for each child, "
                        + PoolSettings.MOST_SOCKETS
                        + " at most",
                    "lower max, or choose dispatch: shared"));
    for (Values listener : pool.items(PoolKeys.LISTEN)) {
      listener
          .value(ListenKeys.ADDRESS)
          .filter(address -> !(address instanceof ListenAddress.Tcp))
          .ifPresent(address -> refuseForReusePort(listener, address));
    }
  }

  private void refuseForReusePort(Values listener, ListenAddress address) {
    faults.add(
        listener.place(ListenKeys.ADDRESS),
        listener.path(ListenKeys.ADDRESS),
        "reuse-port opens several sockets at each address, and " + address + " can be but one",
        "give a TCP address, or choose dispatch: shared");
  }

  private void checkWorker(Values worker) {
    new WorkerRules(worker, faults).check();
    if (worker.isGiven(WorkerKeys.SERVER)) {
      require(PoolKeys.DISPATCH, "shared", "shared");
      require(PoolKeys.MODE, Mode.STATIC, "static");
      KeysOfKind.withoutMeaning(pool).stream()
          .filter(pool::isGiven)
          .forEach(this::refuseForWantOfReports);
    }
    if (worker.isGiven(WorkerKeys.INETD)) {
      refuseForOneConnection();
    }
    if (worker.isGiven(WorkerKeys.THREAD)) {
      new ThreadRules(pool, faults).check();
    }
  }

  private <T> void require(Key<T> key, T value, String word) {
    if (!pool.value(key).equals(Optional.of(value))) {
      fault(
          key,
          "a worker of the kind server takes connections by itself and reports nothing",
          "set " + key.name() + ": " + word);
    }
  }

  /** The child of an unchanged program waits for that program to end. */
  private void refuseForOneConnection() {
    if (pool.value(PoolKeys.DISPATCH).equals(Optional.of(PoolKeys.PASS))) {
      fault(
          PoolKeys.DISPATCH,
          "a worker of the kind inetd accepts its connections itself",
          "choose another dispatch");
    }
    if (pool.value(PoolKeys.CONCURRENCY).orElse(1) > 1) {
      fault(
          PoolKeys.CONCURRENCY,
          "a worker of the kind inetd holds one connection at a time",
          "remove the key");
    }
  }

  private void refuseForWantOfReports(Key<?> key) {
    fault(key, "a worker of the kind server has no " + key.name(), "remove the key");
  }

  private void checkMode(Mode mode) {
    if (mode == Mode.DYNAMIC) {
      checkSizes();
      return;
    }
    DYNAMIC_ONLY.forEach(key -> refuse(mode, key));
    if (mode == Mode.STATIC) {
      refuse(mode, PoolKeys.SHRINK_AFTER);
    }
  }

  private void refuse(Mode mode, Key<?> key) {
    if (pool.isGiven(key)) {
      fault(
          key, Words.of(mode) + " has no " + key.name(), "remove the key, or choose mode: dynamic");
    }
  }

  private void checkSizes() {
    ordered(PoolKeys.MIN, PoolKeys.MAX);
    ordered(PoolKeys.MIN, PoolKeys.START);
    ordered(PoolKeys.START, PoolKeys.MAX);
    ordered(PoolKeys.MIN_SPARE, PoolKeys.MAX_SPARE);
    compare(PoolKeys.MAX_SPARE, PoolKeys.MAX, this::isMoreThanPlaces, "is above");
  }

  /** Spare is counted in connections. */
  private boolean isMoreThanPlaces(int spare, int children) {
    return spare > (long) children * pool.value(PoolKeys.CONCURRENCY).orElse(1);
  }

  private void checkTimes() {
    ordered(PoolKeys.RESPAWN_DELAY, PoolKeys.RESPAWN_DELAY_MAX);
    BiPredicate<Duration, Duration> notBelow = (low, high) -> low.compareTo(high) >= 0;
    compare(PoolKeys.ORDER_RETRY, PoolKeys.ORDER_TIMEOUT, notBelow, "is not below");
  }

  private <T extends Comparable<T>> void ordered(Key<T> low, Key<T> high) {
    compare(low, high, (a, b) -> a.compareTo(b) > 0, "is above");
  }

  /** Blames the key that is written; where both are defaults or faulty there is nothing to say. */
  private <T> void compare(Key<T> low, Key<T> high, BiPredicate<T, T> wrong, String relation) {
    if (!pool.isGiven(low) && !pool.isGiven(high)) {
      return;
    }
    pool.value(low)
        .ifPresent(
            a ->
                pool.value(high)
                    .filter(b -> wrong.test(a, b))
                    .ifPresent(b -> misordered(low, a, high, b, relation)));
  }

  private <T> void misordered(Key<T> low, T a, Key<T> high, T b, String relation) {
    String message =
        low.name()
            + " "
            + low.type().text(a)
            + " "
            + relation
            + " "
            + high.name()
            + " "
            + high.type().text(b);
    String remedy = "lower " + low.name() + " or raise " + high.name();
    fault(pool.isGiven(low) ? low : high, message, remedy);
  }

  private void fault(Key<?> key, String message, String remedy) {
    faults.add(pool.place(key), pool.path(key), message, remedy);
  }
}
