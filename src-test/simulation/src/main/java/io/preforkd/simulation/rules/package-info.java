/**
 * What must hold of a pool after every event, whoever runs it: each rule is a {@link
 * io.preforkd.simulation.rules.Witness} that throws a {@link
 * io.preforkd.simulation.rules.Violation}. A rule judges by what the pool was told, by what it
 * decided, and by what is really so in the {@link io.preforkd.simulation.rules.Scene}; of the core
 * only the public interface is used.
 */
package io.preforkd.simulation.rules;
