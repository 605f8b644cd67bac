package io.preforkd.config;

import java.nio.file.Path;

/**
 * The journal on disk.
 *
 * @param file the file that is being written; older ones are this name with {@code .1} and so on
 * @param size bytes at which another one is begun; 0: never
 * @param keep how many older ones are kept, 0 to 1000
 */
public record JournalSettings(Path file, long size, int keep) {}
