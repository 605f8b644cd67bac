package io.preforkd.spamd.protocol;

import java.nio.charset.StandardCharsets;

/** A request that is not carried out; the client is told so in one line. */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  private final Kind kind;
  private final boolean isOfLimit;

  private Refusal(Kind kind, String detail, boolean isOfLimit) {
    super(detail, null, false, false); // an answer, not a fault of ours: its stack tells nothing
    this.kind = kind;
    this.isOfLimit = isOfLimit;
  }

  /** 76: the request is not as the protocol wants it. */
  public static Refusal protocol(String detail) {
    return new Refusal(Kind.PROTOCOL, detail, false);
  }

  /** 69: the request cannot be carried out here. */
  public static Refusal unavailable(String detail) {
    return new Refusal(Kind.UNAVAILABLE, detail, false);
  }

  /** 79: the client, or the scanner, took too long. */
  public static Refusal timeout(String detail) {
    return new Refusal(Kind.TIMEOUT, detail, false);
  }

  /** The same, since what the client sends is more than a limit allows. */
  public Refusal ofLimit() {
    return new Refusal(kind, getMessage(), true);
  }

  /** Whether a limit is the reason. */
  public boolean isOfLimit() {
    return isOfLimit;
  }

  /** The code of the answer. */
  public int code() {
    return kind.code;
  }

  /** The whole answer. */
  public byte[] reply() {
    String line = "SPAMD/1.0 " + kind.code + " " + kind.title + ": " + getMessage() + "\r\n";
    return line.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The line that spamd logs. */
  public String logLine() {
    return "spamd: " + kind.logged + ": " + getMessage();
  }

  private enum Kind {
    UNAVAILABLE(69, "Service Unavailable", "service unavailable"),
    PROTOCOL(76, "Bad header line", "bad protocol: header error"),
    TIMEOUT(79, "Timeout", "timeout");

    private final int code;
    private final String title;
    private final String logged;

    Kind(int code, String title, String logged) {
      this.code = code;
      this.title = title;
      this.logged = logged;
    }
  }
}
