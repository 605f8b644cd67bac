/**
 * Threads beside the event loop, for what would hold it up. Everybody may use them; they know
 * nothing of the server.
 */
package io.preforkd.server.background;
