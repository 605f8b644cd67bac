/**
 * The daemon as its users meet it: one class for each thing it promises, with real children, real
 * clients and real signals. May import the harness, and nothing of the daemon.
 */
package io.preforkd.system;
