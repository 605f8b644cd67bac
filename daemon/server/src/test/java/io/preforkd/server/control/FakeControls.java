package io.preforkd.server.control;

import io.preforkd.config.Log;
import io.preforkd.pool.Quota;
import io.preforkd.pool.SizeOrder;
import io.preforkd.server.journal.Decision;
import io.preforkd.server.journal.Journal;
import io.preforkd.server.journal.JournalText;
import io.preforkd.server.snapshot.ConfigState;
import io.preforkd.server.snapshot.DaemonDetail;
import io.preforkd.server.snapshot.DaemonSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** A daemon without pools that writes down what it is told. */
final class FakeControls implements Controls {
  final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
  volatile List<Decision> decisions = List.of();
  volatile boolean isDone = true;
  volatile OptionalInt exitCode = OptionalInt.empty();

  @Override
  public String version() {
    return "1.2.3";
  }

  @Override
  public void ping() {}

  @Override
  public DaemonDetail detail() {
    return new DaemonDetail(
        new DaemonSnapshot(List.of(), false, false, 0, 0, 0, ConfigState.NONE), Map.of());
  }

  @Override
  public List<Decision> decisions(Optional<String> pool) {
    return decisions;
  }

  @Override
  public JournalText journal() {
    return new Journal(new Quota(1), version(), fault -> {}).entries();
  }

  @Override
  public void stop(boolean now) {
    calls.add("stop " + now);
  }

  @Override
  public OptionalInt end() {
    return exitCode;
  }

  @Override
  public boolean isGuest() {
    return false;
  }

  @Override
  public CompletableFuture<String> reload(boolean all) {
    calls.add("reload " + all);
    return CompletableFuture.completedFuture("nothing has changed");
  }

  @Override
  public CompletableFuture<String> upgrade(int reply) {
    calls.add("upgrade");
    return CompletableFuture.failedFuture(
        new Refusal(Refusal.Kind.FAILED, "the new program exit code 78: no"));
  }

  @Override
  public void scale(String pool, SizeOrder order) {
    calls.add("scale " + pool + " " + order);
  }

  @Override
  public boolean isSized(String pool) {
    return isDone;
  }

  @Override
  public long kill(String pool, int slot) {
    calls.add("kill " + pool + " " + slot);
    return 7;
  }

  @Override
  public boolean isGone(String pool, int slot, long generation) {
    return isDone;
  }

  @Override
  public List<Long> recycle(String pool, OptionalInt slot) {
    calls.add("recycle " + pool + " " + slot);
    return List.of(7L, 8L);
  }

  @Override
  public boolean isReplaced(String pool, List<Long> generations) {
    return isDone;
  }

  @Override
  public void logLevel(Log.Level level) {
    calls.add("log-level " + level);
  }

  @Override
  public void reopenLogs() {
    calls.add("reopen-logs");
  }
}
