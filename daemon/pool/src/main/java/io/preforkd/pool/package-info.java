/**
 * The pure core of a pool: what state each child is in, which child is ordered to accept, how many
 * children there should be, and how long anybody is waited for.
 *
 * <p>{@link io.preforkd.pool.Pool} takes events as method calls, each with the time at which it
 * happened, and answers with {@link io.preforkd.pool.Action actions}. Nothing here has a clock, a
 * thread, a log or a descriptor, and nothing is imported but {@code java.util}: the same code runs
 * in the daemon, in the simulator and in tools that replay or plan.
 */
package io.preforkd.pool;
