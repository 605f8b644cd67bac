/**
 * What-if questions about a pool's size: loads, times and sizes as an operator writes them, and
 * what came of them as a table, JSON or a chart. The model is {@code io.preforkd.pool.model}.
 * Imports none of the server's other packages.
 */
package io.preforkd.server.capacity;
