/**
 * The daemon's log: set up by Logback, which only this package imports; everybody else writes
 * through slf4j.
 */
package io.preforkd.server.log;
