package io.preforkd.spamd.front;

import io.preforkd.spamd.scan.MessageScanner;
import java.util.function.Consumer;

/**
 * What all connections of a child share.
 *
 * @param settings of the worker
 * @param scanner that judges
 * @param watchdog that tells clients when it takes too long
 * @param log of the child
 * @param uid user of the process, for the log
 * @param counts takes each connection that has ended
 */
record Desk(
    Settings settings,
    MessageScanner scanner,
    Watchdog watchdog,
    Log log,
    int uid,
    Consumer<Tally> counts) {}
