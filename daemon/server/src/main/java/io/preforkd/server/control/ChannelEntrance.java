package io.preforkd.server.control;

import io.preforkd.server.listen.ChannelListener;
import io.preforkd.server.listen.ListenerState;
import io.preforkd.server.sys.ChannelClient;
import io.preforkd.server.sys.LocalClient;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A control socket of the JDK: its file is its owner's alone, so whoever comes in is that user, or
 * root. Where the system tells who calls, he is asked all the same.
 */
final class ChannelEntrance implements Entrance {
  private static final Set<String> KNOWN =
      Set.copyOf(List.of("user=" + System.getProperty("user.name"), "user=root", "user=unknown"));

  private final ChannelListener listener;

  ChannelEntrance(ChannelListener listener) {
    this.listener = listener;
  }

  @Override
  public Optional<LocalClient> accept() throws IOException {
    SocketChannel client = listener.await();
    return client == null ? Optional.empty() : Optional.of(new ChannelClient(client));
  }

  @Override
  public Role role(LocalClient client) throws IOException {
    return KNOWN.contains(client.who()) ? Role.OPERATOR : Role.NOBODY;
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
