/**
 * {@code preforkd top}: what a daemon does, watched over its control socket, and keys that scale
 * its pools. Runs in a process of its own, never in the daemon.
 */
package io.preforkd.server.top;
