package io.preforkd.server.control;

import io.preforkd.server.listen.ChannelListener;
import io.preforkd.server.listen.ListenerState;
import io.preforkd.server.sys.ChannelClient;
import io.preforkd.server.sys.LocalClient;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * A control socket of the JDK: its file is its owner's alone, so whoever comes in is that user, or
 * root. Where the system tells who calls, he is asked all the same.
 */
final class ChannelEntrance implements Entrance {
  private static final Set<String> ALWAYS_KNOWN = Set.of("user=root", "user=unknown");

  private final ChannelListener listener;
  private final String ours;

  /**
   * @param file of the listener, whose owner is the daemon's user as the system names him
   */
  ChannelEntrance(ChannelListener listener, Path file) throws IOException {
    this.listener = listener;
    this.ours = "user=" + Files.getOwner(file).getName();
  }

  @Override
  public Optional<LocalClient> accept() throws IOException {
    SocketChannel client = listener.await();
    return client == null ? Optional.empty() : Optional.of(new ChannelClient(client));
  }

  @Override
  public Role role(LocalClient client) throws IOException {
    String who = client.who();
    return who.equals(ours) || ALWAYS_KNOWN.contains(who) ? Role.OPERATOR : Role.NOBODY;
  }

  @Override
  public ListenerState state() {
    return listener.state();
  }

  @Override
  public void end() {
    listener.close();
  }

  @Override
  public void close() {
    listener.close();
  }
}
