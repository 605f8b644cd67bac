/**
 * The command line: reads arguments, turns faults into messages and exit codes, and leaves the work
 * to others. It alone imports picocli.
 */
package io.preforkd.server.cli;
