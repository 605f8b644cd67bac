/**
 * The listening sockets of a pool, from an address in the configuration to a watched descriptor.
 * The parent owns them and never accepts. May import {@code sys}, {@code loop} and the
 * configuration.
 */
package io.preforkd.server.listen;
