/**
 * The event loop: one thread that watches descriptors and keeps deadlines.
 *
 * <p>The only package that imports Netty; callers see descriptors (plain ints), handlers and
 * alarms. It may import {@code sys} for its exception, and nothing else of the server. Everything
 * except {@link io.preforkd.server.loop.EventLoop#execute} and its life cycle is for the loop's
 * thread alone.
 */
package io.preforkd.server.loop;
