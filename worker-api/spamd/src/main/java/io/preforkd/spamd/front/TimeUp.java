package io.preforkd.spamd.front;

import java.io.IOException;

/** The client let the time go by that it had for what it was to send or read. */
final class TimeUp extends IOException {
  private static final long serialVersionUID = 1;

  TimeUp() {
    super("the client took too long");
  }
}
