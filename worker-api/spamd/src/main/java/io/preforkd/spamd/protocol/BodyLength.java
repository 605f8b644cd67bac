package io.preforkd.spamd.protocol;

/**
 * A Content-length as the client wrote it; none at all counts as 0.
 *
 * @param digits nothing but digits
 */
public record BodyLength(String digits) {
  /** Longer numbers are beyond any limit, and beyond a long. */
  private static final int LONGEST = 18;

  /** Bytes; the greatest long if there are more than that could tell. */
  public long bytes() {
    String number = digits.replaceFirst("^0+", "");
    if (number.isEmpty()) {
      return 0;
    }
    return number.length() > LONGEST ? Long.MAX_VALUE : Long.parseLong(number);
  }

  /**
   * Compares it with what came.
   *
   * @throws Refusal if that is more or less
   */
  public void check(long actual) throws Refusal {
    if (actual != bytes()) {
      throw Refusal.protocol(
          "(Content-Length mismatch: Expected " + digits + " bytes, got " + actual + " bytes)");
    }
  }
}
