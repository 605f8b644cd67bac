package io.preforkd.worker.netty;

import io.netty.channel.Channel;
import io.preforkd.worker.WorkerContext;

/**
 * An event-driven worker's own part, named by its class in the pool's configuration. It needs a
 * public constructor without parameters. One thread calls all its methods and those of the handlers
 * in its pipelines; whoever blocks it, blocks all connections of the child.
 */
public interface PipelineHandler {

  /**
   * Prepares the worker, as {@link io.preforkd.worker.Handler#start} does; before the event loop
   * runs. {@link WorkerContext#idleEvery} has no effect.
   *
   * @throws Exception ends the child with exit code 70
   */
  default void start(WorkerContext context) throws Exception {}

  /**
   * Fills the pipeline of a connection that was accepted, and is not yet registered: its first
   * event will be {@code channelActive}. The connection is over when the channel is closed. What
   * leaves the pipeline as an unhandled exception closes it, and counts it as failed; an {@link
   * Error} ends the child with exit code 70.
   *
   * @param listener index of the pool's listener that the connection came through, from 0
   * @throws Exception costs this connection: it is logged and counted as failed
   */
  void connected(Channel channel, int listener) throws Exception;

  /**
   * The child is to leave, and does so when the last connection is closed: called once for each
   * that is open. It should be closed as soon as the protocol allows it, which is at once if no
   * request is in hand. As long as it is open the child stays: while the pool stops or reloads
   * until its drain timeout, but one that is recycled or surplus for as long as it takes.
   *
   * @throws Exception costs this connection
   */
  default void draining(Channel channel) throws Exception {}

  /**
   * Called once if {@link #start} has returned, after the last connection, before the child exits
   * of its own will or over a fault that is not the author's.
   *
   * @throws RuntimeException ends the child with exit code 70
   */
  default void stop() {}
}
