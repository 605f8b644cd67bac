/**
 * preforkd as a part of another program: {@link io.preforkd.server.embed.PreforkServer} runs pools.
 * The children are processes all the same. Knows {@code host} as the command line does, and hands
 * out readings of one moment that do not change.
 */
package io.preforkd.server.embed;
