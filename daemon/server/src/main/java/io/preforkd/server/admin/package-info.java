/**
 * What others may ask the daemon: metrics, health and status, over HTTP on a listener of their own
 * that no child ever sees. Reads snapshots and changes nothing. One class, {@link
 * io.preforkd.server.admin.Metrics}, imports Micrometer.
 */
package io.preforkd.server.admin;
