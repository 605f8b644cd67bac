/**
 * The words of PROTOCOL.md, for both ends of the back-channel: frames, greetings, the layout of the
 * board. Pure: no I/O, no clock, no thread. Imports the JDK only.
 */
package io.preforkd.worker.protocol;
