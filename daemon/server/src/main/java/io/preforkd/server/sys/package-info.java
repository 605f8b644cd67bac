/**
 * The kernel's edge: sockets, processes, users, limits and shared memory by calls of glibc.
 *
 * <p>The only package that imports jnr. Nothing of a native layout, an errno number or a flag's
 * value leaves it: callers see descriptors (plain ints), records and {@link
 * io.preforkd.server.sys.KernelException}. It imports nothing of the rest of the server.
 *
 * <p>Descriptors that it makes are close-on-exec and numbered {@link
 * io.preforkd.server.sys.Descriptors#FLOOR} and up, so that they can be the source of a child's
 * descriptors without one overwriting another.
 */
package io.preforkd.server.sys;
