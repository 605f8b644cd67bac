package io.preforkd.server.child;

import io.preforkd.server.sys.Processes.Signo;
import io.preforkd.server.sys.SpawnPlan;
import io.preforkd.worker.protocol.Limits;
import io.preforkd.worker.protocol.ParentHello;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * How the children of a pool are started; only slot, generation and descriptors differ between
 * them.
 *
 * @param pool the pool's name
 * @param command program and arguments, the prefix included that sets limits and user
 * @param environment what the operator gave them
 * @param directory their working directory
 * @param listenerFds our number of each listening socket, which may be another for each slot
 * @param listenerNames their names, in the same order
 * @param connectionTimeoutMillis time limit of one connection, 0 for none
 * @param slowMillis after this time a connection is slow, 0 for never
 * @param firstByteMillis how long a client may wait with its first byte, 0 for ever
 * @param deferred indices of the listeners whose silent clients the kernel holds back for that time
 * @param concurrency how many connections a child may hold at one time, at least 1
 * @param passed whether we accept, and pass the connections to the children
 * @param settings the worker's own settings
 * @param stopSignal how one that knows nothing of us, and has neither back-channel nor board, is
 *     asked to leave; empty: over the back-channel
 */
public record Launch(
    String pool,
    List<String> command,
    Map<String, String> environment,
    Path directory,
    List<IntUnaryOperator> listenerFds,
    List<String> listenerNames,
    long connectionTimeoutMillis,
    long slowMillis,
    long firstByteMillis,
    List<Integer> deferred,
    int concurrency,
    boolean passed,
    Map<String, String> settings,
    Optional<Signo> stopSignal) {
  private static final int FIRST_LISTENER = 3;
  private static final int TEMPLATE_CHANNEL = 3;

  /** What the child of this slot gets; the numbers are our own descriptors. */
  SpawnPlan plan(int slot, long generation, int stdin, ChildEnds ends, int board) {
    List<Integer> descriptors = new ArrayList<>();
    descriptors.add(stdin);
    descriptors.addAll(descriptors(slot, ends, board));
    Map<String, String> all = new TreeMap<>(environment);
    all.putAll(variables(slot, generation));
    return new SpawnPlan(command, all, directory, descriptors);
  }

  /** What the child of this slot gets as its descriptors from 1 on. */
  List<Integer> descriptors(int slot, ChildEnds ends, int board) {
    List<Integer> descriptors = new ArrayList<>();
    descriptors.add(ends.out().second());
    descriptors.add(ends.err().second());
    listenerFds.forEach(socket -> descriptors.add(socket.applyAsInt(slot)));
    if (isHeard()) {
      descriptors.add(ends.channel().second());
      descriptors.add(board);
    }
    return descriptors;
  }

  /** What a template of such children gets; the numbers are our own descriptors. */
  SpawnPlan templatePlan(int stdin, int stdout, int stderr, int channel) {
    Map<String, String> all = new TreeMap<>(environment);
    all.put("PREFORKD_PROTOCOL", "1");
    all.put("PREFORKD_POOL", pool);
    all.put("PREFORKD_TEMPLATE", Integer.toString(TEMPLATE_CHANNEL));
    return new SpawnPlan(command, all, directory, List.of(stdin, stdout, stderr, channel));
  }

  /**
   * The same with one socket, of the ordinary kind, behind all its listeners' names, and by orders
   * for one connection at a time.
   */
  Launch at(int listener) {
    return new Launch(
        pool,
        command,
        environment,
        directory,
        Collections.nCopies(listenerFds.size(), slot -> listener),
        listenerNames,
        connectionTimeoutMillis,
        slowMillis,
        firstByteMillis,
        List.of(),
        1,
        false,
        settings,
        stopSignal);
  }

  /** Whether the child knows of us. */
  boolean isHeard() {
    return stopSignal.isEmpty();
  }

  ParentHello hello(int slot, long generation, long mostConnections) {
    Limits limits =
        new Limits(
            connectionTimeoutMillis,
            slowMillis,
            firstByteMillis,
            deferred,
            mostConnections,
            concurrency);
    return new ParentHello(1, slot, generation, pool, limits, settings);
  }

  /** What a child must know before it says what it can. */
  private void putWays(Map<String, String> environment) {
    if (concurrency > 1) {
      environment.put("PREFORKD_CONCURRENCY", Integer.toString(concurrency));
    }
    if (passed) {
      environment.put("PREFORKD_PASS", "1");
    }
  }

  /** What the environment of this slot's child has beyond what the operator gave. */
  Map<String, String> variables(int slot, long generation) {
    Map<String, String> all = new TreeMap<>();
    int channel = FIRST_LISTENER + listenerFds.size();
    all.put("LISTEN_FDS", Integer.toString(listenerFds.size()));
    all.put("LISTEN_FDNAMES", String.join(":", listenerNames));
    if (isHeard()) {
      all.put("PREFORKD_PROTOCOL", "1");
      all.put("PREFORKD_CHANNEL", Integer.toString(channel));
      all.put("PREFORKD_BOARD", Integer.toString(channel + 1));
      putWays(all);
    }
    all.put("PREFORKD_POOL", pool);
    all.put("PREFORKD_SLOT", Integer.toString(slot));
    all.put("PREFORKD_GENERATION", Long.toString(generation));
    return all;
  }
}
