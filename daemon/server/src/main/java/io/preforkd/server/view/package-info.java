/**
 * How readings are shown to people and programs, as JSON and as text: once for the control socket,
 * {@code ctl} and the status page, so that they cannot differ. May import the readings, the
 * effective configuration, {@code journal}'s decisions and {@code sys}'s time since the start.
 */
package io.preforkd.server.view;
