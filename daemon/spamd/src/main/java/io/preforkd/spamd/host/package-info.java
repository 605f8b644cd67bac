/**
 * preforkd under spamd's name: its command line is made a configuration, and what the daemon does
 * is told in spamd's words.
 */
package io.preforkd.spamd.host;
