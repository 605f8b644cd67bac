package io.preforkd.worker.runtime;

import java.io.IOException;

/**
 * Receives a descriptor over a UNIX-domain socket, which the JDK cannot do. It is loaded by its
 * class name, and only where the parent accepts, or was asked for a listening socket.
 */
public interface DescriptorReceiver {

  /**
   * Reads one byte, and the descriptor that comes with it.
   *
   * @param channel number of the socket; it is ready to be read
   * @return the descriptor's number, or -1 if none came
   * @throws IOException if the channel cannot be read
   */
  int receive(int channel) throws IOException;
}
