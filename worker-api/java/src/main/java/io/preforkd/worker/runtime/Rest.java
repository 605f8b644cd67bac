package io.preforkd.worker.runtime;

/** The author's work between connections. */
final class Rest extends InHand {
  private final ThreadedServer server;

  Rest(ThreadedServer server, Allowance allowance) {
    super(allowance);
    this.server = server;
  }

  @Override
  public void run() {
    begin();
    try {
      server.rest();
    } catch (Throwable e) {
      Exit.now(Ending.over(e));
    } finally {
      end();
      server.ended(this);
    }
  }

  @Override
  String what() {
    return "between connections";
  }

  /** Nothing is there that could be closed under it. */
  @Override
  void cutOff() {
    Exit.now(
        Ending.saying(
            StartFault.SOFTWARE,
            server.place().identity()
                + " has been in idle for longer than connection-timeout, and ends"));
  }
}
