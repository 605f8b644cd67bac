/** Where spamd's log lines go, and what they look like there. */
package io.preforkd.spamd.host.log;
