package io.preforkd.config;

/** A line for each connection of a pool. */
public record AccessLogSettings(LogTarget to, AccessFormat format) {}
