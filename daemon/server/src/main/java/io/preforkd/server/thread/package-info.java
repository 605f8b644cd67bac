/**
 * Children that are threads of the daemon: for development on any system, and for embedding. They
 * obey the same orders and report the same events as processes do, by calls instead of frames.
 * Nothing here may need more than the JDK.
 */
package io.preforkd.server.thread;
