package io.preforkd.server.child;

/** Does something if this JVM is ended meanwhile, as TERM does before signals are handled. */
final class AtExit {
  private final Thread hook;

  AtExit(Runnable task) {
    this.hook = new Thread(task, "at-exit");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  void cancel() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending, and the task runs.
    }
  }
}
