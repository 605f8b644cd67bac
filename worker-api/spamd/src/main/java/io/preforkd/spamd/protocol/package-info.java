/**
 * The protocol of spamd 4.0.1 as it answers on the wire, and where it was wrong as the protocol
 * means it: requests read from text, replies written to bytes. Pure: no I/O, no clock, no log, and
 * no import but the JDK's.
 */
package io.preforkd.spamd.protocol;
