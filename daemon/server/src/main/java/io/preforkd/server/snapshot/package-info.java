/**
 * What the daemon tells others of itself: readings of one moment that do not change and may cross
 * threads. {@code host} makes them, {@code admin} shows them; so neither needs the other's
 * workings. May import the pool's status, {@code child}'s counts and {@code sys}'s queue depths.
 */
package io.preforkd.server.snapshot;
