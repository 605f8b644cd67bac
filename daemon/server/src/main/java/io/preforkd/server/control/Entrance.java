package io.preforkd.server.control;

import io.preforkd.server.listen.ListenerState;
import io.preforkd.server.sys.LocalClient;
import java.io.IOException;
import java.util.Optional;

/** The control socket itself, of which there is one kind for Linux and one for any system. */
interface Entrance {

  /** Waits for a client; empty once it was ended. */
  Optional<LocalClient> accept() throws IOException;

  /** What this client may do. */
  Role role(LocalClient client) throws IOException;

  /** As another program can go on with it. */
  ListenerState state();

  /** Wakes whoever waits for a client. */
  void end();

  /** Removes the socket, once nobody waits for a client. */
  void close();
}
