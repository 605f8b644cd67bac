package io.preforkd.server.control;

import io.preforkd.server.listen.Listener;
import io.preforkd.server.listen.ListenerState;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.LocalClient;
import io.preforkd.server.sys.LocalStream;
import io.preforkd.server.sys.Privileges;
import java.util.Optional;
import java.util.OptionalInt;

/** A control socket of Linux, where the kernel says who calls. */
final class SocketEntrance implements Entrance {
  private final Listener listener;
  private final OptionalInt group;

  SocketEntrance(Listener listener, OptionalInt group) {
    this.listener = listener;
    this.group = group;
  }

  @Override
  public Optional<LocalClient> accept() throws KernelException {
    return LocalStream.accept(listener.fd()).map(client -> client);
  }

  /** The user that this process is now is its own. */
  @Override
  public Role role(LocalClient client) throws KernelException {
    return Role.of(((LocalStream) client).peer(), Privileges.uid(), group);
  }

  @Override
  public ListenerState state() {
    return listener.state();
  }

  @Override
  public void end() {
    LocalStream.end(listener.fd());
  }

  @Override
  public void close() {
    listener.close();
  }
}
