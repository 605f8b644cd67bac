package io.preforkd.server.control;

import io.preforkd.config.Log;
import io.preforkd.pool.SizeOrder;
import io.preforkd.server.journal.Decision;
import io.preforkd.server.journal.JournalText;
import io.preforkd.server.snapshot.DaemonDetail;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * What the commands need of the daemon. Called by the threads of the control socket; each call is
 * carried out on the event loop and returns once it was.
 *
 * <p>Every method throws a {@link Refusal} with {@link Refusal.Kind#TIMEOUT} if the loop does not
 * answer within a second, {@link Refusal.Kind#UNAVAILABLE} once it has ended, and {@link
 * Refusal.Kind#DATA} for a pool, slot or number that there is not.
 */
public interface Controls {

  /** The daemon's version. */
  String version();

  /** Returns if the event loop answers. */
  void ping() throws Refusal;

  DaemonDetail detail() throws Refusal;

  /** The last decisions of this pool, or of all pools, the oldest first. */
  List<Decision> decisions(Optional<String> pool) throws Refusal;

  /** The journal as far as it is in memory. */
  JournalText journal() throws Refusal;

  /** Stops as TERM does, or at once as a second INT does. */
  void stop(boolean now) throws Refusal;

  /** The exit code of the daemon once it has ended, which it has done when this is present. */
  OptionalInt end();

  /** Whether the daemon is a part of another program, whose process does not end with it. */
  boolean isGuest();

  /**
   * Reads the configuration again, and changes what has changed.
   *
   * @param all whether every pool gets a new edition
   * @return done when it is, with what was done in words, or a {@link Refusal} as the failure
   */
  CompletableFuture<String> reload(boolean all) throws Refusal;

  /**
   * Puts the program that is installed now in the place of this one.
   *
   * @param reply a descriptor of a connection that {@link ControlServer#answer} is to answer, or -1
   * @return never done but by a {@link Refusal} as the failure, since this program is gone then
   */
  CompletableFuture<String> upgrade(int reply) throws Refusal;

  /** Sets the size of a pool. */
  void scale(String pool, SizeOrder order) throws Refusal;

  /** Whether a pool has just the children that it is held at, all of them started. */
  boolean isSized(String pool) throws Refusal;

  /** Kills the child in this slot; returns its generation. */
  long kill(String pool, int slot) throws Refusal;

  /** Whether this generation has been reaped. */
  boolean isGone(String pool, int slot, long generation) throws Refusal;

  /**
   * Has the child in this slot replaced, or every child of the pool if the slot is empty; returns
   * their generations.
   */
  List<Long> recycle(String pool, OptionalInt slot) throws Refusal;

  /** Whether these generations have been reaped, and those in their places have started. */
  boolean isReplaced(String pool, List<Long> generations) throws Refusal;

  /** Changes the least grave level that is logged. */
  void logLevel(Log.Level level) throws Refusal;

  /** Opens log files anew, as they may have been moved. */
  void reopenLogs() throws Refusal;
}
