package io.preforkd.server.host;

import io.preforkd.config.DaemonSettings;
import io.preforkd.config.ListenSettings;
import io.preforkd.config.PoolSettings;
import io.preforkd.server.child.Births;
import io.preforkd.server.child.Board;
import io.preforkd.server.child.TemplateBook;
import io.preforkd.server.hook.HookLaunch;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.sys.KernelException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What editions of pools are made of: Linux and its processes, or the JDK and its threads. */
interface Platform {

  /** Sees to it that pools of these settings find descriptors enough. */
  void provideDescriptors(DaemonSettings settings) throws KernelException;

  /**
   * Opens these addresses for the pool: all or none.
   *
   * @param served those {@code any-of} of which one is open already
   */
  Map<ListenSettings, List<Listener>> open(
      PoolSettings pool, List<ListenSettings> addresses, Set<String> served) throws IOException;

  /** The board that so many children share with us, if they have one. */
  Optional<Board> board(PoolSettings pool, int slots) throws IOException;

  /** What brings the pool's children, and tells of its templates if it has such. */
  Births births(
      PoolSettings pool, List<Listener> listeners, Optional<Board> board, TemplateBook templates)
      throws IOException;

  /** How the pool's hooks are started. */
  HookLaunch hooks(PoolSettings pool) throws IOException;
}
