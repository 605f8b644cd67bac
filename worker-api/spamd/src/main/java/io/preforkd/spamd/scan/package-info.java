/**
 * What the author of a scanner sees: a {@link io.preforkd.spamd.scan.MessageScanner} is given one
 * {@link io.preforkd.spamd.scan.Message} after the other and returns a {@link
 * io.preforkd.spamd.scan.Verdict}. Imports the JDK and the protocol's words only.
 */
package io.preforkd.spamd.scan;
