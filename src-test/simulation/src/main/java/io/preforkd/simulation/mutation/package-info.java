/**
 * Tests of the test: a {@link io.preforkd.simulation.mutation.Mutant} is the core with one bug,
 * compiled in memory and put under the same simulation, in a class loader of its own. The rules
 * must find each; the core as it is, taken the same way, must pass.
 */
package io.preforkd.simulation.mutation;
