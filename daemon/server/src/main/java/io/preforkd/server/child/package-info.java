/**
 * One child as the parent sees it: its command line and environment, its process, its back-channel,
 * its output and its record on the board; and the class-data archive of Java children, which a
 * child of its own makes while the pool serves. What it says is passed on as {@link
 * io.preforkd.server.child.ChildEvents}; what that means is decided elsewhere.
 *
 * <p>May import {@code sys}, {@code loop}, the configuration and the protocol; everything but the
 * building of command lines and the wait for an archive runs on the loop's thread.
 */
package io.preforkd.server.child;
