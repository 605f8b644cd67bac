package io.preforkd.example;

/**
 * How a program ended.
 *
 * @param text all that it wrote to stdout and stderr
 */
record Outcome(int exitCode, String text) {}
