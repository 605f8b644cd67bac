package io.preforkd.spamd.scan;

import io.preforkd.spamd.protocol.Tell;
import java.util.Map;
import java.util.Optional;

/**
 * A scanner of mail, named by its class in the setting {@code scanner}; the worker does the rest:
 * the protocol with its versions, limits, time limits and errors. It needs a public constructor
 * without parameters.
 *
 * <p>One thread calls all its methods, one at a time, unless the pool's {@code concurrency} is
 * above 1: then {@link #scan} and {@link #tell} are called by so many threads at a time.
 */
public interface MessageScanner {

  /**
   * Prepares the scanner, before the child counts as ready.
   *
   * @param settings those of the pool's that are not the worker's own; unmodifiable
   * @throws IllegalArgumentException if one of them is wrong or unknown: the pool is given up, with
   *     this message in the log, which has to name the setting and the remedy
   * @throws Exception ends the child, and another one is tried
   */
  default void start(Map<String, String> settings) throws Exception {
    if (!settings.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no setting " + settings.keySet().iterator().next());
    }
  }

  /**
   * Judges a message. The first one, before the child counts as ready, is a short mail of the
   * worker's own, of which nobody hears.
   *
   * @return the verdict; reports and rewritten messages in it are asked for before the next call,
   *     and only if the client wants them
   * @throws Exception costs this request: the client is told {@code 69 Service Unavailable}, and
   *     the cause is logged. An {@link Error} ends the child.
   */
  Verdict scan(Message message) throws Exception;

  /**
   * Learns, forgets, reports or revokes a message. Called only if the operator has set {@code
   * allow-tell}.
   *
   * @return what was done; empty if the scanner cannot do such things: the client is answered as if
   *     it was not allowed
   * @throws Exception as {@link #scan}
   */
  default Optional<Learned> tell(Message message, Tell tell) throws Exception {
    return Optional.empty();
  }
}
