package io.preforkd.worker.runtime;

/**
 * Ends the process from beside the main thread, which is in the author's code and may stay there.
 */
final class Exit extends Thread {
  /** For shutdown hooks: those may wait for something that the main thread holds. */
  private static final long PATIENCE_MILLIS = 1000;

  private final int code;

  private Exit(int code) {
    super("preforkd-exit");
    this.code = code;
  }

  /** Does not return. */
  static void now(int code) {
    Exit exit = new Exit(code);
    exit.start();
    try {
      exit.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      // out all the same
    }
    Runtime.getRuntime().halt(code);
  }

  @Override
  public void run() {
    System.exit(code);
  }
}
