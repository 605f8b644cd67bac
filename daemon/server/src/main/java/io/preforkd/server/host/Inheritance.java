package io.preforkd.server.host;

import io.preforkd.config.ListenSettings;
import io.preforkd.server.listen.ListenerOpener;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.ListenFds;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The sockets that a service manager has handed over, of which the pools go on with theirs. The
 * others are out of the way before the first address is opened: also those that he keeps.
 *
 * @param opener goes on with what is wanted
 * @param isLessened whether he was told to close something
 */
record Inheritance(ListenerOpener opener, boolean isLessened) {
  private static final String HANDED_OVER = "sockets inherited by LISTEN_FDS";

  /** In which he has closed what he was told to, which systemd does behind our back. */
  private static final Duration CLOSING = Duration.ofSeconds(5);

  /** Of a process that is not ours, or has nobody above it. */
  static Inheritance nothing() {
    return new Inheritance(new ListenerOpener(List.of()), false);
  }

  /**
   * Takes what is there.
   *
   * @param wanting what is going to be opened, but what is for each slot
   * @param forget has the service manager close what he has kept for these pools
   */
  static Inheritance take(List<ListenSettings> wanting, Consumer<Collection<String>> forget)
      throws StartupException {
    try {
      ListenerOpener opener = new ListenerOpener(ListenFds.take(System.getenv()));
      Set<String> pools = opener.claim(wanting);
      forget.accept(pools);
      return new Inheritance(opener, !pools.isEmpty());
    } catch (KernelException e) {
      throw StartupException.of(HANDED_OVER, e);
    } catch (IllegalArgumentException e) {
      throw new StartupException(StartupException.Cause.SYSTEM, e.getMessage());
    }
  }

  /**
   * How long an address that is in use is waited for.
   *
   * @param asked by the configuration
   */
  Duration patience(Duration asked) {
    return isLessened && asked.compareTo(CLOSING) < 0 ? CLOSING : asked;
  }
}
