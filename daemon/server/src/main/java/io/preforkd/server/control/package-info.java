/**
 * The control socket: what an operator asks of a running daemon, and is answered once it is done.
 *
 * <p>{@link io.preforkd.server.control.ControlServer} answers by threads of its own; {@link
 * io.preforkd.server.control.ControlClient} asks. Each command is one class, listed in {@code
 * Commands}; what it needs of the daemon is a method of {@link
 * io.preforkd.server.control.Controls}, which {@code host} implements on the event loop. May import
 * {@code snapshot} with {@code child}'s counts, {@code sys} and {@code listen}.
 */
package io.preforkd.server.control;
