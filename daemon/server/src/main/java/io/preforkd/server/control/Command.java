package io.preforkd.server.control;

import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** One command of the control socket. */
interface Command {

  /** What the request's member {@code command} says. */
  String name();

  /** Whether it only asks, so that readers may have it. */
  boolean isQuestion();

  /** The members of a request that it knows. */
  Set<String> members();

  /** Carries it out, and returns the answer once it is done. */
  ObjectNode run(Request request, Controls controls, Waiting waiting) throws Refusal;
}
