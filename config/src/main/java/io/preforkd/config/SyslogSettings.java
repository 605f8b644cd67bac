package io.preforkd.config;

/**
 * Under what name lines go to the system logger.
 *
 * @param facility one of syslog(3), such as {@code daemon}
 * @param identifier the program's name before each line
 */
public record SyslogSettings(String facility, String identifier) {}
