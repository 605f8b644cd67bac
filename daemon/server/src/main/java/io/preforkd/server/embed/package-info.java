/**
 * preforkd as a part of another program, as a service or a test: {@link
 * io.preforkd.server.embed.PreforkServer} runs pools, {@link
 * io.preforkd.server.embed.WorkerTestKit} has a handler under test meet faults. The children are
 * processes all the same. Knows {@code host} as the command line does, and hands out readings of
 * one moment that do not change.
 */
package io.preforkd.server.embed;
