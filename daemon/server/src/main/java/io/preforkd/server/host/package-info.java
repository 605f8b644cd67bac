/**
 * The daemon: pools with their listeners and children around the pure core, from start to stop. It
 * carries out what a {@link io.preforkd.pool.Pool} decides and tells it what happens.
 */
package io.preforkd.server.host;
