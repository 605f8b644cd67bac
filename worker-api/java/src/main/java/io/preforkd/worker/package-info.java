/**
 * What the author of a Java worker sees: a {@link io.preforkd.worker.Handler} is given one {@link
 * io.preforkd.worker.Connection} after the other. Imports the JDK only, and nothing of the packages
 * below.
 */
package io.preforkd.worker;
