package io.preforkd.server.snapshot;

import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.sys.WaitStatus;

/**
 * A child that has been reaped.
 *
 * @param cause as the metrics have it
 * @param ageNanos since its spawn
 * @param connections all that it has had
 */
public record ExitView(
    ChildId child, String cause, WaitStatus how, long ageNanos, BoardCounts connections) {}
