package io.preforkd.worker.netty;

import io.preforkd.worker.runtime.HandlerLoader;

/**
 * The program of an event-driven Java child, with the options of {@link
 * io.preforkd.worker.runtime.Main} and Netty's jars on the class path. Its one argument is the
 * class name of a {@link PipelineHandler}.
 */
public final class Main {
  private static final String EVENTS = "io.netty.jfr.enabled";

  private Main() {}

  public static void main(String[] args) {
    leaveOutEvents();
    io.preforkd.worker.runtime.Main.run(
        args, name -> new NettyServer(HandlerLoader.load(name, PipelineHandler.class)));
  }

  /**
   * With its events of buffers for the Flight Recorder Netty loads a hundred classes more, which is
   * half of what a child's first connection costs. An option of the JVM has the last word.
   */
  private static void leaveOutEvents() {
    if (System.getProperty(EVENTS) == null) {
      System.setProperty(EVENTS, "false");
    }
  }
}
