/**
 * The way of a request through the worker: reading it within limits of size and time, having it
 * judged, answering, and closing so that the answer arrives. The words of both sides are the
 * protocol's; the judging is the scanner's.
 */
package io.preforkd.spamd.front;
