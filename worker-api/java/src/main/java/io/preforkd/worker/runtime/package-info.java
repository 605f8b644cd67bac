/**
 * The child's main program: takes over the inherited descriptors, obeys the parent and calls the
 * author's handler. Imports {@code worker}, {@code worker.protocol} and the JDK; nobody imports it.
 *
 * <p>A child has to be idle within milliseconds of its exec, so nothing that runs before the first
 * report may use lambdas, streams, {@code String.format} or regular expressions: each of them
 * bootstraps machinery that costs as much as the rest of the start.
 */
package io.preforkd.worker.runtime;
