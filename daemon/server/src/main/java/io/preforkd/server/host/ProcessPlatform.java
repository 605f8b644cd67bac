package io.preforkd.server.host;

import io.preforkd.config.DaemonSettings;
import io.preforkd.config.ListenSettings;
import io.preforkd.config.PoolSettings;
import io.preforkd.server.child.Births;
import io.preforkd.server.child.Board;
import io.preforkd.server.child.TemplateBook;
import io.preforkd.server.hook.HookLaunch;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.listen.ListenerOpener;
import io.preforkd.server.sys.KernelException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Children are processes of Linux. */
final class ProcessPlatform implements Platform {
  private final Archives archives;

  ProcessPlatform(Archives archives) {
    this.archives = archives;
  }

  @Override
  public void provideDescriptors(DaemonSettings settings) throws KernelException {
    DescriptorNeeds.provideFor(settings);
  }

  @Override
  public Map<ListenSettings, List<Listener>> open(
      PoolSettings pool, List<ListenSettings> addresses, Set<String> served) throws IOException {
    int slots = Specs.slotsWithSockets(pool);
    return new ListenerOpener(List.of()).forSlots(slots).open(addresses, served);
  }

  @Override
  public Optional<Board> board(PoolSettings pool, int slots) throws IOException {
    return Optional.of(Board.create(pool.name(), slots));
  }

  @Override
  public Births births(
      PoolSettings pool, List<Listener> listeners, Optional<Board> board, TemplateBook templates)
      throws KernelException {
    return archives.births(pool, listeners, board.orElseThrow(), templates);
  }

  @Override
  public HookLaunch hooks(PoolSettings pool) throws KernelException {
    return Launches.ofHooks(pool);
  }
}
