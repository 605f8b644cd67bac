/**
 * What the author of an event-driven Java worker sees, a {@link
 * io.preforkd.worker.netty.PipelineHandler}, and its runtime: one thread, Netty's epoll loop, has
 * the back-channel, the listeners and all connections. Imports Netty and the worker API.
 */
package io.preforkd.worker.netty;
