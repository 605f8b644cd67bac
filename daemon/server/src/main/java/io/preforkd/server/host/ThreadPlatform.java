package io.preforkd.server.host;

import io.preforkd.config.DaemonSettings;
import io.preforkd.config.ListenSettings;
import io.preforkd.config.PoolSettings;
import io.preforkd.server.child.Births;
import io.preforkd.server.child.Board;
import io.preforkd.server.child.TemplateBook;
import io.preforkd.server.hook.HookLaunch;
import io.preforkd.server.listen.ChannelOpener;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.thread.ThreadNursery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Children are threads of this process, on any system that has a JDK. */
final class ThreadPlatform implements Platform {
  private final EventLoop loop;

  /**
   * @param loop one over NIO
   */
  ThreadPlatform(EventLoop loop) {
    this.loop = loop;
  }

  /** The limit is the JVM's to raise, which does so by itself. */
  @Override
  public void provideDescriptors(DaemonSettings settings) {}

  /** No address has alternatives: the rules of the worker refuse them. */
  @Override
  public Map<ListenSettings, List<Listener>> open(
      PoolSettings pool, List<ListenSettings> addresses, Set<String> served) throws IOException {
    return ChannelOpener.openEach(addresses);
  }

  @Override
  public Optional<Board> board(PoolSettings pool, int slots) {
    return Optional.empty();
  }

  @Override
  public Births births(
      PoolSettings pool, List<Listener> listeners, Optional<Board> board, TemplateBook templates)
      throws IOException {
    return ThreadNursery.of(loop, pool, listeners);
  }

  /** There are none: the rules of the worker refuse them. */
  @Override
  public HookLaunch hooks(PoolSettings pool) {
    return new HookLaunch(pool.name(), List.of(), Map.of(), Path.of(""));
  }
}
