/**
 * A whole service in one thread and one heap, driven by dice: the pure core is the real one, all
 * around it is simulated.
 *
 * <pre>
 *   Traffic ──connects──▶ SimulatedListener ◀──accepts── SimulatedChild (with Habits, mostly bad)
 *                            │        ▲                    ▲   │
 *                      pending│       │watch, measure,     │   │idle, busy, failed, leaving,
 *                      backlog│       │shut, close    order│   │closed, exited: late, in any order
 *                            ▼        │         drain, kill│   ▼ that the real ones could have
 *                         SimulatedPool (the shell of one pool: inbox, stalls, ticks)
 *                            │                 ▲
 *                       events                 actions
 *                            ▼                 │
 *                         io.preforkd.pool.Pool, the code under test
 * </pre>
 *
 * <p>One seed gives one {@link io.preforkd.simulation.Scenario}: pools on one quota, their sizes
 * and algorithm, latencies, load, and how often which child goes wrong. The {@link
 * io.preforkd.pool.model.Agenda} is the only clock; the same seed gives the same run, to the
 * nanosecond. A {@link io.preforkd.simulation.rules.Witness} hears what the pool hears and sees
 * what it decides; {@link io.preforkd.simulation.rules.Books} are the witness that remembers, and
 * the rules in {@code io.preforkd.simulation.rules} judge every event by them. They know nothing of
 * the core's inside.
 */
package io.preforkd.simulation;
