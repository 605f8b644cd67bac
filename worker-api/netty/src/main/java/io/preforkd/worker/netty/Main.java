package io.preforkd.worker.netty;

import io.preforkd.worker.runtime.HandlerLoader;

/**
 * The program of an event-driven Java child, with the options of {@link
 * io.preforkd.worker.runtime.Main} and Netty's jars on the class path. Its one argument is the
 * class name of a {@link PipelineHandler}.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    io.preforkd.worker.runtime.Main.run(
        args, name -> new NettyServer(HandlerLoader.load(name, PipelineHandler.class)));
  }
}
