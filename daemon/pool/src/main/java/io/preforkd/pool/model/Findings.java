package io.preforkd.pool.model;

/**
 * What came of a load.
 *
 * @param connections that came
 * @param turnedAway of those, since too many waited
 * @param lost of those, since a limit ended their child
 * @param waiting of those, still waiting at the end
 * @param waits of all who were accepted or still wait
 * @param saturatedNanos how long connections waited and no child could be started, as the pool's
 *     metric has it
 * @param spawns children that were started after the beginning
 */
public record Findings(
    long connections,
    long turnedAway,
    long lost,
    long waiting,
    Waits waits,
    Course course,
    long saturatedNanos,
    long spawns) {}
