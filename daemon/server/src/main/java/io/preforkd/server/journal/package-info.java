/**
 * The journal of events and decisions: in memory, on disk, and for people. The loop's thread only
 * hands references over; what a journal looks like, and the disk, are the business of other
 * threads. Imports none of the server's other packages.
 */
package io.preforkd.server.journal;
