/**
 * What the system tests are played with: the daemon as a real process, its children as {@code
 * /proc} shows them, and clients. Knows nothing of the tests, and imports nothing of preforkd: the
 * daemon is known by its command line, its log and its sockets alone.
 */
package io.preforkd.system.harness;
