/**
 * Tests of what the distribution holds beside Java: its layout and its launcher. They run against
 * {@code target/preforkd} as the build has just assembled it, and import nothing of the daemon.
 */
package io.preforkd.ops;
