package io.preforkd.spamd.protocol;

/** What a client may ask for; the names are those of the protocol. */
public enum Command {
  PING,
  SKIP,
  CHECK,
  SYMBOLS,
  REPORT,
  REPORT_IFSPAM,
  PROCESS,
  HEADERS,
  TELL;

  /** Whether the answer has the message in it, with the marks of the scanner. */
  public boolean rewrites() {
    return this == PROCESS || this == HEADERS;
  }

  /** Whether a message may follow the headers. */
  public boolean hasMessage() {
    return this != PING && this != SKIP;
  }
}
