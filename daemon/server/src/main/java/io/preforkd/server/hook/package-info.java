/**
 * The operator's commands that run at moments of a pool's life: which, with what facts, how many at
 * once, for how long. Knows of a pool no more than its name.
 */
package io.preforkd.server.hook;
