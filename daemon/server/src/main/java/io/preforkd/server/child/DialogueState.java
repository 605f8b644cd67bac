package io.preforkd.server.child;

import java.util.List;

/**
 * A {@link Dialogue} as another program can go on with it.
 *
 * @param version name of the version that the child speaks
 * @param features what the child has announced
 * @param tally what its frames have told of its connections
 * @param unread bytes of a frame that has not come whole, in hexadecimal
 */
public record DialogueState(
    String version,
    List<String> features,
    int unansweredPings,
    boolean mayAcceptItself,
    boolean isBusy,
    boolean isFree,
    int freeUntilPong,
    TallyState tally,
    String unread) {

  /** A {@link FrameTally}. */
  public record TallyState(
      long accepted, long finished, boolean mayAccept, long since, Durations services) {}
}
